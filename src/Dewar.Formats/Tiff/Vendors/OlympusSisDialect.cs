using System.Globalization;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Olympus Soft Imaging (iTEM, analySIS): a binary block beginning with SIS0 at the place that tag 33560 names, on the calibrated page.</summary>
internal sealed class OlympusSisDialect : Dialect
{
    private const ushort Header = 33560;
    private const int MostPages = 64;

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
        var cursor = new Cursor(document.Source, at + 6, document.File.BigEndian);
        var (minute, hour, day, month, year) = (cursor.I16(), cursor.I16(), cursor.I16(), cursor.I16() + 1, cursor.I16() + 1900);
        var time = Time(year, month, day, hour, minute);
        tree.Add("datetime", time, at: at + 6);
        cursor.Skip(6);
        tree.Add("name", cursor.Text(32), at: at + 22);
        cursor.Skip(4);
        var place = cursor.U32();
        into.Facts.Tell(CoreNames.AcquiredAt, time, "OlympusSIS/datetime", "The block knows no seconds.");
        if (place == 0)
        {
            return;
        }

        cursor.Position = (long)place + 10;
        tree.Add("unit exponent", cursor.I16(), at: cursor.Position - 2);
        var (x, y) = (cursor.F64(), cursor.F64());
        tree.Add("pixelsizex", x, "m", place + 12);
        tree.Add("pixelsizey", y, "m", place + 20);
        cursor.Skip(8);
        var magnification = cursor.F64();
        tree.Add("magnification", magnification, at: place + 36);
        tree.Add("cameraname", cursor.Text(34, Encoding.Latin1));
        tree.Add("picturetype", cursor.Text(32, Encoding.Latin1));
        series.Scale(x, y, "m");
        series.Tell(facts => facts.Tell(CoreNames.PixelSize, x, "m", "OlympusSIS/pixelsizex"));
        into.Facts.Tell(CoreNames.Magnification, magnification, "", "OlympusSIS/magnification");
        into.Facts.Tell(CoreNames.Detector, tree.Word("cameraname"), "OlympusSIS/cameraname");
        into.Facts.Tell(CoreNames.Title, tree.Word("name"), "OlympusSIS/name");
    }

    private static FileTime? Time(int year, int month, int day, int hour, int minute) =>
        DateTime.TryParseExact($"{year}-{month}-{day} {hour}:{minute}", "yyyy-M-d H:m", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? new(time) : null;
}
