using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Formats.Codecs;
using Dewar.Sdk;

namespace Dewar.Formats.Bruker;

/// <summary>
/// The XML that Esprit writes: objects of Delphi classes, all called ClassInstance. In the tree they are called by their class. Numbers may
/// have a decimal comma; which one follows the computer's country.
/// </summary>
internal sealed class BrukerXml
{
    private const int MostLayers = 64 * 1024;
    private readonly XmlTree _xml = new()
    {
        NamedBy = ("ClassInstance", "Type"),
        DecimalComma = true,
        // Which colour each of 256 shades of a picture is shown in.
        LeftOut = new HashSet<string> { "Palette" },
        Data = new HashSet<string> { "Data", "Channels", "DetLayers" },
    };

    public void AddTo(MetaGroup into, string xml, string what) => _xml.AddTo(into, xml, what);

    /// <summary>The text of an element that is data; null when it is not there.</summary>
    public string? Data(MetaGroup parent, string name) => _xml.LongTextOf(parent, name);

    /// <summary>All groups of a class, wherever they are.</summary>
    public static IEnumerable<MetaGroup> All(MetaGroup tree, string type, int depth = 0)
    {
        foreach (var child in tree.Children.OfType<MetaGroup>())
        {
            if (child.Name == type)
            {
                yield return child;
            }

            foreach (var inner in depth < 64 ? All(child, type, depth + 1) : [])
            {
                yield return inner;
            }
        }
    }

    /// <summary>The first group of a class that lies directly in another; null when there is none.</summary>
    public static MetaGroup? In(MetaGroup? group, string type) => group?.Find(type) as MetaGroup;

    /// <summary>The layers of the detector hide as packed XML in the text of an element; they take its place in the tree.</summary>
    public void AddLayers(MetaGroup detector)
    {
        if (Data(detector, "DetLayers") is not { } text)
        {
            return;
        }

        try
        {
            var bytes = new byte[MostLayers];
            var length = Zlib.Decode(Convert.FromBase64String(text), bytes);
            new XmlTree().AddTo(detector, XmlTree.Decode(bytes.AsSpan(0, length)), "DetLayers");
        }
        catch (Exception failure) when (failure is FormatException or DamagedException)
        {
            detector.Add("DetLayers", text.Length > 1000 ? text[..1000] : text, doubt: "It could not be unpacked.");
        }
    }

    /// <summary>Day and time, as 2.3.2018 and 13:53:4.</summary>
    public static FileTime? Time(MetaGroup? header)
    {
        string[] days = ["d.M.yyyy", "d/M/yyyy", "yyyy-M-d", "d-M-yyyy"];
        return DateTime.TryParseExact(header?.Word("Date"), days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new FileTime(TimeSpan.TryParse(header?.Word("Time"), CultureInfo.InvariantCulture, out var time) && time.Days == 0 ? day + time : day)
            : null;
    }
}
