using System;
using System.IO;

namespace Dewar.Logger;

/// <summary>Where the logger keeps what it must not forget: beside the program if it may write there, else with the user's own settings.</summary>
internal sealed class Home : IDisposable
{
    public const string FolderName = "dewar-logger";
    private readonly FileStream _turn;

    private Home(string beside, string folder, FileStream turn)
    {
        Beside = beside;
        Folder = folder;
        _turn = turn;
    }

    /// <summary>Where the program is.</summary>
    public string Beside { get; }

    public string Folder { get; }

    private string AskedPath => PathOf("show");

    /// <summary>Null while another logger has it: that one is asked to show itself.</summary>
    public static Home? Take(string beside)
    {
        var folder = Writable(beside) ?? Writable(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData))
            ?? throw new IOException("Neither beside the program nor in the user's own folder anything can be written.");
        var turn = new FileStream(Path.Combine(folder, "turn"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        try
        {
            // The system gives it back whenever the program ends, however that happens. Some runtimes only know this kind of lock.
            turn.Lock(0, 1);
            return new(beside, folder, turn);
        }
        catch (IOException)
        {
            turn.Dispose();
            File.WriteAllText(Path.Combine(folder, "show"), "");
            return null;
        }
    }

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Somebody has started the program a second time.</summary>
    public bool IsAskedToShow()
    {
        var asked = File.Exists(AskedPath);
        if (asked)
        {
            File.Delete(AskedPath);
        }

        return asked;
    }

    /// <summary>Beside the program, where people look for it, if that is possible.</summary>
    public void SaveSettings(Settings settings)
    {
        try
        {
            AtomicFile.Write(Path.Combine(Beside, Settings.FileName), settings.Write());
        }
        catch (Exception shut) when (shut is IOException or UnauthorizedAccessException)
        {
            AtomicFile.Write(PathOf(Settings.FileName), settings.Write());
        }
    }

    public void Dispose() => _turn.Dispose();

    private static string? Writable(string below)
    {
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(below, FolderName)).FullName;
            File.WriteAllText(Path.Combine(folder, "tried"), "");
            File.Delete(Path.Combine(folder, "tried"));
            return folder;
        }
        catch (Exception shut) when (shut is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
