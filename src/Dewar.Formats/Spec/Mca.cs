using System.Runtime.InteropServices;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Spec;

/// <summary>Spectra of a multi-channel analyser: lines that begin with an at sign and go on after a backslash, one spectrum for each point.</summary>
/// <param name="prefix">Letters before the first channel.</param>
internal sealed class Mca(int prefix)
{
    private readonly List<long> _starts = [];
    private long _channels;
    private bool _open;

    public void Begin(ReadOnlySpan<byte> text, long start, bool continues)
    {
        _starts.Add(start);
        _open = continues && _starts.Count == 1;
        _channels += _starts.Count == 1 ? Math.Max(0, NumberText.Row(text[prefix..].TrimEnd((byte)'\\'), [])) : 0;
    }

    public void Continue(ReadOnlySpan<byte> text)
    {
        if (_open)
        {
            _channels += Math.Max(0, NumberText.Row(text.TrimEnd((byte)'\\'), []));
            _open = text.EndsWith("\\"u8);
        }
    }

    public Signal? Describe(ByteSource file, string name, string place, double[]? calibration, double[]? channels)
    {
        if (_channels == 0)
        {
            return null;
        }

        // #@CHANN says how many, the first, the last and the reduction; #@CALIB the energy of a channel as a + b n + c n².
        var (first, step) = channels is [_, var from, _, var reduction, ..] ? (from, Math.Max(1, reduction)) : (channels is [_, var only, ..] ? only : 0, 1);
        var (a, b, c) = calibration is [var zero, var gain, ..] ? (zero, gain, calibration is [_, _, var square, ..] ? square : 0) : (0.0, 0.0, 0.0);
        var length = _channels;
        var axis = (b, c) switch
        {
            (0, _) => new Axis("channel", length) { Scale = step, Offset = first },
            (_, 0) => new Axis("energy", length) { Scale = b * step, Offset = a + b * first },
            _ => new Axis("energy", length)
            {
                Places = () => [.. Enumerable.Range(0, (int)Math.Min(length, 1 << 24)).Select(i => first + i * step).Select(n => a + b * n + c * n * n)],
            },
        };
        return new()
        {
            Name = name,
            Type = SignalType.Spectrum,
            Element = ElementType.Float64,
            Axes = _starts.Count == 1 ? [axis] : [new("point", _starts.Count) { IsScan = true }, axis],
            Quantity = "counts",
            Place = place,
            Values = new Spectra(file, [.. _starts], prefix, _starts.Count == 1 ? [length] : [_starts.Count, length]),
        };
    }

    private sealed class Spectra(ByteSource file, long[] starts, int prefix, long[] shape) : SignalValues
    {
        public override ElementType Element => ElementType.Float64;

        public override IReadOnlyList<long> Shape => shape;

        public override void Read(in Slab part, Span<byte> into)
        {
            var numbers = MemoryMarshal.Cast<byte, double>(into);
            var (count, from, step) = ((int)part.Count[^1], part.Start[^1], part.Step[^1]);
            for (var i = 0; i < numbers.Length / Math.Max(1, count); i++)
            {
                var spectrum = One(starts[shape.Length == 1 ? 0 : part.Start[0] + i * part.Step[0]]);
                for (var j = 0; j < count; j++)
                {
                    numbers[i * count + j] = spectrum[from + j * step];
                }
            }
        }

        private double[] One(long start)
        {
            var channels = new double[shape[^1]];
            var lines = new LineReader(file, start);
            var at = 0;
            for (var first = true; at < channels.Length && lines.Next(out var line); first = false)
            {
                var text = first ? line[Math.Min(prefix, line.Length)..] : line;
                var read = NumberText.Row(text.TrimEnd((byte)'\\'), channels.AsSpan(at));
                at += Math.Max(0, read);
                if (read < 0 || !line.EndsWith("\\"u8))
                {
                    break;
                }
            }

            return channels;
        }
    }
}
