using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Ser;

/// <summary>
/// FEI TIA series: spectra or images in a SER file, and the EMI file that describes one or several of them. Written to C. Boothroyd's
/// description "TIA Emispec file format".
/// </summary>
public sealed class SerReader : IFormatReader
{
    public string Name => "ser";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("FEI TIA series", ".ser", "Spectra, images, line scans and maps with calibrations, times and places.",
            "C. Boothroyd, The TIA Emispec file format"),
        new("FEI TIA document", ".emi", "The microscope's state, and the SER files beside it as signals.",
            "C. Boothroyd, The TIA Emispec file format"),
    ];

    public Likelihood Recognise(FileHead head) =>
        SerHeader.Begins(head.Bytes.Span) || IsEmi(head.Bytes.Span) ? Likelihood.BySignature
        : head.Named(".emi") && head.Bytes.Span.IndexOf("<ObjectInfo>"u8) >= 0 ? Likelihood.ByContent : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        Span<byte> begin = stackalloc byte[8];
        if (SerHeader.Begins(begin[..file.Read(0, begin)]))
        {
            ReadSeries(file, into, ct);
            return;
        }

        if (!IsEmi(begin))
        {
            into.Warn("The first bytes are not those of a document of TIA.");
        }

        ReadDocument(file, into, ct);
    }

    private static bool IsEmi(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[(byte)'J', (byte)'K', 0, 2]);

    private static void ReadSeries(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "FEI TIA series (SER)";
        var signal = SerFile.Read(file, into.Metadata, into, "", "");
        var taken = SerFile.Taken(into.Metadata);
        if (Document(file) is { } document)
        {
            into.PartOf = document.Name;
            try
            {
                var number = NumberOf(file.Name);
                if (EmiObjects.Find(document, ct).Find(each => each.Number == number) is { Xml: { } xml, At: var at }
                    && ObjectDescription.Add(xml, at, into.Metadata, into) is { } info)
                {
                    ObjectDescription.Tell(info, "ObjectInfo.", taken, into.Facts);
                }
            }
            catch (DamagedException failure)
            {
                into.Warn($"Its document is damaged: {failure.Message}");
            }
        }
        else if (signal is not null)
        {
            into.Warn("The EMI file that describes it is not here: nothing is known of the microscope.");
        }

        into.Facts.Tell(CoreNames.AcquiredAt, taken is { } time ? FileTime.Utc(time) : null, "Tags.Time");
    }

    private static void ReadDocument(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "FEI TIA document (EMI)";
        var stem = Stem(file.Name);
        var series = file.Companions(stem + "_").Where(name => NumberOf(name) is not null && Stem(name) == $"{stem}_{Digits(name)}")
            .OrderBy(name => NumberOf(name)).ToList();
        series.ForEach(name => into.AddPart(name, "data"));
        DamagedException? damage = null;
        List<(int? Number, string Xml, long At)> objects = [];
        try
        {
            objects = EmiObjects.Find(file, ct);
        }
        catch (DamagedException failure)
        {
            damage = failure;
        }

        // Without names the n-th description that is left belongs to the n-th series.
        var named = objects.Exists(each => each.Number is not null);
        foreach (var (index, name) in series.Index())
        {
            var found = named ? objects.FindIndex(each => each.Number == NumberOf(name)) : index < objects.Count ? index : -1;
            AddSeries(file, name, found < 0 ? null : objects[found], into);
            if (found >= 0)
            {
                objects[found] = objects[found] with { Xml = "" };
            }
        }

        foreach (var (_, xml, at) in objects.Where(each => each.Xml is not ""))
        {
            // What is shown beside the series is told of in the tree alone.
            if (ObjectDescription.Add(xml, at, into.Metadata, into) is { } info && series.Count == 0)
            {
                ObjectDescription.Tell(info, "ObjectInfo.", null, into.Facts);
            }
        }

        if (series.Count == 0)
        {
            into.Warn($"The data are not here: there is no {stem}_1.ser.");
        }

        if (damage is not null)
        {
            throw damage;
        }
    }

    private static void AddSeries(ByteSource file, string name, (int? Number, string Xml, long At)? description, Extraction into)
    {
        var tree = into.Metadata.AddGroup(name);
        Signal? signal = null;
        try
        {
            signal = file.Companion(name) is { } series ? SerFile.Read(series, tree, into, name + ".", Stem(name)) : null;
        }
        catch (Exception failure) when (failure is DamagedException or OverflowException)
        {
            into.Warn($"{name} is damaged: {failure.Message}");
        }

        var taken = SerFile.Taken(tree);
        if (description is { } found && ObjectDescription.Add(found.Xml, found.At, tree, into) is { } info)
        {
            ObjectDescription.Tell(info, $"{name}.ObjectDescription.", taken, into.Signals.Count <= 1 ? into.Facts : signal?.Facts ?? new Facts());
        }

        signal?.Facts.Tell(CoreNames.AcquiredAt, taken is { } time && into.Facts[CoreNames.AcquiredAt] is null
            ? FileTime.Utc(time) : null, $"{name}.Tags.Time");
    }

    // The document of "scan_3.ser" is "scan.emi", in any spelling of the ending.
    private static ByteSource? Document(ByteSource file)
    {
        if (NumberOf(file.Name) is null)
        {
            return null;
        }

        var stem = Stem(file.Name)[..^(Digits(file.Name).Length + 1)];
        return file.Companions(stem + ".").FirstOrDefault(name => name.Equals(stem + ".emi", StringComparison.OrdinalIgnoreCase))
            is { } found
            ? file.Companion(found)
            : null;
    }

    private static string Stem(string name) => name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : name;

    private static string Digits(string name) => Stem(name)[(Stem(name).LastIndexOf('_') + 1)..];

    private static int? NumberOf(string name) => name.EndsWith(".ser", StringComparison.OrdinalIgnoreCase)
        && Stem(name).LastIndexOf('_') > 0
        && int.TryParse(Digits(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
