using System.Text.Json;
using Dewar.Hosting;
using Dewar.Sdk;

namespace Dewar.Viewing;

/// <summary>What a process that looks does: takes an order from each line and answers with a line and bytes.</summary>
internal sealed class ViewingLoop(IReadOnlyList<IFormatReader> readers, TextReader orders, Stream answers)
{
    private const int MostWords = 4000;

    public void Run()
    {
        using var files = new OpenFiles(readers, Ask);
        Say(ViewHead.Ready);
        while (orders.ReadLine() is { } line)
        {
            var order = JsonSerializer.Deserialize<ViewOrder>(line, Wire.Json)!;
            if (!Answer(files, order))
            {
                return;
            }
        }
    }

    /// <returns>False when the process is not to be trusted any more, or its answer broke off: it ends, and the site makes a new one.</returns>
    private bool Answer(OpenFiles files, ViewOrder order)
    {
        var began = false;
        try
        {
            Questions.Answer(order.Question, files.Open(order), new(order.Arguments), (head, write) =>
            {
                Say(head);
                began = true;
                var counted = new CountedStream(answers, head.Length);
                write(counted);
                return counted.IsFull ? true : throw new InvalidOperationException($"The answer has not the {head.Length} bytes that were told.");
            });
            answers.Flush();
            return true;
        }
        catch (Exception fault) when (!began)
        {
            var (status, isLast) = fault switch
            {
                ViewFault known => (known.Status, false),
                DamagedException => (422, false),
                Disk.DiskException => (503, true),
                _ => (500, true),
            };
            var words = fault switch
            {
                ViewFault or DamagedException or Disk.DiskException => fault.Message,
                OutOfMemoryException or InsufficientMemoryException => "Looking at it takes more memory than is allowed.",
                _ => $"The file can't be looked at: {fault.GetType().Name}: {fault.Message}",
            };
            var body = System.Text.Encoding.UTF8.GetBytes(words.Length > MostWords ? words[..MostWords] : words);
            Say(new(status, Length: body.Length));
            answers.Write(body);
            answers.Flush();
            return !isLast;
        }
    }

    private IReadOnlyDictionary<string, long> Ask(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
        {
            return new Dictionary<string, long>();
        }

        Say(new(0, Asks: paths));
        return JsonSerializer.Deserialize<ViewLeave>(orders.ReadLine() ?? throw new EndOfStreamException(), Wire.Json)!.Sizes;
    }

    private void Say(ViewHead head)
    {
        answers.Write(JsonSerializer.SerializeToUtf8Bytes(head, Wire.Json));
        answers.Write("\n"u8);
        answers.Flush();
    }
}
