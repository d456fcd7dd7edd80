using System.Runtime.InteropServices;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Msa;

/// <summary>One spectrum: keywords, then numbers.</summary>
internal sealed class MsaSpectrum
{
    private readonly List<MsaKeyword> _keywords = [];
    private readonly List<double> _numbers = [];
    private bool _ended;

    private MsaSpectrum()
    {
    }

    /// <summary>Reads up to the end of a spectrum; null when nothing is left.</summary>
    public static MsaSpectrum? Read(MsaText text, CancellationToken ct)
    {
        var spectrum = new MsaSpectrum();
        var isData = false;
        while (text.Next() is var (line, at))
        {
            var trimmed = line.Span.Trim();
            if (trimmed.IsEmpty)
            {
                continue;
            }

            if (trimmed[0] != '#')
            {
                if (isData)
                {
                    MsaNumbers.ReadLine(trimmed, spectrum._numbers);
                }

                continue;
            }

            ct.ThrowIfCancellationRequested();
            if (MsaKeyword.Read(trimmed, at) is not { } keyword)
            {
                continue;
            }

            if (keyword.Name is "ENDOFDATA")
            {
                spectrum._ended = true;
                return spectrum;
            }

            isData |= keyword.Name is "SPECTRUM";
            if (spectrum._keywords.Count < 10_000)
            {
                spectrum._keywords.Add(keyword);
            }
        }

        return spectrum._keywords.Count > 0 ? spectrum : null;
    }

    public void AddTo(Extraction into, int number)
    {
        var tree = number == 1 ? into.Metadata : into.Metadata.AddGroup($"Spectrum {number}");
        _keywords.ForEach(keyword => keyword.AddTo(tree));
        if (!_ended)
        {
            into.Warn("The end of the data is not marked: the file may be cut off.");
        }

        var pairs = Word("DATATYPE")?.StartsWith("XY", StringComparison.OrdinalIgnoreCase) == true;
        var (xs, ys) = pairs ? Pairs() : ([], [.. _numbers]);
        var claimed = Number("NPOINTS");
        if (claimed is { } points && points != ys.Length)
        {
            into.Warn($"{points} values are announced, and {ys.Length} are there.");
        }

        var bytes = new byte[ys.Length * sizeof(double)];
        MemoryMarshal.AsBytes<double>(ys).CopyTo(bytes);
        var signal = into.Add(new Signal
        {
            Name = Word("TITLE") ?? "",
            Type = SignalType.Spectrum,
            Element = ElementType.Float64,
            Axes = [Energies(xs, ys.Length)],
            Quantity = Word("YLABEL") ?? "",
            Unit = Word("YUNITS"),
            IsMain = number == 1,
            Values = new PackedValues(new MemorySource("values", bytes), 0, ElementType.Float64, [ys.Length]),
        });
        new MsaFacts(this).Tell(number == 1 ? into.Facts : signal.Facts);
    }

    /// <summary>The last of the keywords of this name: what is said again is corrected. Null when it is not there, or empty.</summary>
    public MsaKeyword? Find(string name) => _keywords.FindLast(keyword => keyword.Name == name && keyword.Text is not "");

    public string? Word(string name) => Find(name)?.Text;

    public double? Number(string name) => Find(name)?.Number;

    /// <summary>The unit of the energies: "eV" of "Energy Loss (eV)" as well.</summary>
    public string? EnergyUnit => Word("XUNITS") is not { } unit ? null
        : unit.LastIndexOf('(') is >= 0 and var open && unit.IndexOf(')', open) is > 0 and var close ? MsaKeyword.Plain(unit[(open + 1)..close].Trim())
        : MsaKeyword.Plain(unit);

    private (double[] Xs, double[] Ys) Pairs()
    {
        var count = _numbers.Count / 2;
        var (xs, ys) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            (xs[i], ys[i]) = (_numbers[2 * i], _numbers[2 * i + 1]);
        }

        return (xs, ys);
    }

    private Axis Energies(double[] xs, int length)
    {
        var scale = Number("XPERCHAN") is { } step && step != 0 ? step : xs.Length > 1 && xs[^1] != xs[0] ? (xs[^1] - xs[0]) / (xs.Length - 1) : (double?)null;
        var offset = Number("OFFSET") ?? (xs.Length > 0 ? xs[0] : 0);
        var even = true;
        for (var i = 0; i < xs.Length && even; i++)
        {
            even = Math.Abs(xs[i] - (offset + i * (scale ?? 0))) <= 0.01 * Math.Abs(scale ?? 0) + 1e-9 * Math.Abs(xs[i]);
        }

        var unit = EnergyUnit;
        var isEnergy = unit is null || Sdk.Unit.TryParse(unit, out var known) && known.Dimension == new Dimension(2, 1, -2);
        return new(isEnergy ? "Energy" : Word("XLABEL") ?? "x", length) { Scale = scale, Offset = offset, Unit = unit, Places = even ? null : () => xs };
    }
}
