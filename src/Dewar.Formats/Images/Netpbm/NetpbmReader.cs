using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Netpbm;

/// <summary>The portable maps of Netpbm, plain and raw (P1 to P6), PAM (P7), and floating point maps (Pf, PF).</summary>
public sealed class NetpbmReader : IFormatReader
{
    private const int MostHeader = 64 * 1024;

    public string Name => "netpbm";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("Netpbm portable maps", ".pbm .pgm .ppm .pnm .pam .pfm", "The picture; comments.", "Netpbm: pbm(5), pgm(5), ppm(5), pam(5)"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        var bytes = head.Bytes.Span;
        if (bytes.Length < 7 || bytes[0] != 'P' || !(bytes[1] is >= (byte)'1' and <= (byte)'7' or (byte)'f' or (byte)'F'))
        {
            return Likelihood.No;
        }

        // The letters alone are too few: after them come white space, and numbers or comments.
        if (bytes[1] == '7')
        {
            return bytes[2] == '\n' && (bytes[3..].StartsWith("WIDTH"u8) || bytes[3] == '#' || bytes[3..].IndexOf("\nWIDTH"u8) >= 0)
                ? Likelihood.BySignature
                : Likelihood.No;
        }

        var words = new NetpbmWords(bytes, 2);
        return bytes[2] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)'#' && words.Next() is > 0 && words.Next() is > 0
            ? Likelihood.BySignature
            : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        var start = file.ReadBytes(0, Math.Min(MostHeader, file.Length));
        var header = NetpbmHeader.Read(start, into.Metadata);
        into.Format = header.Name;
        into.MediaType = header.MediaType;
        into.Metadata.Add("Width", header.Width);
        into.Metadata.Add("Height", header.Height);
        into.Metadata.Add("Maxval", header.Most);
        into.Facts.Tell(CoreNames.Description, into.Metadata.Word("Comment"), "Comment");
        long[] shape = [header.Height, header.Width];
        var isMap = header.IsBits;
        SignalValues values;
        if (header.IsPlain || isMap)
        {
            values = new PictureValues(() => NetpbmPixels.Decode(file, header), header.Element, shape);
        }
        else
        {
            var row = header.Width * header.Element.Size;

            // Floating point maps begin with the lowest row.
            values = new PackedValues(file, header.DataAt + (header.IsFloat ? row * (header.Height - 1) : 0), header.Element, shape)
            {
                BigEndian = header.IsBigEndian,
                Strides = [header.IsFloat ? -row : row, header.Element.Size],
            };
            if (header.DataAt + (Int128)row * header.Height > file.Length)
            {
                into.Warn("The picture ends before its last row.");
            }
        }

        var isPicture = header.Element is { Channels: 1, Bits: 8 };
        into.Add(new Signal
        {
            Name = "",
            Type = SignalType.Image,
            Element = header.Element,
            Axes = Picture.Axes(header.Height, header.Width),
            Hints = isPicture ? new() { Low = 0, High = header.Most, Inverted = header.IsInk } : null,
            Values = values,
        });
    }
}

/// <summary>The numbers of a header or of plain pixels, with white space between, and comments up to the ends of lines.</summary>
internal ref struct NetpbmWords(ReadOnlySpan<byte> bytes, int at)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The byte after the last number.</summary>
    public int At { get; private set; } = at;

    /// <summary>The next number; -1 when there is none.</summary>
    public int Next()
    {
        SkipSpace();
        var (start, number) = (At, 0L);
        while (At < _bytes.Length && _bytes[At] is >= (byte)'0' and <= (byte)'9' && number <= int.MaxValue)
        {
            number = 10 * number + _bytes[At++] - '0';
        }

        return At > start && number <= int.MaxValue ? (int)number : -1;
    }

    /// <summary>The next digit, which need not be apart from the one after.</summary>
    public int NextDigit()
    {
        SkipSpace();
        return At < _bytes.Length ? _bytes[At++] - '0' : -1;
    }

    /// <summary>The next word as a number with a point; null when it is none.</summary>
    public double? NextReal()
    {
        SkipSpace();
        var start = At;
        while (At < _bytes.Length && _bytes[At] > ' ')
        {
            At++;
        }

        return double.TryParse(_bytes[start..At], CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private void SkipSpace()
    {
        while (At < _bytes.Length && (_bytes[At] <= ' ' || _bytes[At] == '#'))
        {
            var end = _bytes[At] == '#' ? _bytes[At..].IndexOf((byte)'\n') : 1;
            At = end < 0 ? _bytes.Length : At + end;
        }
    }
}
