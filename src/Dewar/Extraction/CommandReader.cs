using System.Diagnostics;
using System.Text;
using Dewar.Disk;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Extraction;

/// <summary>
/// A reader that is a program of the site's own: it gets the path of a file and prints what it found as JSON. No shell stands between.
/// </summary>
/// <param name="name">Its name in the settings.</param>
/// <param name="setting">A pattern for names, the program, and the arguments before the path, with blanks between.</param>
internal sealed class CommandReader(string name, string setting) : IFormatReader
{
    private const int MostBytes = 64 << 20;

    private readonly string[] _words = Words(name, setting);

    private readonly Glob _names = new(setting.Split(' ')[0]);

    public string Name => name;

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats => [new($"Files called {_words[0]}", "", "What the program prints.", _words[1])];

    public Likelihood Recognise(FileHead head) => head.Source is FileSource && _names.Matches(head.Name) ? Likelihood.BySpeciality : Likelihood.No;

    public void Read(ByteSource file, Sdk.Extraction into, CancellationToken ct)
    {
        var start = new ProcessStartInfo(_words[1], [.. _words[2..], ((FileSource)file).Path]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var program = Start(start);
        program.StandardInput.Close();
        var complaint = new StringBuilder();
        program.ErrorDataReceived += (_, line) => _ = complaint.Length < 1000 ? complaint.AppendLine(line.Data) : complaint;
        program.BeginErrorReadLine();
        var output = new MemoryStream();
        var block = new byte[65536];
        while (program.StandardOutput.BaseStream.Read(block) is > 0 and var read)
        {
            output.Write(block, 0, read);
            if (output.Length > MostBytes)
            {
                program.Kill(entireProcessTree: true);
                throw new DamagedException($"The program {_words[1]} printed more than {MostBytes >> 20} MB");
            }
        }

        program.WaitForExit();
        if (program.ExitCode != 0)
        {
            throw new DamagedException($"The program {_words[1]} ended with code {program.ExitCode}: {complaint.ToString().Trim()}");
        }

        DocumentReader.Read(output.GetBuffer().AsMemory(0, (int)output.Length), into, _words[1]);
    }

    /// <summary>Checked at the start: what is set up wrongly must not make every file a damaged one.</summary>
    private static string[] Words(string name, string setting)
    {
        var words = setting.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
        {
            throw new FormatException($"The reader '{name}' is set to '{setting}': write a pattern for names and then a program, such as '*.zvd /opt/bin/read-zvd'.");
        }

        return words[1].Contains('/') && !words[1].StartsWith('/')
            ? throw new FormatException($"The reader '{name}': write the whole path of the program instead of '{words[1]}'; it is started in another folder.")
            : words[1].StartsWith('/') && !File.Exists(words[1])
            ? throw new FormatException($"The reader '{name}': there is no program {words[1]} on this computer.") : words;
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new DamagedException($"The program {_words[1]} of the reader '{name}' can't be started: {failure.Message}");
        }
    }
}
