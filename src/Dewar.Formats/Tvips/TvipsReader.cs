using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tvips;

/// <summary>
/// Movies of TVIPS cameras as EM-MENU and the TVIPS recorder stream them: a header, then frames, each behind a header of its own. What does
/// not fit into the first file (…_000.tvips) goes on in the next ones, which have no header.
/// </summary>
public sealed class TvipsReader : IFormatReader
{
    private const int MostFiles = 1000;

    private static readonly RecordLayout General = new("""
        u4 size
        u4 version
        u4 dimx px
        u4 dimy px
        u4 bitsperpixel bit
        u4 offsetx px
        u4 offsety px
        u4 binx
        u4 biny
        u4 pixelsize nm
        u4 ht
        u4 magtotal
        u4 frameheaderbytes
        """);

    private static readonly RecordLayout FrameHead = new("""
        u4 num
        u4 timestamp s
        u4 ms ms
        """);

    private static readonly RecordLayout FrameRest = new("""
        u4 LUTidx
        f4 fcurrent
        u4 mag
        u4 mode
        f4 stagex
        f4 stagey
        f4 stagez
        f4 stagea °
        f4 stageb °
        u4 rotidx
        f4 temperature
        f4 objective
        """);

    public string Name => "tvips";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new(
            "TVIPS movies",
            ".tvips",
            "The frames of all files of a movie over time, with pixel size; the headers of the movie and of its first frame.",
            "TVIPS recorder, headers of versions 1 and 2, as the HyperSpy project describes them"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        if (IsFirst(head))
        {
            return head.Bytes.Span[52..256].IndexOf("TVIPS"u8) >= 0 ? Likelihood.BySignature : head.Named(".tvips") ? Likelihood.ByContent : Likelihood.No;
        }

        return FirstName(head.Name) is { } first && head.Source.Companion(first) is { } source && IsFirst(FileHead.Of(source)) ? Likelihood.ByContent : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        if (!IsFirst(FileHead.Of(file)))
        {
            into.Format = "TVIPS movie, continuation";
            into.PartOf = FirstName(file.Name);
            if (into.PartOf is null)
            {
                throw new DamagedException($"{file.Name} has no header of a TVIPS movie", 0);
            }

            return;
        }

        into.Format = "TVIPS movie";
        var header = new Cursor(file);
        var general = into.Metadata.AddGroup("general");
        General.AddTo(general, header);
        var movie = TvipsMovie.Of(general);
        AddSignal(file, into, movie);
        header.Position = movie.Start;
        var frame = into.Metadata.AddGroup("frame");
        FrameHead.AddTo(frame, header);
        if (movie.FrameHeader >= FrameHead.Length + FrameRest.Length)
        {
            FrameRest.AddTo(frame, header);
        }

        Tell(general, frame, into.Facts);
    }

    private static bool IsFirst(FileHead head)
    {
        var bytes = head.Bytes.Span;
        return bytes.Length >= 256 && head.Has([0, 1, 0, 0]) && head.Has([0, 0, 0], 5) && bytes[4] is 1 or 2
            && bytes[16] is 8 or 16 or 32 && head.Has([0, 0, 0], 17) && BitConverter.ToUInt32(bytes[8..]) is > 0 and <= 65536
            && BitConverter.ToUInt32(bytes[12..]) is > 0 and <= 65536;
    }

    // movie_003.tvips belongs to movie_000.tvips.
    private static string? FirstName(string name) =>
        name.EndsWith(".tvips", StringComparison.OrdinalIgnoreCase) && name.Length > 10 && name[^10] == '_'
        && int.TryParse(name.AsSpan(name.Length - 9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? $"{name[..^9]}000{name[^6..]}"
            : null;

    private static void AddSignal(ByteSource file, Extraction into, TvipsMovie movie)
    {
        List<SignalValues> parts = [movie.Frames(file, movie.Start, into)];
        var stem = file.Name.Length > 10 && file.Name[^10..^6] is "_000" ? file.Name[..^9] : null;
        for (var number = 1; stem is not null && number < MostFiles && file.Companion($"{stem}{number:000}{file.Name[^6..]}") is { } next; number++)
        {
            into.AddPart(next.Name, "data");
            if (next.Length >= movie.Stride)
            {
                parts.Add(movie.Frames(next, 0, into));
            }
        }

        var values = parts.Count == 1 ? parts[0] : new JoinedValues(parts);
        var frames = values.Shape[0];
        var cursor = new Cursor(file);
        double? Time(long number)
        {
            cursor.Position = movie.Start + number * movie.Stride + 4;
            return number < parts[0].Shape[0] && cursor.Left >= 8 ? cursor.U32() + cursor.U32() / 1000.0 : null;
        }

        var isDiffraction = movie.FrameHeader >= 28 && file.Length >= movie.Start + 28 && ModeOf(file, movie) == 2;
        Axis Own(string name, long length, double offset) => new(name, length)
        {
            Scale = movie.PixelSize is 0 ? null : movie.PixelSize,
            Offset = offset,
            Unit = movie.PixelSize is 0 ? null : isDiffraction ? "1/nm" : "nm",
        };
        into.Add(new Signal
        {
            Name = "",
            Type = isDiffraction ? SignalType.Diffraction : SignalType.Image,
            Element = values.Element,
            Axes =
            [
                new("time", frames) { IsScan = true, Unit = "s", Scale = Time(1) - Time(0) },
                Own("y", movie.Height, movie.OffsetY),
                Own("x", movie.Width, movie.OffsetX),
            ],
            Quantity = "intensity",
            Values = values,
        });
        into.Facts.Tell(CoreNames.Frames, frames, "", "the files' lengths");
    }

    private static uint ModeOf(ByteSource file, TvipsMovie movie) => new Cursor(file, movie.Start + 24).U32();

    private static void Tell(MetaGroup general, MetaGroup frame, Facts facts)
    {
        if (frame.Number("timestamp") is > 0 and var seconds)
        {
            var time = DateTime.UnixEpoch.AddSeconds(seconds).AddMilliseconds(frame.Number("ms") ?? 0);
            facts.Tell(CoreNames.AcquiredAt, FileTime.Utc(time), "frame/timestamp");
        }

        if (general.Number("ht") is > 0 and var tension)
        {
            const string Doubt = "The format does not say whether these are volts or kilovolts.";
            facts.Tell(CoreNames.AccelerationVoltage, tension, tension > 3000 ? "V" : "kV", "general/ht", Doubt);
        }

        var isDiffraction = frame.Number("mode") is 2;
        var total = general.Number("magtotal") is > 0 and var given ? given : (double?)null;
        facts.Tell(isDiffraction ? CoreNames.CameraLength : CoreNames.Magnification, total, isDiffraction ? "mm" : "", "general/magtotal");
        facts.Tell(CoreNames.Mode, frame.Number("mode") switch { 1 => "Image", 2 => "Diffraction", _ => null }, "frame/mode");
        facts.Tell(CoreNames.StageTilt, frame.Number("stagea"), "°", "frame/stagea");
        facts.Tell(CoreNames.StageTiltBeta, frame.Number("stageb"), "°", "frame/stageb");
        facts.Tell(CoreNames.Binning, $"{general.Word("binx")}x{general.Word("biny")}", "general/binx");
        facts.Tell(CoreNames.Manufacturer, "TVIPS", "the format");
    }
}
