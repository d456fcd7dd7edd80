using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Wdf;

/// <summary>The spectra with their axes, and the picture under white light.</summary>
internal sealed class WdfSignals(ByteSource file, Extraction into, MetaGroup header, List<WdfBlock> blocks)
{
    private readonly long _points = (long)(header.Number("points_per_spectrum") ?? 0);
    private readonly long _spectra = (long)(header.Number("num_spectra") ?? 0);
    private readonly long _capacity = (long)(header.Number("capacity") ?? 0);

    public void Add()
    {
        if (_points <= 0 || _spectra is < 0 or > int.MaxValue || _capacity is < 0 or > int.MaxValue)
        {
            throw new DamagedException($"{_spectra} spectra with {_points} points are no measurement", 60);
        }

        var map = Block("WMAP") is { } places ? WdfMap.Read(file, places, into.Metadata.AddGroup("WMAP")) : null;
        var origins = Block("ORGN") is { } quantities ? WdfOrigin.All(file, quantities, _spectra, Math.Max(_capacity, _spectra), into) : [];
        if (origins.Count > 0)
        {
            var group = into.Metadata.AddGroup("ORGN");
            origins.ForEach(origin => origin.AddTo(group));
        }

        AddSpectra(map, origins);
        if (Block("WHTL") is { } picture)
        {
            WhiteLight.Add(file, picture, into);
        }
    }

    private void AddSpectra(WdfMap? map, List<WdfOrigin> origins)
    {
        var data = Block("DATA") ?? throw new DamagedException("There is no block DATA with the spectra");
        if (data.Length < _spectra * _points * 4)
        {
            into.Warn($"The spectra break off: {data.Length} of {_spectra * _points * 4} bytes are there.");
        }

        if (_spectra < _capacity)
        {
            into.Warn($"The measurement was not finished: {_spectra} of {_capacity} spectra were taken.");
        }

        var (spectral, turned) = Spectral();
        var scan = _spectra > 1 ? Scan(map, origins) : [];
        Axis[] axes = [.. scan, spectral];
        var isMap = map is not null && scan.Any(axis => axis.Name is "x" or "y" or "z" or "distance");
        var signal = into.Add(new Signal
        {
            Name = header.Word("title") ?? "",
            Type = isMap ? SignalType.SpectrumImage : SignalType.Spectrum,
            Element = ElementType.Float32,
            Axes = axes,
            Quantity = "Intensity",
            Unit = header.Word("quantity_unit"),
            IsMain = true,
            Place = "DATA",
            Values = new WdfValues(file, data.Start, _spectra, [.. axes.Select(axis => axis.Length)], turned)
            {
                IsColumnMajor = isMap && map!.IsColumnMajor,
                IsSnake = isMap && map!.IsSnake,
            },
        });
        if (isMap)
        {
            signal.Facts.Tell(CoreNames.PixelSize, Math.Abs(scan[^1].Scale ?? double.NaN), scan[^1].Unit ?? "", "WMAP/scale_xyz");
        }
    }

    private Axis[] Scan(WdfMap? map, List<WdfOrigin> origins)
    {
        var unit = origins.Find(origin => WdfUnits.Kind(origin.Kind) is "X" or "Y")?.Unit;
        if (header.Word("measurement_type") is not "Series" && map?.Axes(_spectra, unit) is { } places)
        {
            return places;
        }

        var series = origins.OrderByDescending(origin => origin.IsPrimary).ThenBy(origin => origin.Kind is WdfUnits.Time)
            .Select(origin => origin.Axis()).FirstOrDefault(axis => axis is not null);
        return [series ?? new("spectrum", _spectra) { IsScan = true }];
    }

    // Where the points of a spectrum stand; rising, though most files begin at the highest.
    private (Axis Axis, bool Turned) Spectral()
    {
        if (Block("XLST") is not { } block || block.Length < 8 + _points * 4 || _points > int.MaxValue)
        {
            into.Warn("The places of the points (block XLST) are not there.");
            return (new("x", _points), false);
        }

        var cursor = new Cursor(file, block.Start);
        var (kind, unit) = (cursor.U32(), cursor.U32());
        var group = into.Metadata.AddGroup("XLST");
        group.Add("type", WdfUnits.Kind(kind), at: block.Start);
        group.Add("unit", WdfUnits.Unit(unit), at: block.Start + 4);
        var places = Places(block);
        group.Add("data", places, WdfUnits.Unit(unit), block.Start + 8);
        var turned = places.Length > 1 && places[0] > places[^1];
        if (turned)
        {
            Array.Reverse(places);
        }

        var (scale, offset) = Line(places);
        return (new(WdfUnits.AxisName(unit), _points) { Unit = WdfUnits.Unit(unit), Scale = scale, Offset = offset ?? 0, Places = () => places }, turned);
    }

    private double[] Places(WdfBlock block)
    {
        var cursor = new Cursor(file, block.Start + 8);
        var places = new double[cursor.Count(_points, 4, "points")];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = cursor.F32();
        }

        return places;
    }

    // The straight line that comes nearest.
    private static (double? Scale, double? Offset) Line(double[] places)
    {
        var middle = (places.Length - 1) / 2.0;
        var mean = places.Average();
        double above = 0, below = 0;
        for (var i = 0; i < places.Length; i++)
        {
            above += (i - middle) * (places[i] - mean);
            below += (i - middle) * (i - middle);
        }

        var slope = above / below;
        return double.IsFinite(slope) && slope != 0 ? (slope, mean - slope * middle) : (null, double.IsFinite(mean) ? mean : null);
    }

    private WdfBlock? Block(string name) => blocks.Find(block => block.Name == name);
}
