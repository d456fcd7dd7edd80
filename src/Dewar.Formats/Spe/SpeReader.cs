using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Spe;

/// <summary>
/// Frames of Princeton Instruments' cameras: SPE 2 of WinSpec and WinView, with all in a header of 4100 bytes, and SPE 3 of LightField, with
/// XML behind the frames.
/// </summary>
public sealed class SpeReader : IFormatReader
{
    public string Name => "spe";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new(
            "Princeton Instruments SPE 2 and 3",
            ".spe",
            "Frames or spectra of each region of interest, with wavelengths where they are calibrated; exposure, spectrometer, camera; the header or the whole XML.",
            "WinSpec WINHEAD.TXT (SPE 2.5); Princeton Instruments: SPE 3.0 file format specification"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        var bytes = head.Bytes.Span;
        if (bytes.Length < SpeRecords.HeaderLength || BitConverter.ToInt16(bytes[SpeRecords.TypeAt..]) is < 0 or > 8 || BitConverter.ToUInt16(bytes[42..]) == 0)
        {
            return Likelihood.No;
        }

        if (BitConverter.ToUInt32(bytes[SpeRecords.SignatureAt..]) == 0x01234567 && BitConverter.ToUInt16(bytes[4098..]) == 0x5555)
        {
            return Likelihood.BySignature;
        }

        var version = BitConverter.ToSingle(bytes[SpeRecords.VersionAt..]);
        return head.Named(".spe") && version is >= 1 and < 4 && BitConverter.ToUInt16(bytes[656..]) > 0 ? Likelihood.ByContent : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        var version = new Cursor(file, SpeRecords.VersionAt).F32();
        var xmlAt = new Cursor(file, SpeRecords.XmlAt).U64();
        into.Format = version >= 3 ? "Princeton Instruments SPE 3" : "Princeton Instruments SPE 2";
        var header = into.Metadata.AddGroup("header");
        SpeRecords.Header.AddTo(header, new Cursor(file));
        SpeRecords.More.AddTo(header, new Cursor(file, 688));
        header.Add("file_header_ver", version, at: SpeRecords.VersionAt);
        if (version >= 3 && xmlAt is >= SpeRecords.HeaderLength and < long.MaxValue)
        {
            new Spe3(file, into).Read((long)xmlAt);
            return;
        }

        new Spe2(file, into, header).Read();
    }

    /// <summary>The type of pixels by its number in the header.</summary>
    internal static ElementType Element(long type) => type switch
    {
        0 => ElementType.Float32,
        1 => ElementType.Int32,
        2 => ElementType.Int16,
        3 => ElementType.UInt16,
        5 => ElementType.Float64,
        6 => ElementType.UInt8,
        8 => ElementType.UInt32,
        _ => throw new DamagedException($"Pixels of type {type} are none of the format", SpeRecords.TypeAt),
    };

    /// <summary>One region of interest of all frames: a spectrum where it is one row high.</summary>
    internal static Signal Region(SignalValues values, string name, long frames, Axis x, Axis y, Facts known)
    {
        Axis[] scan = frames > 1 ? [new("frame", frames) { IsScan = true }] : [];
        var isSpectrum = y.Length == 1;
        var signal = new Signal
        {
            Name = name,
            Type = isSpectrum ? SignalType.Spectrum : SignalType.Image,
            Element = values.Element,
            Axes = isSpectrum ? [.. scan, x] : [.. scan, y, x],
            Quantity = "counts",
            Values = values,
        };
        foreach (var fact in known.All)
        {
            if (fact.Value is double number)
            {
                signal.Facts.Tell(fact.Name, number, fact.Unit ?? "", fact.From, fact.Doubt);
            }
        }

        return signal;
    }
}
