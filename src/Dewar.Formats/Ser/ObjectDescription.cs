using System.Globalization;
using System.Text;
using System.Xml;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Ser;

/// <summary>The XML "ObjectInfo" of an EMI file: a tree of elements, and in it lists of labels with value and unit, some of them escaped
/// once more.</summary>
internal static class ObjectDescription
{
    private const int Deepest = 32;
    private const int MostNodes = 20_000;

    /// <summary>Adds the tree; what is no XML is told of.</summary>
    public static MetaGroup? Add(string xml, long at, MetaGroup into, Extraction extraction)
    {
        var group = new MetaGroup("ObjectInfo");
        try
        {
            var nodes = 0;
            using var reader = XmlReader.Create(new StringReader(Clean(xml)), Settings());
            reader.MoveToContent();
            Fill(reader, group, 0, ref nodes);
        }
        catch (XmlException failure)
        {
            extraction.Warn($"The description at byte {at} is no well-formed XML: {failure.Message}");
        }

        into.Add(group);
        return group.Children.Count > 0 ? group : null;
    }

    private static XmlReaderSettings Settings() => new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        MaxCharactersInDocument = 8 << 20, CheckCharacters = false,
    };

    // At the start of an element; behind its end afterwards.
    private static void Fill(XmlReader reader, MetaGroup into, int depth, ref int nodes)
    {
        if (reader.IsEmptyElement || depth > Deepest)
        {
            reader.Skip();
            return;
        }

        reader.ReadStartElement();
        while (reader.NodeType is not (XmlNodeType.EndElement or XmlNodeType.None))
        {
            if (reader.NodeType != XmlNodeType.Element || ++nodes > MostNodes)
            {
                reader.Skip();
            }
            else
            {
                Element(reader, into, depth, ref nodes);
            }
        }

        if (reader.NodeType == XmlNodeType.EndElement)
        {
            reader.ReadEndElement();
        }
    }

    private static void Element(XmlReader reader, MetaGroup into, int depth, ref int nodes)
    {
        var name = reader.LocalName;
        var inner = new MetaGroup(name);
        var text = new StringBuilder();
        if (reader.IsEmptyElement)
        {
            reader.Skip();
            into.Add(name, "");
            return;
        }

        reader.ReadStartElement();
        while (reader.NodeType is not (XmlNodeType.EndElement or XmlNodeType.None))
        {
            if (reader.NodeType == XmlNodeType.Element && depth < Deepest && ++nodes < MostNodes)
            {
                Element(reader, inner, depth + 1, ref nodes);
            }
            else
            {
                text.Append(reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace
                    ? reader.Value : "");
                reader.Skip();
            }
        }

        if (reader.NodeType == XmlNodeType.EndElement)
        {
            reader.ReadEndElement();
        }

        Add(into, inner, text.ToString().Trim());
    }

    private static void Add(MetaGroup into, MetaGroup inner, string text)
    {
        if (text.StartsWith("<Root>", StringComparison.Ordinal))
        {
            // XML in XML. It is shallow, and its own failure is no matter of the outer one.
            var nodes = 0;
            try
            {
                using var reader = XmlReader.Create(new StringReader(Clean(text)), Settings());
                reader.MoveToContent();
                Fill(reader, inner, 1, ref nodes);
            }
            catch (XmlException)
            {
                into.Add(inner.Name, text);
                return;
            }
        }

        if (inner.Children.Count == 0)
        {
            into.Add(inner.Name, Typed(text));
        }
        else if (inner.Name is "Data" && (inner.Word("Label") ?? inner.Word("Index")) is { } label)
        {
            into.Add(label, Typed(inner.Word("Value") ?? ""), inner.Word("Unit") is { Length: > 0 } unit ? unit : null);
        }
        else if (inner.Name is "Root")
        {
            foreach (var child in inner.Children)
            {
                into.Add(child);
            }
        }
        else
        {
            into.Add(inner);
        }
    }

    private static object Typed(string text) =>
        text.Length is > 0 and < 32 && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : number
            : text;

    // Control characters are in no XML, and in some of these.
    private static string Clean(string xml) => xml.AsSpan().IndexOfAnyInRange('\0', '\x08') < 0
        ? xml
        : string.Concat(xml.Where(letter => letter >= ' ' || letter is '\t' or '\r' or '\n'));

    /// <summary>The common quantities in it.</summary>
    public static void Tell(MetaGroup info, string path, DateTime? taken, Facts facts)
    {
        var state = info.Find("ExperimentalDescription") as MetaGroup ?? new MetaGroup("");
        var place = path + "ExperimentalDescription.";
        if (WrittenTime.Read(info.Word("AcquireDate")) is { } written)
        {
            facts.Tell(CoreNames.AcquiredAt, Zoned(written.Local, taken), path + "AcquireDate");
        }

        var mode = state.Word("Mode") ?? "";
        facts.Tell(CoreNames.Instrument, WithoutWord(state.Word("Microscope")), place + "Microscope");
        facts.Tell(CoreNames.Operator, state.Word("User"), place + "User", "It is the account of the microscope's program.");
        facts.Tell(CoreNames.Manufacturer, info.Word("Manufacturer"), path + "Manufacturer");
        facts.Tell(CoreNames.Mode, mode.Contains("STEM", StringComparison.Ordinal) ? "STEM" : mode is "" ? null : "TEM", place + "Mode");
        facts.Tell(CoreNames.AccelerationVoltage, info.Number("ExperimentalConditions", "MicroscopeConditions", "AcceleratingVoltage"), "V",
            path + "ExperimentalConditions.MicroscopeConditions.AcceleratingVoltage");
        foreach (var (label, name, unit) in Labels)
        {
            if (state.Find(label) is MetaValue { AsNumber: { } number } value)
            {
                facts.Tell(name, number, value.Unit is null or "x" ? unit : value.Unit, place + label);
            }
        }

        facts.Tell(CoreNames.Aperture, state.Find("C2 Aperture") is MetaValue { AsWord: { Length: > 0 } aperture, Unit: var of }
            ? $"C2 {aperture} {of}" : null, place + "C2 Aperture");
        // A camera's "dwell time" is its exposure, an EDS detector's "resolution" the width of a channel.
        var camera = info.Word("AcquireInfo", "CameraNamePath");
        facts.Tell(camera is null ? CoreNames.DwellTime : CoreNames.ExposureTime, info.Number("AcquireInfo", "DwellTimePath"), "s",
            path + "AcquireInfo.DwellTimePath");
        facts.Tell(CoreNames.FrameTime, info.Number("AcquireInfo", "FrameTime"), "s", path + "AcquireInfo.FrameTime");
        facts.Tell(CoreNames.ExposureTime, info.Number("AcquireInfo", "IntegrationTime"), "s", path + "AcquireInfo.IntegrationTime");
        facts.Tell(CoreNames.Dispersion, info.Number("AcquireInfo", "EnergyResolution"), "eV", path + "AcquireInfo.EnergyResolution");
        facts.Tell(CoreNames.Detector, camera, path + "AcquireInfo.CameraNamePath");
        facts.Tell(CoreNames.Binning, info.Word("AcquireInfo", "Binning") is { Length: > 0 } binning
            ? $"{binning}x{binning}" : null, path + "AcquireInfo.Binning");
    }

    private static readonly (string Label, CoreName Name, string Unit)[] Labels =
    [
        ("High tension", CoreNames.AccelerationVoltage, "kV"), ("Extraction voltage", CoreNames.ExtractionVoltage, "V"),
        ("Emission", CoreNames.EmissionCurrent, "uA"), ("Defocus", CoreNames.Defocus, "um"), ("Magnification", CoreNames.Magnification, ""),
        ("Camera length", CoreNames.CameraLength, "m"), ("Stem rotation", CoreNames.ScanRotation, "deg"),
        ("Spot size", CoreNames.SpotSize, ""),
        ("Stage X", CoreNames.StageX, "um"), ("Stage Y", CoreNames.StageY, "um"), ("Stage Z", CoreNames.StageZ, "um"),
        ("Stage A", CoreNames.StageTilt, "deg"), ("Stage B", CoreNames.StageTiltBeta, "deg"),
    ];

    private static string? WithoutWord(string? microscope) =>
        microscope?.StartsWith("Microscope ", StringComparison.Ordinal) == true ? microscope["Microscope ".Length..] : microscope;

    // Elements are stamped in UTC, the object by the clock on the wall: quarters of an hour between them are the zone.
    private static FileTime Zoned(DateTime local, DateTime? utc)
    {
        var minutes = (local - utc)?.TotalMinutes ?? double.NaN;
        var quarters = Math.Round(minutes / 15);
        return Math.Abs(quarters) <= 14 * 4 && Math.Abs(minutes - quarters * 15) < 3
            ? new(local, TimeSpan.FromMinutes(quarters * 15)) : new(local);
    }
}
