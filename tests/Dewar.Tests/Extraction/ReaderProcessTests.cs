using System.Text;
using Xunit;

namespace Dewar.Extraction;

/// <summary>Whatever a process does that reads, there is an answer, and nobody waits for ever.</summary>
public sealed class ReaderProcessTests
{
    private static readonly ReadingLimits Limits = new(TimeSpan.FromSeconds(3), 512 << 20);
    private static readonly ReadOrder Order = new(1, "/", "tmp", "a", 1);

    [Theory]
    [InlineData("""echo '{"id":0}'; read o; echo hello; sleep 60""", "said something that is no answer")]
    [InlineData("""echo '{"id":0}'; read o; echo null; sleep 60""", "said something that is no answer")]
    [InlineData("""echo '{"id":0}'; read o; yes 0123456789abcdef | tr -d '\n'""", "said something that is no answer")]
    [InlineData("""echo '{"id":0}'; read o; exit 7""", "ended with code 7")]
    [InlineData("""echo '{"id":0}'; read o; exec >&-; sleep 60""", "took longer than")]
    [InlineData("""echo '{"id":0}'; read o; sleep 20 & exit 7""", "ended with code 7")]
    [InlineData("""echo '{"id":0}'; read o; sleep 60""", "took longer than")]
    public async Task A_process_that_misbehaves_is_ended_and_the_reason_told(string script, string reason)
    {
        // Only what is to be too slow has little time.
        var limits = reason is "took longer than" ? Limits : Limits with { Time = TimeSpan.FromMinutes(1) };
        await using var process = new ReaderProcess(limits, ["/bin/sh", "-c", script], TimeProvider.System);
        var answer = await process.Read(Order, default).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Contains(reason, answer.Failure);
        Assert.Null(process.ProcessId);
    }

    [Theory, InlineData("/nowhere/dewar", "extract"), InlineData("/bin/sh", "-c"), InlineData("/bin/false", "-c")]
    public async Task Where_no_process_comes_up_the_file_is_not_to_blame(string program, string argument)
    {
        await using var process = new ReaderProcess(Limits, [program, argument, "exit 1"], TimeProvider.System);

        Assert.Contains(program, (await Assert.ThrowsAsync<ReaderUnable>(() => process.Read(Order, default))).Message);
    }

    [Fact]
    public async Task A_process_is_kept_for_the_next_file()
    {
        await using var process = new ReaderProcess(Limits, ["/bin/sh", "-c", """echo '{"id":0}'; while read o; do echo '{"id":1,"away":"no"}'; done"""], TimeProvider.System);
        await process.Read(Order, default);
        var id = process.ProcessId;

        Assert.Equal(("no", id), ((await process.Read(Order, default)).Away, process.ProcessId));
    }

    [Theory, InlineData(1), InlineData(7), InlineData(70_000), InlineData(1 << 20)]
    public async Task Lines_come_whole_however_they_are_cut(int length)
    {
        var lines = new[] { new string('a', length), "", new string('b', length / 2), "c" };
        var read = new AnswerLines(new MemoryStream(Encoding.ASCII.GetBytes(string.Join('\n', lines) + "\nrest")));
        foreach (var line in lines)
        {
            Assert.Equal(line, Encoding.ASCII.GetString((await read.Next(default))!.Value.Span));
        }

        Assert.Null(await read.Next(default));
    }
}
