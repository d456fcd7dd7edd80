using System.Text.RegularExpressions;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.PlainText;

/// <summary>Rich text (RTF 1.9): what its information group says.</summary>
public sealed partial class RtfReader : IFormatReader
{
    public string Name => "rtf";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } = [new("Rich text", ".rtf", "Title, author, subject, times.", "Microsoft: Rich Text Format 1.9.1")];

    public Likelihood Recognise(FileHead head) => head.Has("{\\rtf"u8) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        (into.Format, into.MediaType) = ("Rich text (RTF)", "application/rtf");
        var head = TextBytes.Windows1252.GetString(file.ReadBytes(0, Math.Min(file.Length, 256 * 1024)));
        foreach (Match match in Word.Matches(head))
        {
            into.Metadata.Add(match.Groups["name"].Value, match.Groups["words"].Value.Trim(), at: match.Index);
        }

        foreach (Match match in Time.Matches(head))
        {
            int Part(int group) => match.Groups[group].Success ? int.Parse(match.Groups[group].Value) : 0;
            var time = TimeText.Parse($"{Part(2):0000}-{Part(3):00}-{Part(4):00} {Part(5):00}:{Part(6):00}:00");
            into.Metadata.Add(match.Groups[1].Value, time is { } known ? known : null, at: match.Index);
        }

        into.Facts.Tell(CoreNames.Title, into.Metadata.Word("title"), "title");
        into.Facts.Tell(CoreNames.Operator, into.Metadata.Word("author"), "author", "The author of the document.");
        into.Facts.Tell(CoreNames.AcquiredAt, (into.Metadata.Find("creatim") as MetaValue)?.Value as FileTime?, "creatim", "When the document was made.");
    }

    [GeneratedRegex(@"\{\\(?<name>title|subject|author|operator|company|manager|keywords|comment|doccomm)\s(?<words>[^{}\\]{1,500})\}")]
    private static partial Regex Word { get; }

    [GeneratedRegex(@"\{\\(creatim|revtim|printim)\\yr([0-9]{1,4})\\mo([0-9]{1,2})\\dy([0-9]{1,2})(?:\\hr([0-9]{1,2}))?(?:\\min([0-9]{1,2}))?")]
    private static partial Regex Time { get; }
}
