using System.Security.Cryptography;
using Xunit;

namespace Dewar.Logger;

/// <summary>The real program copies a folder, and stands up to a site that misbehaves.</summary>
public sealed class CopyTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dewar-logger-").FullName;
    private Screen _screen = null!;
    private ProtocolSite _site = null!;

    private string Data => Path.Combine(_folder, "data");

    public async ValueTask InitializeAsync()
    {
        _screen = await Screen.Start();
        _site = await ProtocolSite.Start();
        Directory.CreateDirectory(Path.Combine(Data, "run 1"));
    }

    public async ValueTask DisposeAsync()
    {
        _screen?.Dispose();
        if (_site is not null)
        {
            await _site.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task New_files_come_whole_and_once_also_after_a_kill_and_those_of_the_last_moment_too()
    {
        Write("old.tif", 100, ago: TimeSpan.FromDays(1));
        using var program = await Program(copy: true);
        await program.Start();
        await program.Begin("Mira");
        Write("empty.txt", 0);
        Write("run 1/ü.tif", 1000);
        await Until(program, () => _site.Whole("run 1/ü.tif").Any() && _site.Whole("empty.txt").Any());

        // It breaks off in the middle of a large one, and goes on where it was.
        _site.Pieces = 2;
        var large = Write("large.tif", 7 << 20);
        await Until(program, () => _site.Pieces < 0);
        await program.Picture("11-copying");
        program.Kill();
        _site.Pieces = int.MaxValue;
        await program.Start();
        await program.Press("Return", () => program.Kinds.Contains("continue"), "that it goes on");
        await Until(program, () => _site.Whole("large.tif").Any());
        var came = _site.Whole("large.tif").Single();
        Assert.Equal((large, program.Session), (Convert.ToHexString(SHA256.HashData(came.Bytes)), came.Session));
        Assert.InRange(came.Resumed, 1, 10);
        Assert.Equal(new DateTimeOffset(File.GetLastWriteTimeUtc(PathOf("large.tif"))).ToUnixTimeMilliseconds(), came.Modified);

        // A changed one is another; one of the last moment comes after the end.
        Write("run 1/ü.tif", 2000);
        await Until(program, () => _site.Whole("run 1/ü.tif").Count() == 2);
        await program.UntilSessionPage();
        Write("last.tif", 300);
        await program.Press("alt+e", () => program.Kinds.Last() == "end", "the end");
        await Until(program, () => _site.Whole("last.tif").Any());
        await Until(program, () => program.Small("copying.json") is { } left && left.GetProperty("periods").GetArrayLength() == 0);
        Write("late.tif", 400, ago: TimeSpan.FromHours(-1));
        await program.UntilDelivered();

        Assert.Equal(["empty.txt", "large.tif", "last.tif", "run 1/ü.tif", "run 1/ü.tif"], _site.Uploads.Values.Select(upload => upload.Path).Order(StringComparer.Ordinal));
        Assert.Empty(_site.Faults);
        Assert.Equal(large, Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(PathOf("large.tif"), TestContext.Current.CancellationToken))));
        Assert.Equal(["empty.txt", "large.tif", "last.tif", "late.tif", "old.tif", "run 1"], Directory.EnumerateFileSystemEntries(Data).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.InRange(program.Memory("RssAnon"), 1, 40_000);
    }

    [Fact]
    public async Task A_clock_that_is_hours_off_is_learnt_from_the_site()
    {
        _site.AheadMs = 3 * 3_600_000;
        using var program = await Program(copy: false);
        await program.Start();
        await program.Begin("Mira");
        await program.UntilDelivered();
        await program.Note("the site's time is known by now");
        await program.UntilDelivered();
        await program.Picture("12-clock");

        Assert.InRange(_site.Entries[^1].GetProperty("offset").GetInt64(), _site.AheadMs - 5000, _site.AheadMs + 5000);
        Assert.Empty(_site.Faults);
    }

    [Fact]
    public async Task An_answer_that_was_changed_on_its_way_is_not_believed()
    {
        _site.IsForged = true;
        using var program = await Program(copy: false);
        await program.Start();
        await program.Begin("Mira");
        await Until(program, () => _site.Entries.Count == 1);
        await program.Picture("13-forged");
        Assert.Equal(0, program.Delivered);

        _site.IsForged = false;
        await program.Note("now it is");
        await program.UntilDelivered();
        Assert.Equal(["start", "note"], _site.Entries.Select(entry => entry.GetProperty("kind").GetString()));
    }

    private static Task Until(LoggerProgram program, Func<bool> holds) => program.Until(holds, "the files");

    private string PathOf(string name) => Path.Combine(Data, name);

    /// <summary>Returns its digest.</summary>
    private string Write(string name, int size, TimeSpan ago = default)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        File.WriteAllBytes(PathOf(name), bytes);
        if (ago != default)
        {
            File.SetLastWriteTimeUtc(PathOf(name), File.GetLastWriteTimeUtc(PathOf(name)) - ago);
        }

        return Convert.ToHexString(SHA256.HashData(bytes));
    }

    private async Task<LoggerProgram> Program(bool copy)
    {
        var settings = new Settings(new Dictionary<string, string>
        {
            ["site"] = _site.Address, ["computer"] = "PC", ["instrument"] = "titan", ["key"] = ProtocolSite.Key, ["secret"] = Convert.ToBase64String(ProtocolSite.Secret),
            ["folder"] = Data, ["copy"] = copy ? "yes" : "no", ["quiet"] = "1",
        });
        await File.WriteAllTextAsync(Path.Combine(_folder, Settings.FileName), settings.Write(), TestContext.Current.CancellationToken);
        return new(_screen, _folder, "^titan ");
    }
}
