using System.Security.Cryptography;
using System.Text.Json;
using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Sessions;
using Xunit;

namespace Dewar.Logger;

/// <summary>The real program, driven by its keyboard, against a real site over a line that can be cut.</summary>
public sealed class WindowTests(SqliteSite site) : SiteTests(site), IClassFixture<SqliteSite>, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dewar-logger-").FullName;
    private readonly Torture.CuttableLine _line = new(site.Address.AbsoluteUri);
    private Screen _screen = null!;

    public async ValueTask InitializeAsync() => _screen = await Screen.Start();

    public async ValueTask DisposeAsync()
    {
        _screen?.Dispose();
        await _line.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_session_survives_a_dead_line_and_a_killed_program_and_is_told_once()
    {
        using var program = await Program("titan");
        await program.Start();
        await program.Picture("1-start");
        await program.Begin("Mira Sol", "S-12", "twins in steel");
        await program.Note("aligned, spot 3, 300 kV");
        await program.UntilDelivered();
        Assert.Equal(SessionState.Open, (await Told(program.Session)).Session.State);
        Assert.Equal(2, await Twice(program));

        await _line.Become(Torture.LineState.Cut);
        await program.Note("drift of 2 nm/min, waiting");
        await program.Press("alt+p", () => program.Kinds.Contains("pause"), "a pause");
        await program.Press("alt+r", () => program.Kinds.Contains("resume"), "to go on");
        await program.Note("area B, much better");
        await program.Type("twin boundary in fra");
        await program.Until(() => program.Small("draft.json")?.GetProperty("note").GetString() == "twin boundary in fra", "a draft");
        await program.Picture("2-away");
        Assert.Equal(2, program.Delivered);
        program.Kill();

        // The power failed in the middle of a write, too.
        await File.AppendAllTextAsync(program.PathOf("journal.jsonl"), """{"sequence":7,"id":"tor""", TestContext.Current.CancellationToken);
        await program.Start();
        await program.Picture("3-found");
        await program.Press("Return", () => program.Kinds.Contains("continue"), "that it goes on");
        await program.UntilSessionPage();
        await program.Note("me 12");
        await program.Picture("4-continued");
        Assert.Equal("twin boundary in frame 12", program.Entries[^1].GetProperty("text").GetString());
        Assert.Equal("""{"sequence":7,"id":"tor""", await File.ReadAllTextAsync(program.PathOf("journal.jsonl.torn-1"), TestContext.Current.CancellationToken));

        await _line.Become(Torture.LineState.Open);
        await program.UntilDelivered();
        await program.Type("typed and not saved");
        await program.Press("alt+e", () => program.Kinds.Last() == "end", "the end");
        await program.UntilDelivered();
        await program.Picture("5-ended");

        var told = await Told(program.Session);
        Assert.Equal((SessionState.Ended, "Mira Sol", "S-12", "twins in steel"), (told.Session.State, told.Session.Person, told.Session.Sample, told.Session.Purpose));
        Assert.Equal(["aligned, spot 3, 300 kV", "drift of 2 nm/min, waiting", "area B, much better", "twin boundary in frame 12", "typed and not saved"], told.Notes.Select(note => note.Text));
        Assert.Equal(["start", "note", "note", "pause", "resume", "note", "continue", "note", "note", "end"], told.History.Select(each => each.Kind));
        Assert.Equal([.. told.History.OrderBy(each => each.At)], told.History);
        await program.Until(() => program.Memory("RssAnon") < 30_000, "it gives back what it does not need");
        var (own, all) = (program.Memory("RssAnon"), program.Memory("VmRSS"));
        TestContext.Current.TestOutputHelper!.WriteLine($"The logger takes {own / 1024.0:0.0} MB of its own; with the files of Mono that it maps, {all / 1024.0:0.0} MB.");

        program.AskToClose();
        await program.UntilEnded();
    }

    [Fact]
    public async Task Whoever_closes_the_window_is_asked_what_becomes_of_the_session()
    {
        using var program = await Program("krios");
        await program.Start();
        await program.Begin("Olaf");
        program.AskToClose();
        await program.Picture("6-closing");
        // To keep running is what Escape means. Before the question is there it means nothing, and while it is there nothing can be typed.
        await program.Until(async () =>
        {
            await program.Press("Escape");
            return await program.Takes("x");
        }, "to keep running");
        await program.Note("still here");
        program.AskToClose();
        await program.Press("alt+p", () => !program.IsRunning, "to pause and close");

        Assert.Equal(["start", "note", "pause"], program.Kinds);
        using var state = program.Run("--state");
        var told = JsonSerializer.Deserialize<JsonElement>(await state.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal((3, "paused"), (told.GetProperty("sequence").GetInt32(), told.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_session_begun_elsewhere_is_asked_about_and_the_keyboard_stays_where_it_was()
    {
        using var program = await Program("polara");
        using var other = await Program("other", "other");
        await program.Start();
        await other.Start();
        await _screen.Do("windowmove", other.Window, "300", "400");
        await other.Focus();
        var begun = await Site.Admin.Post<Session>("api/instruments/polara/sessions", new NewSession("mira", Sample: "S-1"));
        await program.Until(() => program.Small("draft.json") is not null, "a draft");
        await Task.Delay(TimeSpan.FromSeconds(25), TestContext.Current.CancellationToken);
        await program.Picture("7-elsewhere");

        Assert.Equal(other.Window, await _screen.Do("getwindowfocus"));
        await program.Focus();
        await program.Press("Return", () => program.Kinds.Contains("continue"), "that it goes on");
        await program.UntilDelivered();
        Assert.Equal(begun.Id, program.Session);
        Assert.Contains("continue", (await Told(begun.Id)).History.Select(each => each.Kind));
    }

    [Fact]
    public async Task A_computer_that_nobody_knows_asks_to_be_added_and_goes_on_by_itself()
    {
        await Instrument("quanta");
        using var program = new LoggerProgram(_screen, _folder);
        await program.Start();
        await program.Press("Home", "shift+End");
        await program.Type(_line.Url);
        await program.Press("Tab", "Home", "shift+End");
        await program.Type("QUANTA-PC");
        await program.Press("Tab");
        await program.Type("quanta");
        await program.Picture("8-ask");
        await program.Press("Return", () => File.Exists(program.PathOf("pairing.json")), "a code");
        var code = program.Small("pairing.json")!.Value.GetProperty("code").GetString()!;
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        await program.Picture("9-code");
        Assert.Equal(code, (await Site.Admin.Get<List<ControlComputer>>("api/computers")).Single(each => each.Name == "QUANTA-PC").Code);

        // Who waits may be started anew.
        program.Kill();
        await program.Start();
        Assert.False(File.Exists(program.SettingsFile));
        await Site.Admin.Post<ControlComputer>("api/computers/QUANTA-PC/confirm", new Confirmation(code));
        await program.Until(() => File.Exists(program.SettingsFile), "settings");
        await program.Until(() => !File.Exists(program.PathOf("pairing.json")) && File.Exists(program.PathOf("journal.jsonl")), "a journal");

        Assert.Equal("quanta", Settings.Read(await File.ReadAllTextAsync(program.SettingsFile, TestContext.Current.CancellationToken)).Instrument);
        await program.Press("alt+w");
        await program.Begin("Mira");
        await program.UntilDelivered();
        Assert.Equal("Mira", (await Told(program.Session)).Session.Person);
    }

    [Fact]
    public async Task Files_are_copied_to_the_experiment_of_the_session_through_a_line_that_breaks_and_a_kill()
    {
        var data = Directory.CreateDirectory(Path.Combine(_folder, "data", "run 1")).Parent!.FullName;
        var experiment = await Site.Experiment();
        using var program = await Program("arctica", data: data);
        (await Site.Admin.Send("PUT", "api/instruments/arctica/session-rules", new SessionRules(Experiment: experiment.Name))).MustSucceed();
        await program.Start();
        await program.Begin("Mira");
        await program.UntilDelivered();
        var before = _line.Bytes;
        var written = new Dictionary<string, byte[]> { ["large.raw"] = RandomNumberGenerator.GetBytes(24 << 20), ["run 1/ü.tif"] = RandomNumberGenerator.GetBytes(1000), ["run 1/empty.txt"] = [] };
        foreach (var (name, bytes) in written)
        {
            await File.WriteAllBytesAsync(Path.Combine(data, name), bytes, TestContext.Current.CancellationToken);
        }

        await program.Until(() => _line.Bytes > before + (6 << 20), "a part of the large file");
        await _line.Become(Torture.LineState.Cut);
        await program.Note("the line is down");
        await _line.Become(Torture.LineState.Open);
        await program.Until(() => _line.Bytes > before + (14 << 20), "more of the large file");
        program.Kill();
        await program.Start();
        await program.Press("Return", () => program.Kinds.Contains("continue"), "that it goes on");
        await program.Until(async () => await Catalogued(experiment.Name) == written.Count, "the files");

        foreach (var (name, bytes) in written)
        {
            var file = await Site.Admin.Get<CatalogueFile>($"api/experiments/{experiment.Name}/files/arctica/{Uri.EscapeDataString(name).Replace("%2F", "/", StringComparison.Ordinal)}");
            Assert.Equal((bytes.LongLength, Convert.ToHexStringLower(SHA256.HashData(bytes))), (file.Size, file.Sha256));
        }

        // What was there before the break was not sent again.
        Assert.InRange(_line.Bytes - before, 24 << 20, 36 << 20);
        await program.Until(async () => (await Told(program.Session)).Session.Files == written.Count, "that they belong to the session");
    }

    [Fact]
    public async Task Settings_that_make_no_sense_are_told()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, Settings.FileName), "site = nowhere\n", TestContext.Current.CancellationToken);
        using var program = new LoggerProgram(_screen, _folder);
        await program.Start();
        await program.Until(() => program.Troubles.Contains("dewar-logger.ini: 'computer' is missing.", StringComparison.Ordinal), "the reason");
        await program.Picture("10-wrong");
    }

    private static async Task<int> Twice(LoggerProgram program)
    {
        using var second = program.Run();
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);
        return second.ExitCode;
    }

    private async Task<SessionDetail> Told(string session) => await Site.Admin.Get<SessionDetail>($"api/sessions/{session}");

    private async Task<int> Catalogued(string experiment) => (await Site.Admin.Get<Page<CatalogueFile>>($"api/experiments/{experiment}/files")).Items.Count;

    /// <param name="data">The folder that it copies; null for none.</param>
    private async Task<LoggerProgram> Program(string instrument, string folder = "", string? data = null)
    {
        await Instrument(instrument);
        var made = await Site.Admin.Ask<ComputerMade>("PUT", $"api/computers/{instrument}-PC", new NewComputer(instrument, data ?? ""));
        var place = Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName;
        await File.WriteAllTextAsync(Path.Combine(place, Settings.FileName), LoggerFiles.Settings(made, _line.Url, copy: data is not null) + "quiet = 1\n", TestContext.Current.CancellationToken);
        return new(_screen, place, $"^{instrument} ");
    }

    private async Task Instrument(string name)
    {
        var station = Site.Name("station");
        (await Site.Admin.Send("POST", "api/stations", new NewStation(station))).MustSucceed();
        (await Site.Admin.Send("PUT", $"api/instruments/{name}", new Instrument(name, station, $"The {name}", new()))).MustSucceed();
    }
}
