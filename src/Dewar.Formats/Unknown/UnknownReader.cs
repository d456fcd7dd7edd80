using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Unknown;

/// <summary>Takes whatever nobody knows: names it by its first bytes where they are known, and says how much there is of it.</summary>
public sealed class UnknownReader : IFormatReader
{
    private const int MatlabText = 116;

    public string Name => "unknown";

    public int Version => 2;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("Any other file", "", "Its size, and its type where the first bytes tell it.", "Signatures of the formats' own specifications")];

    public Likelihood Recognise(FileHead head) => Likelihood.Fallback;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        var head = FileHead.Of(file);
        (into.Format, into.MediaType) = Signatures.Find(head);
        into.Metadata.Add("size", file.Length, "bytes");
        if (into.Format.StartsWith("MATLAB data", StringComparison.Ordinal) && file.Length > MatlabText)
        {
            Matlab(file, into);
        }

        if (into.MediaType is "text/plain" && PlainText.TextBytes.Of(file) is { } text)
        {
            into.Add(PlainText.PlainTextReader.Beginning(text));
        }
    }

    // "MATLAB 5.0 MAT-file, Platform: GLNXA64, Created on: Mon Oct 21 14:36:50 2024"
    private static void Matlab(ByteSource file, Extraction into)
    {
        var words = new Cursor(file).Text(MatlabText);
        into.Metadata.Add("description", words, at: 0);
        const string Created = "Created on: ";
        if (words.IndexOf(Created, StringComparison.Ordinal) is >= 0 and var at)
        {
            var time = string.Join(' ', words[(at + Created.Length)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(5));
            into.Facts.Tell(CoreNames.AcquiredAt, TimeText.Parse(time), "description", "When the file was written.");
        }
    }
}
