using System.Buffers.Binary;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Jeol;

/// <summary>
/// JEOL Analysis Station: pictures and element maps (.img, .map), streams of X-ray events (.pts), spectra (.eds) and the project that lists
/// them (.asw). None of it is described by JEOL; the layout is public knowledge from files.
/// </summary>
public sealed class JeolReader : IFormatReader
{
    private const int ImageMagic = 52;
    private const int EventsMagic = 304;
    private const int MostOfProject = 500;

    public string Name => "jeol";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("JEOL Analysis Station picture", ".img .map", "The picture or element map with its scale; voltage, magnification, time.", "Public knowledge of the format"),
        new("JEOL Analysis Station events", ".pts", "The spectrum image with its sums, the picture beside it; voltage, detector, times.", "Public knowledge of the format"),
        new("JEOL Analysis Station spectrum", ".eds", "The spectrum with its energies; detector, voltage, live time.", "Public knowledge of the format"),
        new("JEOL Analysis Station project", ".asw", "All pictures, maps and spectra that it lists.", "Public knowledge of the format"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        var bytes = head.Bytes.Span;
        if (bytes.Length < 64)
        {
            return Likelihood.No;
        }

        if (head.Has([ImageMagic, 0, 0, 0]) && HasTree(head, 44) || head.Has([EventsMagic & 255, EventsMagic >> 8, 0, 0]) && HasTree(head, 20))
        {
            return head.Named(".img", ".map", ".pts") ? Likelihood.BySignature : Likelihood.ByContent;
        }

        if (head.Named(".asw") && head.Has([0, 0, 0, 0]) && bytes[12] == 1 && bytes[13] < 64 && bytes[14] == 0)
        {
            return Likelihood.ByContent;
        }

        return head.Named(".eds") && JeolSpectrum.Is(head) ? Likelihood.ByContent : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        var magic = new Cursor(file).I32();
        if (magic == 0 && file.Name.EndsWith(".asw", StringComparison.OrdinalIgnoreCase))
        {
            ReadProject(file, into, ct);
            return;
        }

        into.Format = magic switch
        {
            ImageMagic => "JEOL Analysis Station picture",
            EventsMagic => "JEOL Analysis Station X-ray events",
            _ => "JEOL Analysis Station spectrum",
        };
        ReadOne(file, magic, into.Metadata, into.Facts, into, "");
        into.Facts.Tell(CoreNames.Manufacturer, "JEOL", "the format");
    }

    // A place of the file is named where a tree begins: a mark, and a name of few letters.
    private static bool HasTree(FileHead head, int at)
    {
        Span<byte> begin = stackalloc byte[5];
        var place = BinaryPrimitives.ReadUInt32LittleEndian(head.Bytes.Span[at..]) + 12L;
        return place <= head.Length - begin.Length && head.Source.Read(place, begin) == begin.Length && begin[0] == 1 && begin[1] < 64 && begin[2] == 0;
    }

    private static void ReadOne(ByteSource file, int magic, MetaGroup tree, Facts facts, Extraction into, string name)
    {
        switch (magic)
        {
            case ImageMagic:
                JeolPicture.Read(file, tree, facts, into, name);
                break;
            case EventsMagic:
                JeolMap.Read(file, tree, facts, into, name);
                break;
            default:
                JeolSpectrum.Read(file, tree, facts, into, name);
                break;
        }
    }

    private static void ReadProject(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "JEOL Analysis Station project";
        into.Facts.Tell(CoreNames.Manufacturer, "JEOL", "the format");
        var project = into.Metadata.AddGroup("project");
        JeolTree.Read(file, 12, project);
        var missing = 0;
        foreach (var path in Files(project).Distinct().Take(MostOfProject))
        {
            ct.ThrowIfCancellationRequested();
            if (file.Companion(path) is not { } part)
            {
                missing++;
                continue;
            }

            into.AddPart(path, "data");
            var tree = into.Metadata.AddGroup(path);
            var facts = new Facts();
            var before = into.Signals.Count;
            try
            {
                if (part.Length > 64 && new Cursor(part).I32() is var magic && magic is ImageMagic or EventsMagic
                    || part.Name.EndsWith(".eds", StringComparison.OrdinalIgnoreCase) && (magic = 1) > 0)
                {
                    ReadOne(part, magic, tree, facts, into, Path.GetFileNameWithoutExtension(part.Name));
                }
            }
            catch (Exception failure) when (failure is DamagedException or OverflowException)
            {
                into.Warn($"{path} is damaged: {failure.Message}");
            }

            foreach (var signal in into.Signals.Skip(before))
            {
                signal.Facts.TakeOver(facts);
            }
        }

        if (missing > 0)
        {
            into.Warn($"{missing} files that the project lists are not here.");
        }
    }

    private static IEnumerable<string> Files(MetaGroup group)
    {
        foreach (var child in group.Children)
        {
            if (child is MetaValue { Name: "Filename", Value: string { Length: > 0 } name })
            {
                yield return name.Replace('\\', '/').TrimStart('/');
            }
            else if (child is MetaGroup below)
            {
                foreach (var name2 in Files(below))
                {
                    yield return name2;
                }
            }
        }
    }

    /// <summary>A time as days since the end of 1899; null when it can't be one.</summary>
    internal static FileTime? Time(double? days) => days is > 20_000 and < 80_000
        ? new(new DateTime(1899, 12, 30).AddSeconds(Math.Round(days.Value * 86_400)))
        : null;
}
