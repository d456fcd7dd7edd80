using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Micro-Manager: JSON of each picture in tag 51123, and a summary that the header of the file points to.</summary>
internal sealed class MicroManagerDialect : Dialect
{
    private const ushort PictureMetadata = 51123;
    private const uint SummaryMark = 2355492;
    private const int MostBytes = 16 << 20;

    public override string Format => "Micro-Manager image";

    public override FormatPassport Passport { get; } = new("Micro-Manager stacks (TIFF)", ".tif .ome.tif",
        "The stack with its scales; camera, stage, exposure of the first picture.", "Micro-Manager, format of image stack files");

    public override bool Recognises(Document document) => document.First.Has(PictureMetadata);

    public override void Tell(Document document, Extraction into)
    {
        var tree = into.Metadata.AddGroup("MicroManager");
        AddSummary(document, tree, into);
        var picture = tree.AddGroup("Picture 1");
        if (JsonTree.Read(document.First.Text(PictureMetadata) ?? "", picture) is { } wrong)
        {
            into.Warn($"The metadata of Micro-Manager is damaged: {wrong}");
        }

        FactTable.Tell(into.Facts, picture,
        [
            new(CoreNames.ExposureTime, "Exposure-ms", "ms"), new(CoreNames.StageX, "XPositionUm", "µm"),
            new(CoreNames.StageY, "YPositionUm", "µm"),
            new(CoreNames.StageZ, "ZPositionUm", "µm"), new(CoreNames.Detector, "Camera"), new(CoreNames.Detector, "Core-Camera"),
            new(CoreNames.PixelSize, "PixelSizeUm", "µm"), new(CoreNames.SignalName, "Channel"),
        ]);
        var summary = tree.Find("Summary") as MetaGroup;
        if (document.Main.X.Scale is null && (picture.Number("PixelSizeUm") ?? summary?.Number("PixelSize_um")) is > 0 and var size)
        {
            document.Main.Scale(size, size, "µm");
        }
    }

    private static void AddSummary(Document document, MetaGroup tree, Extraction into)
    {
        var cursor = new Bytes.Cursor(document.Source, 32, document.File.BigEndian);
        if (cursor.Left < 8 || cursor.U32() != SummaryMark)
        {
            return;
        }

        var length = Math.Min(Math.Min(cursor.U32(), cursor.Left), MostBytes);
        if (JsonTree.Read(cursor.Text(length, System.Text.Encoding.UTF8), tree.AddGroup("Summary")) is { } wrong)
        {
            into.Warn($"The summary of Micro-Manager is damaged: {wrong}");
        }
    }
}
