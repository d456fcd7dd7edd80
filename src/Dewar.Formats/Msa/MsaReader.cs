using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Msa;

/// <summary>
/// Spectra as text: the EMSA/MAS spectral data file format (Egerton et al., EMSA Bulletin 21 (1991) 35) and ISO 22029, which is the same
/// with other spellings of units. A file may hold several, one after the other.
/// </summary>
public sealed class MsaReader : IFormatReader
{
    private const int Largest = 128 << 20;
    private const int MostSpectra = 1000;

    public string Name => "msa";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("EMSA/MAS spectrum", ".msa .ems .emsa .txt", "Spectra with calibration; voltage, current, angles, live time.",
            "ISO 22029:2012; Egerton et al., EMSA Bulletin 21 (1991) 35"),
    ];

    // SPEC begins with "#F" as well.
    public Likelihood Recognise(FileHead head)
    {
        var beginning = head.Bytes.Span[..Math.Min(1024, head.Bytes.Length)];
        if (!beginning.Contains((byte)'#'))
        {
            return Likelihood.No;
        }

        var text = MsaText.Decode(beginning).TrimStart();
        if (!text.StartsWith("#FORMAT", StringComparison.OrdinalIgnoreCase))
        {
            return Likelihood.No;
        }

        var line = text.AsSpan(0, text.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? end : text.Length);
        return line.Contains("EMSA", StringComparison.OrdinalIgnoreCase) || line.Contains("MAS", StringComparison.OrdinalIgnoreCase)
            || line.Contains("SPECTRAL DATA", StringComparison.OrdinalIgnoreCase)
            ? Likelihood.BySignature
            : line.Contains(':') && text.Contains("#SPECTRUM", StringComparison.OrdinalIgnoreCase) ? Likelihood.ByContent : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "EMSA/MAS spectrum";
        into.MediaType = "text/plain";
        if (file.Length > Largest)
        {
            throw new DamagedException($"{file.Name} is longer than a spectrum in text can be", Largest);
        }

        var text = new MsaText(file.ReadBytes(0, file.Length));
        var spectra = 0;
        while (MsaSpectrum.Read(text, ct) is { } spectrum)
        {
            if (++spectra > MostSpectra)
            {
                into.Warn($"There are more than {MostSpectra} spectra.");
                return;
            }

            spectrum.AddTo(into, spectra);
        }

        if (spectra == 0)
        {
            throw new DamagedException($"{file.Name} has no keyword", 0);
        }
    }
}
