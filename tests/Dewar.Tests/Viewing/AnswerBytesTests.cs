using System.Text;
using Xunit;

namespace Dewar.Viewing;

public sealed class AnswerBytesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(1), InlineData(3), InlineData(1 << 20)]
    public async Task Lines_and_bytes_are_told_apart_however_they_arrive(int atOnce)
    {
        using var source = new Slow("{\"status\":200,\"length\":5}\nab\ncd{\"status\":404,\"length\":0}\n", atOnce);
        var answers = new AnswerBytes(source);
        using var into = new MemoryStream();
        var moved = 0;

        var head = await answers.Head(Ct);
        await answers.Copy(head!.Length, into, () => moved++, Ct);

        Assert.Equal((200, "ab\ncd"), (head.Status, Encoding.UTF8.GetString(into.ToArray())));
        Assert.True(moved > 0);
        Assert.Equal(404, (await answers.Head(Ct))!.Status);
        Assert.Null(await answers.Head(Ct));
    }

    [Fact]
    public async Task What_is_no_answer_is_not_taken_for_one()
    {
        using var nonsense = new Slow("hello\n", 100);
        await Assert.ThrowsAsync<InvalidDataException>(() => new AnswerBytes(nonsense).Head(Ct));
        using var endless = new Slow(new string('x', 2 << 20), 1 << 16);
        await Assert.ThrowsAsync<InvalidDataException>(() => new AnswerBytes(endless).Head(Ct));
        using var cut = new Slow("abc", 100);
        await Assert.ThrowsAsync<EndOfStreamException>(() => new AnswerBytes(cut).Copy(4, null, () => { }, Ct));
    }

    /// <summary>Gives at most so many bytes at once.</summary>
    private sealed class Slow(string text, int atOnce) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(atOnce, buffer.Length)], cancellationToken);
    }
}
