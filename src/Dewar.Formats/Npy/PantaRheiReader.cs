using System.Text;
using System.Text.Json;
using Dewar.Formats.Archives;
using Dewar.Formats.Bytes;
using Dewar.Formats.Hdf5;
using Dewar.Sdk;

namespace Dewar.Formats.Npy;

/// <summary>
/// CEOS Panta Rhei (.prz): an archive of numpy with the array "data" and what is known of it as JSON. Older files have that as pickled
/// Python objects, which are programs and are never run.
/// </summary>
public sealed class PantaRheiReader : IFormatReader
{
    private static readonly string[] Order = ["ScanY", "ScanX", "Index", "PlotIndex", "CameraY", "CameraX", "Pixel", "Energy", "*"];

    public string Name => "prz";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("CEOS Panta Rhei", ".prz", "The array with its axes; voltage, angles, magnification, time.", "Panta Rhei's own description in the file; numpy.savez")];

    public Likelihood Recognise(FileHead head) =>
        head.Named(".prz") && head.Has("PK\x03\x04"u8) ? Likelihood.BySpeciality
        : head.Has("PK\x03\x04"u8) && head.Bytes.Span[..Math.Min(64, head.Bytes.Length)].IndexOf("meta_data_json.npy"u8) > 0 ? Likelihood.BySpeciality : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "Panta Rhei";
        var zip = new ZipDirectory(file);
        var json = zip.Find("meta_data_json.npy") is { } found && zip.Source(found) is { } text ? Json(text) : null;
        if (json is null)
        {
            into.Warn("What is known of the data is only there as Python objects of an older version, which are not opened.");
        }

        var about = json is [{ ValueKind: JsonValueKind.Object } first, ..] ? first : (JsonElement?)null;
        if (about is { } known)
        {
            var tree = into.Metadata.AddGroup("meta_data");
            foreach (var property in known.EnumerateObject().Take(5000))
            {
                tree.Add(property.Name, Plain(property.Value));
            }

            Tell(tree, into.Facts);
        }

        if (zip.Find("data.npy") is not { } member || zip.Source(member) is not { } data)
        {
            into.Warn("There is no array called data.");
            return;
        }

        var array = new Extraction();
        NpyArray.Describe(data, "data", into.Metadata.AddGroup("data"), array);
        foreach (var warning in array.Warnings)
        {
            into.Warn(warning);
        }

        if (array.Signals is [{ Values: { } values }, ..])
        {
            Add(values, about, into);
        }
    }

    private static void Add(SignalValues values, JsonElement? about, Extraction into)
    {
        var rank = values.Shape.Count;
        var kinds = Kinds(about, rank);
        var isLoss = Word(about, "filter.mode") is "EELS";
        var places = Enumerable.Range(0, rank).Where(axis => values.Shape[axis] != 1 || kinds[axis]?.Contains("Index", StringComparison.Ordinal) != true)
            .OrderBy(axis => kinds[axis] is { } kind && Array.IndexOf(Order, kind) is >= 0 and var place ? place : Order.Length).ToList();
        string[] plain = ["x", "y", "z"];
        var unnamed = Enumerable.Range(0, rank).Count(axis => kinds[axis] is null);
        var axes = new List<Axis>();
        foreach (var axis in places)
        {
            var name = kinds[axis] ?? (--unnamed is >= 0 and < 3 ? plain[unnamed] : "axis");
            axes.Add(AxisOf(name, values.Shape[axis], Calibration(about, rank - 1 - axis), isLoss && name is "Energy"));
        }

        // Axes of one element that only count are left out, from the last to the first so that the numbers of the others stay.
        SignalValues turned = new TurnedValues(values, [.. places, .. Enumerable.Range(0, rank).Except(places)]);
        for (var axis = rank - 1; axis >= places.Count; axis--)
        {
            turned = new SqueezedValues(turned, axis);
        }

        var own = axes.Count(axis => !axis.IsScan);
        into.Add(new Signal
        {
            Name = Word(about, "repo_id")?.Split('.')[0] ?? "data",
            Type = own == 1 ? axes.Count > 1 ? SignalType.SpectrumImage : SignalType.Spectrum
                : axes.Exists(axis => axis.Unit is { } unit && unit.StartsWith("1/", StringComparison.Ordinal)) || axes.Count == 4 ? SignalType.Diffraction : SignalType.Image,
            Element = values.Element,
            Axes = axes,
            Quantity = "intensity",
            Values = turned,
        });
    }

    // Given for the fastest axis first; where they are not, by the kind of data.
    private static string?[] Kinds(JsonElement? about, int rank)
    {
        var kinds = new string?[rank];
        if (about is { } known && known.TryGetProperty("content.types", out var types) && types.ValueKind == JsonValueKind.Array && types.GetArrayLength() <= rank)
        {
            foreach (var (i, type) in types.EnumerateArray().Index())
            {
                kinds[rank - 1 - i] = type.ValueKind == JsonValueKind.String ? type.GetString() : null;
            }

            if (rank > types.GetArrayLength())
            {
                kinds[0] ??= rank - types.GetArrayLength() == 1 && rank == 2 ? "PlotIndex" : "Index";
            }

            return kinds;
        }

        var own = Word(about, "type") is "1D" ? 1 : 2;
        for (var axis = 0; axis < rank - own; axis++)
        {
            kinds[axis] = own == 1 && axis == rank - 2 ? "PlotIndex" : "Index";
        }

        return kinds;
    }

    private static JsonElement? Calibration(JsonElement? about, int fromFastest) =>
        about is { } known && known.TryGetProperty("device.calib", out var all) && all.ValueKind == JsonValueKind.Array && fromFastest < all.GetArrayLength()
            && all[fromFastest] is { ValueKind: JsonValueKind.Object } one ? one : null;

    // The camera sees high losses first: its axis runs backwards.
    private static Axis AxisOf(string name, long length, JsonElement? calibration, bool isBackwards)
    {
        var axis = new Axis(name, length) { IsScan = Array.IndexOf(Order, name) is >= 0 and < 4 };
        if (Number(calibration, "value") is not { } value || value == 0)
        {
            return axis;
        }

        var (scale, offset) = (value * (Number(calibration, "pixel_factor") ?? 1), (Number(calibration, "offset") ?? 0) * value);
        return axis with { Scale = isBackwards ? -scale : scale, Offset = isBackwards ? -offset : offset, Unit = Word(calibration, "unit") is { Length: > 0 } unit ? unit : null };
    }

    private static void Tell(MetaGroup tree, Facts facts)
    {
        void Number(CoreName name, string key, string unit, double more = 0) => facts.Tell(name, tree.Number(key) + more, unit, $"meta_data.{key}");
        var isScan = tree.Word("source.type") is "scan_generator";
        Number(CoreNames.AccelerationVoltage, "electron_gun.voltage", "V", tree.Number("filter.ht_offset") ?? tree.Number("electron_gun.voltage_offset") ?? 0);
        Number(CoreNames.ConvergenceAngle, "condenser.convergence_semi_angle", "rad");
        Number(CoreNames.CollectionAngle, "filter.collection_semi_angle", "rad");
        Number(CoreNames.Magnification, isScan ? "scan_driver.magnification" : "projector.magnification", "");
        Number(CoreNames.CameraLength, "projector.camera_length", "m");
        Number(CoreNames.ExposureTime, "camera.exposure", "s");
        facts.Tell(CoreNames.Mode, isScan ? "STEM" : tree.Word("source.type") is "camera" ? "TEM" : null, "meta_data.source.type");
        facts.Tell(CoreNames.Aperture, tree.Word("filter.aperture"), "meta_data.filter.aperture");
        facts.Tell(CoreNames.SignalName, tree.Word("filter.mode") is "EELS" ? "EELS" : null, "meta_data.filter.mode");
        foreach (var key in (string[])["acquisition.time", "camera.time"])
        {
            facts.Tell(CoreNames.AcquiredAt, TimeText.Parse(tree.Word(key)), $"meta_data.{key}");
        }
    }

    // A word of numpy: letters of four bytes.
    private static JsonElement[]? Json(ByteSource array)
    {
        var cursor = new Cursor(array, 6);
        var major = cursor.U8();
        cursor.Skip(1);
        var length = major == 1 ? cursor.U16() : cursor.U32();
        var header = Encoding.Latin1.GetString(cursor.Bytes(length));
        if (!header.Contains("'<U", StringComparison.Ordinal) || cursor.Left > 64 << 20)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF32.GetString(cursor.Bytes(cursor.Left)).TrimEnd('\0'));
            return document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray().Take(1).Select(one => one.Clone())] : [document.RootElement.Clone()];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        JsonValueKind.Null => null,
        _ => value.ToString() is { Length: <= 4096 } text ? text : value.ToString()[..4096],
    };

    private static string? Word(JsonElement? from, string name) =>
        from is { } known && known.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement? from, string name) =>
        from is { } known && known.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : null;
}
