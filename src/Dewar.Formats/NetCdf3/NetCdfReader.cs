using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.NetCdf3;

/// <summary>netCDF in its classic forms: CDF-1, CDF-2 with 64-bit offsets, CDF-5 with 64-bit data. netCDF-4 is HDF5. Written to the file format specification of Unidata's NetCDF Users Guide, appendix B.</summary>
public sealed class NetCdfReader : IFormatReader
{
    private const int MostRead = 65_536;

    public string Name => "netcdf3";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("netCDF, classic", ".nc .cdf .netcdf", "Dimensions, attributes; each variable with its coordinates.", "Unidata: NetCDF Users Guide, appendix B; CDF-5")];

    public Likelihood Recognise(FileHead head) =>
        head.Has([(byte)'C', (byte)'D', (byte)'F', 1]) || head.Has([(byte)'C', (byte)'D', (byte)'F', 2]) || head.Has([(byte)'C', (byte)'D', (byte)'F', 5])
            ? Likelihood.BySignature
            : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        var header = new NetCdfHeader(file);
        (into.Format, into.MediaType) = (header.Version switch { 1 => "netCDF, classic", 2 => "netCDF, 64-bit offset", _ => "netCDF, 64-bit data (CDF-5)" }, "application/x-netcdf");
        header.Read(into.Metadata);
        var attributes = into.Metadata.Find("attributes") as MetaGroup;
        into.Facts.Tell(CoreNames.Title, attributes?.Word("title"), "attributes/title");
        into.Facts.Tell(CoreNames.Description, attributes?.Word("comment") ?? attributes?.Word("summary"), "attributes/comment");
        into.Facts.Tell(CoreNames.Facility, attributes?.Word("institution"), "attributes/institution");
        into.Facts.Tell(CoreNames.Instrument, attributes?.Word("instrument") ?? attributes?.Word("source"), "attributes/source");
        into.Facts.Tell(CoreNames.Operator, attributes?.Word("operator") ?? attributes?.Word("creator_name"), "attributes/operator");
        foreach (var variable in header.Variables)
        {
            ct.ThrowIfCancellationRequested();
            Add(file, header, variable, into);
        }
    }

    private static void Add(ByteSource file, NetCdfHeader header, NetCdfVariable variable, Extraction into)
    {
        if (variable.Element is not { } element)
        {
            if (Text(file, header, variable) is { Length: > 0 } text)
            {
                variable.Tree.Add("text", text, at: variable.Start);
            }

            return;
        }

        var shape = header.ShapeOf(variable, file, into);
        var values = new PackedValues(file, variable.Start, element, shape) { BigEndian = true, Strides = header.StridesOf(variable, element, shape) };
        if (shape.Length == 0)
        {
            if (variable.Start + element.Size <= file.Length)
            {
                variable.Tree.Add("value", values.ReadNumbers(new([], [], []))[0], variable.Unit, variable.Start);
            }

            return;
        }

        if (header.IsCoordinate(variable))
        {
            return;
        }

        if (variable.Tree.Find("attributes", "scale_factor") is not null || variable.Tree.Find("attributes", "add_offset") is not null)
        {
            into.Warn($"The values of '{variable.Name}' are shown as they are stored, without scale_factor and add_offset.");
        }

        var scans = shape.Length - (shape.Length == 3 && !header.IsRecord(variable) ? 3 : 2);
        into.Add(new Signal
        {
            Name = variable.Name,
            Type = shape.Length switch { 1 => SignalType.Spectrum, 3 when scans == 0 => SignalType.Volume, _ => SignalType.Image },
            Element = element,
            Axes = [.. variable.Dimensions.Select((dimension, i) => AxisOf(file, header, header.Dimensions[dimension].Name, shape[i], i < scans))],
            Quantity = variable.Word("long_name") ?? variable.Word("standard_name") ?? variable.Name,
            Unit = variable.Unit,
            Place = variable.Name,
            Values = values,
        });
    }

    // A variable with the name of a dimension has the places along it.
    private static Axis AxisOf(ByteSource file, NetCdfHeader header, string name, long length, bool isScan)
    {
        var axis = new Axis(name, length) { IsScan = isScan };
        var coordinate = header.Variables.Find(variable => variable.Name == name && header.IsCoordinate(variable));
        if (coordinate is not { Element: { } element } || length == 0)
        {
            return axis;
        }

        var values = new PackedValues(file, coordinate.Start, element, [length]) { BigEndian = true, Strides = header.StridesOf(coordinate, element, [length]) };
        axis = axis with { Unit = coordinate.Unit };
        if (length > MostRead)
        {
            return axis with { Places = () => values.ReadNumbers(Slab.All([length])) };
        }

        try
        {
            var places = values.ReadNumbers(Slab.All([length]));
            var step = length > 1 ? (places[^1] - places[0]) / (length - 1) : (double?)null;
            var even = true;
            for (var i = 1; i < places.Length && step is { } distance; i++)
            {
                even &= Math.Abs(places[i] - places[0] - i * distance) <= Math.Abs(distance) * 1e-3;
            }

            return even && double.IsFinite(places[0]) && double.IsFinite(step ?? 0)
                ? axis with { Offset = places[0], Scale = step }
                : axis with { Places = () => places };
        }
        catch (DamagedException)
        {
            return axis;
        }
    }

    private static string? Text(ByteSource file, NetCdfHeader header, NetCdfVariable variable)
    {
        var length = 1L;
        foreach (var dimension in variable.Dimensions)
        {
            length = Math.Min(1 << 20, length * header.Dimensions[dimension].Length);
        }

        length = Math.Min(Math.Min(length, 2000), file.Length - variable.Start);
        return length <= 0 ? null : System.Text.Encoding.UTF8.GetString(file.ReadBytes(variable.Start, length)).TrimEnd('\0', ' ').Replace('\0', ' ');
    }
}
