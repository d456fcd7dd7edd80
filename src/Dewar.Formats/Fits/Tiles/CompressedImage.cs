using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Fits.Tiles;

/// <summary>A picture that was cut into tiles and compressed, each tile in a row of a binary table (FITS standard, chapter 10).</summary>
internal static class CompressedImage
{
    private const long MostPixelsInTile = 32 << 20;

    public static void Describe(ByteSource file, Header header, int index, Extraction into)
    {
        var lengths = header.Lengths("ZNAXIS");
        if (lengths.Length == 0 || lengths.Contains(0) || header.Lengths() is not [var rowLength, _, ..])
        {
            return;
        }

        var stored = Picture.Stored(header.Whole("ZBITPIX") ?? 0, header.Find("ZBITPIX")?.At);
        var tile = new long[lengths.Length];
        for (var i = 0; i < tile.Length; i++)
        {
            var asked = header.Whole($"ZTILE{i + 1}") ?? (i == 0 ? lengths[0] : 1);
            tile[i] = asked > 0 ? Math.Min(asked, lengths[i]) : throw new DamagedException($"ZTILE{i + 1} is not positive", header.Find($"ZTILE{i + 1}")?.At);
        }

        var pixels = tile.Aggregate(1L, (product, length) => checked(product * length));
        if (pixels > MostPixelsInTile)
        {
            into.Warn($"Tiles of {pixels} pixels are too large to be decoded.");
            return;
        }

        var decoder = new TileDecoder(file, header, TableColumn.Of(header, rowLength), rowLength, stored);
        if (!decoder.IsKnown)
        {
            into.Warn($"Nobody here knows the compression {header.Word("ZCMPTYPE")}.");
            return;
        }

        var values = new TiledValues(decoder, stored, [.. lengths.Reverse()], [.. tile.Reverse()]);
        Picture.Add(header, index, lengths, Scaling.Of(header, stored), values, into);
    }
}
