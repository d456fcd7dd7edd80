using System.Runtime.InteropServices;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>
/// A spectrum image of Velox: a stream of 16-bit words, each a channel in which a photon was counted, and 65535 for the step to the next
/// pixel of the scan, frame after frame. It can only be read from one end to the other, so its sums are made when asked for, in one pass.
/// </summary>
internal sealed class VeloxStream(Hdf5Dataset stream, int rows, int columns, int channels)
{
    private const ushort NextPixel = 0xffff;
    private const int Block = 1 << 22;
    private const long MostPixels = 1 << 26;

    private readonly Lock _reading = new();
    private double[]? _map;
    private double[]? _spectrum;

    public static Signal? Read(Hdf5Group group, string title, Extraction into)
    {
        if (group.Dataset("Data") is not { IsNull: false, Shape: [_, _] } data)
        {
            return null;
        }

        var facts = new Facts();
        var json = VeloxDialect.Describe(group, title, into, facts);
        var settings = VeloxDialect.Json(group.Dataset("AcquisitionSettings")?.FirstText);
        var columns = (long)(VeloxFacts.Number(settings, "RasterScanDefinition", "Width") ?? VeloxFacts.Number(json, "Scan", "ScanSize", "width") ?? 0);
        var rows = (long)(VeloxFacts.Number(settings, "RasterScanDefinition", "Height") ?? VeloxFacts.Number(json, "Scan", "ScanSize", "height") ?? 0);
        var channels = (long)(VeloxFacts.Number(settings, "bincount") ?? 4096);
        var name = title is "" ? VeloxFacts.Word(json, "BinaryResult", "Detector") ?? "EDS" : title;
        if (rows <= 0 || columns <= 0 || channels is <= 0 or > NextPixel || rows * columns > MostPixels)
        {
            into.Warn($"The size of the scan of the spectrum image '{name}' is not known.");
            return null;
        }

        var pass = new VeloxStream(data, (int)rows, (int)columns, (int)channels);
        var energies = VeloxFacts.Energies(json, channels);
        into.Add(new Signal
        {
            Name = name,
            Type = SignalType.SpectrumImage,
            Element = ElementType.UInt16,
            Axes = [new("y", rows) { IsScan = true }, new("x", columns) { IsScan = true }, energies],
            Quantity = "counts",
            Place = group.Path,
        }.With(facts));
        if (data.Type.Size != 2)
        {
            into.Warn($"The spectra of '{name}' are packed in a way that is not known; version 11 and later do that.");
            return null;
        }

        into.Add(new() { Name = $"{name}, sum spectrum", Type = SignalType.Spectrum, Element = ElementType.Float64, Axes = [energies], Quantity = "counts", Place = group.Path, Values = new Sums(pass, isMap: false) });
        return new() { Name = $"{name}, counts", Type = SignalType.Image, Element = ElementType.Float64, Axes = [new("y", rows), new("x", columns)], Quantity = "counts", Place = group.Path, Values = new Sums(pass, isMap: true) };
    }

    private void Pass()
    {
        lock (_reading)
        {
            if (_map is not null)
            {
                return;
            }

            var (map, spectrum) = (new double[rows * columns], new double[channels]);
            var pixel = 0;
            var length = stream.Shape[0];
            for (var at = 0L; at < length; at += Block)
            {
                var count = Math.Min(Block, length - at);
                var bytes = stream.Read(new([at, 0], [count, 1], [1, 1]));
                foreach (var word in MemoryMarshal.Cast<byte, ushort>(bytes))
                {
                    if (word == NextPixel)
                    {
                        pixel = pixel + 1 == map.Length ? 0 : pixel + 1;
                    }
                    else if (word < spectrum.Length)
                    {
                        map[pixel]++;
                        spectrum[word]++;
                    }
                }
            }

            (_map, _spectrum) = (map, spectrum);
        }
    }

    private sealed class Sums(VeloxStream pass, bool isMap) : SignalValues
    {
        public override ElementType Element => ElementType.Float64;

        public override IReadOnlyList<long> Shape { get; } = isMap ? [pass.Rows, pass.Columns] : [pass.Channels];

        public override void Read(in Slab part, Span<byte> into)
        {
            pass.Pass();
            var to = MemoryMarshal.Cast<byte, double>(into);
            if (!isMap)
            {
                for (var i = 0; i < part.Count[0]; i++)
                {
                    to[i] = pass._spectrum![part.Start[0] + i * part.Step[0]];
                }

                return;
            }

            for (var row = 0; row < part.Count[0]; row++)
            {
                for (var column = 0; column < part.Count[1]; column++)
                {
                    to[(int)(row * part.Count[1] + column)] = pass._map![(part.Start[0] + row * part.Step[0]) * pass.Columns + part.Start[1] + column * part.Step[1]];
                }
            }
        }
    }

    private long Rows => rows;

    private long Columns => columns;

    private long Channels => channels;
}
