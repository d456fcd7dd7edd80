using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Olympus Soft Imaging (iTEM, analySIS): a binary block beginning with SIS0 at the place that tag 33560 names, on the
/// calibrated page.</summary>
internal sealed class OlympusSisDialect : Dialect
{
    private const ushort Header = 33560;
    private const int MostPages = 64;
    private const int MostBlocks = 64;
    private const ushort Calibration = 1;

    public override string Format => "Olympus Soft Imaging image";

    public override FormatPassport Passport { get; } = new("Olympus Soft Imaging images (TIFF)", ".tif",
        "The image with its scale, the preview beside it; magnification, camera, time.", "Public descriptions of tag 33560; files");

    public override bool Recognises(Document document) => document.Pages.Take(MostPages).Any(page => page.Ifd.Has(Header));

    public override void Tell(Document document, Extraction into)
    {
        foreach (var series in document.Series)
        {
            if (series.Page.Ifd[Header] is not { Count: 1 } entry || series.Page.Ifd.Integers(entry, 1) is not [var at])
            {
                continue;
            }

            var block = document.Source.ReadBytes(at, Math.Min(64, Math.Max(0, document.Source.Length - at)));
            if (!block.AsSpan().StartsWith("SIS0"u8))
            {
                into.Warn("The block of Soft Imaging does not begin as it should.");
                continue;
            }

            document.Main.IsMain = false;
            series.IsMain = true;
            Read(document, at, series, into);
            return;
        }
    }

    private static void Read(Document document, long at, Series series, Extraction into)
    {
        var tree = into.Metadata.AddGroup("OlympusSIS");
        var cursor = new Cursor(document.Source, at + 8, document.File.BigEndian);
        var (second, minute, hour, day, month, year) =
            (cursor.I16(), cursor.I16(), cursor.I16(), cursor.I16(), cursor.I16() + 1, cursor.I16() + 1900);
        var time = Time($"{year}-{month}-{day} {hour}:{minute}:{second}");
        tree.Add("datetime", time, at: at + 8);
        into.Facts.Tell(CoreNames.AcquiredAt, time, "OlympusSIS/datetime");
        cursor.Position = at + 26;
        into.Facts.Tell(CoreNames.Title, tree.Add("name", cursor.Text(32), at: at + 26).AsWord, "OlympusSIS/name");
        for (var blocks = Math.Clamp((int)cursor.I16(), 0, MostBlocks); blocks > 0; blocks--)
        {
            var kind = cursor.U16();
            cursor.Skip(2);
            if ((kind, cursor.U32()) is (Calibration, > 0 and var place))
            {
                ReadCalibration(new Cursor(document.Source, place + 10, document.File.BigEndian), series, tree, into);
                return;
            }
        }
    }

    private static void ReadCalibration(Cursor cursor, Series series, MetaGroup tree, Extraction into)
    {
        var at = cursor.Position;
        var exponent = Math.Clamp((int)cursor.I16(), -15, 15);
        var unit = Math.Pow(10, exponent);
        var (x, y) = (cursor.F64() * unit, cursor.F64() * unit);
        cursor.Skip(8);
        var magnification = cursor.F64();
        cursor.Skip(2);
        tree.Add("unit exponent", exponent, at: at);
        tree.Add("pixelsizex", x, "m", at + 2);
        tree.Add("pixelsizey", y, "m", at + 10);
        tree.Add("magnification", magnification, at: at + 26);
        into.Facts.Tell(CoreNames.Detector, tree.Add("cameraname", cursor.Text(34), at: at + 36).AsWord, "OlympusSIS/cameraname");
        tree.Add("picturetype", cursor.Text(32), at: at + 70);
        if (x is <= 0 or > 1 || y is <= 0 or > 1)
        {
            into.Warn($"Soft Imaging says that a pixel is {x} × {y} m; this is left out.");
            return;
        }

        series.Scale(x, y, "m");
        series.Tell(facts => facts.Tell(CoreNames.PixelSize, x, "m", "OlympusSIS/pixelsizex"));
        into.Facts.Tell(CoreNames.Magnification, magnification, "", "OlympusSIS/magnification");
    }

    private static FileTime? Time(string text) =>
        DateTime.TryParseExact(text, "yyyy-M-d H:m:s", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? new(time) : null;
}
