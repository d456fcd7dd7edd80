using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Reads the text that a microscope wrote beside a picture, and says which picture that is.</summary>
public abstract class SideCarReader : IFormatReader
{
    private const long Longest = 4 << 20;
    private const int Shown = 64 * 1024;

    private static readonly string[] Pictures = [".tif", ".tiff", ".bmp", ".png", ".jpg", ".jpeg", ".gif", ".jp2"];

    private readonly SideCar _kind;

    private protected SideCarReader(SideCar kind) => _kind = kind;

    public string Name => _kind.Name;

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats => [_kind.Passport];

    public Likelihood Recognise(FileHead head) =>
        head.Length <= Longest && SideCarText.CanBe(head.Bytes.Span) && _kind.IsOne(SideCarText.Decode(head.Bytes.Span))
            ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = _kind.Passport.Name;
        into.MediaType = "text/plain";
        into.PartOf = Picture(file);
        if (into.PartOf is null)
        {
            into.Warn($"The picture that {file.Name} belongs to is not beside it.");
        }

        var text = SideCarText.Decode(file.ReadBytes(0, Math.Min(file.Length, Longest)));
        into.Add(new Signal { Name = "", Type = SignalType.Text, Text = text[..Math.Min(text.Length, Shown)] });
        var tree = _kind.Read(text);
        into.Metadata.Add(tree);
        _kind.Tell(tree, into);
    }

    // The picture whose side-car would be named like this file.
    private string? Picture(ByteSource file)
    {
        var dot = file.Name.LastIndexOf('.');
        var stem = dot < 0 ? file.Name : file.Name[..dot];
        foreach (var prefix in new[] { stem, stem[..Math.Max(0, stem.LastIndexOf('-'))] })
        {
            foreach (var name in prefix is "" ? [] : file.Companions(prefix + "."))
            {
                var at = name.LastIndexOf('.');
                if (Pictures.Contains(name[at..].ToLowerInvariant()) && _kind.NamesFor(name[..at], name[(at + 1)..]).Contains(file.Name))
                {
                    return name;
                }
            }
        }

        return null;
    }
}

/// <summary>Headers beside pictures of Tescan microscopes.</summary>
public sealed class TescanHeaderReader() : SideCarReader(new TescanSideCar());

/// <summary>Texts beside pictures of Hitachi microscopes.</summary>
public sealed class HitachiTextReader() : SideCarReader(new HitachiSideCar());

/// <summary>Texts beside pictures of JEOL scanning microscopes.</summary>
public sealed class JeolTextReader() : SideCarReader(new JeolSideCar());
