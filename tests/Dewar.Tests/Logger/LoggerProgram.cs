using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Dewar.Logger;

/// <summary>The real program on a screen: started, typed into, killed.</summary>
/// <param name="screen">Where its window is.</param>
/// <param name="folder">Where it lies.</param>
/// <param name="title">Of its window.</param>
internal sealed class LoggerProgram(Screen screen, string folder, string title = "^Dewar logger") : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly StringBuilder _complaints = new();
    private Process? _process;
    private DateTime _draftBefore;

    /// <summary>As the product hands it out.</summary>
    public static string Built => Path.Combine(AppContext.BaseDirectory, "logger", "dewar-logger.exe");

    public string Window { get; private set; } = "";

    public bool IsRunning => _process is { HasExited: false };

    public string SettingsFile => Path.Combine(folder, Settings.FileName);

    /// <summary>What the journal on disk says, whole lines only.</summary>
    public List<JsonElement> Entries => [.. Lines("journal.jsonl").Where(line => line.TryGetProperty("sequence", out _))];

    public IEnumerable<string> Kinds => Entries.Select(entry => entry.GetProperty("kind").GetString()!);

    public long Delivered => Small("delivered.json") is { } file ? file.GetProperty("sequence").GetInt64() : 0;

    public string Session => Entries.Last().GetProperty("session").GetString()!;

    /// <summary>What it wrote down of its troubles.</summary>
    public string Troubles => File.Exists(PathOf("troubles.txt")) ? File.ReadAllText(PathOf("troubles.txt")) : "";

    /// <summary>What Mono printed.</summary>
    private string Complaints
    {
        get
        {
            lock (_complaints)
            {
                return _complaints.ToString();
            }
        }
    }

    public string PathOf(string name) => Path.Combine(folder, Home.FolderName, name);

    /// <summary>Starts it and gives it the keyboard.</summary>
    public async Task Start()
    {
        Directory.CreateDirectory(folder);
        File.Copy(Built, Path.Combine(folder, "dewar-logger.exe"), overwrite: true);
        _draftBefore = File.GetLastWriteTimeUtc(PathOf("draft.json"));
        _process = Run();
        _process.ErrorDataReceived += (_, line) => Complain(line.Data);
        _process.BeginErrorReadLine();
        await Until(async () => (Window = (await screen.Do("search", "--onlyvisible", "--name", title)).Split('\n')[^1]).Length > 0, "a window");
        await Focus();
    }

    public Process Run(params string[] arguments) => Process.Start(new ProcessStartInfo("mono", [Path.Combine(folder, "dewar-logger.exe"), .. arguments])
    {
        Environment = { ["DISPLAY"] = screen.Display, ["HOME"] = folder },
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    })!;

    public Task Focus() => screen.Do("windowfocus", "--sync", Window);

    public Task Type(string text) => screen.Do("type", "--delay", "20", text);

    public Task Press(params string[] keys) => screen.Do(["key", "--delay", "30", .. keys]);

    /// <summary>Presses again and again: a window that is being drawn may miss a key.</summary>
    public Task Press(string key, Func<bool> until, string what) => Until(async () =>
    {
        await Press(key);
        return await Soon(until);
    }, what);

    /// <summary>Types it; true if it is kept soon.</summary>
    public async Task<bool> Takes(string text)
    {
        await Type(text);
        return await Soon(() => IsDraft(text));
    }

    /// <summary>Types it, sees that it is kept while it is only typed, and saves it.</summary>
    public async Task Note(string text)
    {
        await Type(text);
        await Until(() => IsDraft(text), $"the draft of '{text}'");
        var before = Entries.Count;
        await Press("Return", () => Entries.Count > before, $"the note '{text}'");
    }

    /// <summary>Fills the first page and starts. Returns when the page of the session is there.</summary>
    public async Task Begin(string who, string sample = "", string purpose = "")
    {
        await Type(who);
        await Press("Tab", "Tab", "Tab");
        await Type(sample);
        await Press("Tab");
        await Type(purpose);
        var before = Entries.Count;
        await Press("Return", () => Entries.Count > before, "a session");
        await UntilSessionPage();
    }

    /// <summary>It keeps a draft for this session as soon as its page is there.</summary>
    public Task UntilSessionPage() => Until(() => File.GetLastWriteTimeUtc(PathOf("draft.json")) > _draftBefore && Small("draft.json") is { } draft
        && draft.TryGetProperty("session", out var of) && of.GetString() == Session && !draft.TryGetProperty("user", out _), "the page of the session");

    public Task UntilDelivered() => Until(() => Delivered > 0 && Delivered == Entries.Count, "all is delivered");

    public Task Picture(string name) => screen.Picture(name);

    /// <summary>As from the corner of its frame.</summary>
    public void AskToClose() => screen.AskToClose(Window);

    public async Task UntilEnded() => await _process!.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <summary>Memory in kilobytes, by its name in /proc.</summary>
    public long Memory(string name) => long.Parse(File.ReadLines($"/proc/{_process!.Id}/status").First(line => line.StartsWith(name + ":", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        System.Globalization.CultureInfo.InvariantCulture);

    public Task Until(Func<bool> holds, string what) => Until(() => Task.FromResult(holds()), what);

    public async Task Until(Func<Task<bool>> holds, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(waited.Elapsed < Patience, $"Waited in vain for {what}{(IsRunning ? "" : ", and the program does not run")}. Journal: {string.Join(' ', Kinds)}. {Troubles} {Complaints}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        if (IsRunning)
        {
            Kill();
        }

        _process?.Dispose();
    }

    public JsonElement? Small(string name) => Lines(name) is [var only] ? only : null;

    private bool IsDraft(string text) => Small("draft.json") is { } draft && draft.TryGetProperty("note", out var note) && note.GetString()!.EndsWith(text, StringComparison.Ordinal);

    private void Complain(string? line)
    {
        lock (_complaints)
        {
            _complaints.AppendLine(line);
        }
    }

    private static async Task<bool> Soon(Func<bool> holds)
    {
        for (var waits = 0; waits < 20 && !holds(); waits++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        return holds();
    }

    private List<JsonElement> Lines(string name)
    {
        var lines = new List<JsonElement>();
        foreach (var line in File.Exists(PathOf(name)) ? File.ReadAllText(PathOf(name)).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [])
        {
            try
            {
                lines.Add(JsonSerializer.Deserialize<JsonElement>(line));
            }
            catch (JsonException)
            {
                // It is being written at this moment.
                break;
            }
        }

        return lines;
    }
}
