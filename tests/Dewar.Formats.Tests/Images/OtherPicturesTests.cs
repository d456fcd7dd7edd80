using Dewar.Formats.Bytes;
using Dewar.Formats.Images.Others;
using Dewar.Formats.Images.WebP;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Images;

public sealed class OtherPicturesTests
{
    [Fact]
    public void What_is_not_decoded_has_its_size()
    {
        var folder = Directory.CreateTempSubdirectory("dewar-others-");
        try
        {
            foreach (var row in Python.Run("Images/write_others.py", "PIL", folder.FullName).EnumerateArray())
            {
                var name = row.GetProperty("name").GetString()!;
                var bytes = File.ReadAllBytes(Path.Combine(folder.FullName, name));
                var finding = new Inspector(FormatsPlugin.Readers).Inspect(new MemorySource(name, bytes));

                Assert.Null(finding.Damage);
                long[] expected = [row.GetProperty("height").GetInt64(), row.GetProperty("width").GetInt64()];
                Assert.Equal((name, string.Join(' ', expected)), (name, string.Join(' ', finding.Extraction.Signals[0].Shape)));
                Assert.Null(finding.Extraction.Signals[0].Values);
                Assert.Equal(name is "lossy.webp" ? "Cam" : null, finding.Extraction.Facts[CoreNames.Instrument]?.Value);
                Ordeal.Try(finding.Reader!, name, bytes, null, 100, seed: 5);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

public sealed class WebPReaderTests() : ReaderContract(new WebPReader(), Sample())
{
    private static byte[] Sample() => [.. "RIFF"u8, 18, 0, 0, 0, .. "WEBPVP8L"u8, 5, 0, 0, 0, 0x2F, 9, 0x40, 2, 0, 0];
}

public sealed class HeifReaderTests() : ReaderContract(new HeifReader(), Sample())
{
    private static byte[] Sample() =>
    [
        0, 0, 0, 16, .. "ftypavif"u8, 0, 0, 0, 0,
        0, 0, 0, 48, .. "meta"u8, 0, 0, 0, 0,
        0, 0, 0, 36, .. "iprp"u8, 0, 0, 0, 28, .. "ipco"u8, 0, 0, 0, 20, .. "ispe"u8, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0, 0, 32,
    ];
}

public sealed class Jpeg2000ReaderTests() : ReaderContract(new Jpeg2000Reader(), Sample())
{
    private static byte[] Sample() =>
        [0xFF, 0x4F, 0xFF, 0x51, 0, 41, 0, 0, 0, 0, 0, 64, 0, 0, 0, 32, .. new byte[24], 0, 1, 7, 1, 1];
}

public sealed class RecognisedPicturesReaderTests() : ReaderContract(new RecognisedPicturesReader(), Sample())
{
    private static byte[] Sample() => [.. "8BPS"u8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 20, 0, 0, 0, 30, 0, 8, 0, 3];
}
