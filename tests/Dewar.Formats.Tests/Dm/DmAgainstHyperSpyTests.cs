using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Dm;

/// <summary>The same files read by us and by HyperSpy: every data type in both versions and byte orders, in one to three dimensions.</summary>
public sealed class DmAgainstHyperSpyTests
{
    private static readonly (int Code, Func<int, Array> Data)[] Types =
    [
        (1, n => Numbers(n, i => (short)(i - 5))),
        (2, n => Numbers(n, i => i * 0.5f)),
        (3, n => Numbers(n, i => (i * 1f, i * -2f))),
        (6, n => Numbers(n, i => (byte)(i * 3))),
        (7, n => Numbers(n, i => i * 100000)),
        (9, n => Numbers(n, i => (sbyte)(i - 9))),
        (10, n => Numbers(n, i => (ushort)(i * 2000))),
        (11, n => Numbers(n, i => (uint)i * 100000000u)),
        (12, n => Numbers(n, i => i * Math.PI)),
        (13, n => Numbers(n, i => (i * 0.25, i * 0.5))),
        (14, n => Numbers(n, i => (byte)(i % 2))),
        (23, n => Numbers(n, i => i * 0x010203)),
    ];

    [Fact]
    public void Every_variant_is_read_alike()
    {
        using var folder = new TemporaryFolder();
        var files = new List<string>();
        foreach (var (code, data) in Types)
        {
            // HyperSpy reads the data of big-endian files as little-endian: only bytes can be compared.
            foreach (var (version, bigEndian) in new[] { (3, false), (4, false), (3, true) }.Where(each => !each.Item2 || code is 6 or 9 or 14))
            {
                files.Add(folder.Write($"{code}-{version}-{bigEndian}-1.dm3", One(version, bigEndian, code, data(6), [6])));
                files.Add(folder.Write($"{code}-{version}-{bigEndian}-2.dm3", One(version, bigEndian, code, data(6), [3, 2])));
                files.Add(folder.Write($"{code}-{version}-{bigEndian}-3.dm3", One(version, bigEndian, code, data(24), [3, 2, 4])));
                files.Add(folder.Write($"{code}-{version}-{bigEndian}-s.dm3", One(version, bigEndian, code, data(24), [3, 2, 4], "Spectrum image", "EELS")));
                files.Add(folder.Write($"{code}-{version}-{bigEndian}-l.dm3", One(version, bigEndian, code, data(6), [3, 2], "Spectrum image", "X-ray")));
            }
        }

        foreach (var size in (uint[])[2, 4, 8])
        {
            files.Add(folder.Write($"packed-{size}.dm3", One(3, false, 5, Numbers((int)(size * size), i => i * 0.5f + 1), [size, size])));
        }

        files.Add(folder.Write("packed-new.dm3", One(3, false, 27, Numbers(8, i => i * 0.5f), [2, 2])));
        HyperSpy.Agrees(files);
    }

    private static byte[] One(int version, bool bigEndian, int code, Array data, uint[] dimensions, string? format = null, string? signal = null)
    {
        (double, double, string)[] calibrations = [.. dimensions.Select((_, i) => (i * 2.0, 0.5 + i, i == 2 && format is not null ? "eV" : "nm"))];
        (string, object)[] tags = format is null ? [] : [("Meta Data", new (string, object)[] { ("Format", format), ("Signal", signal!) })];
        return DmWriter.Document(version, bigEndian, DmWriter.Image($"image {code}", code, data, dimensions, calibrations, tags));
    }

    private static T[] Numbers<T>(int count, Func<int, T> value) => [.. Enumerable.Range(0, count).Select(value)];
}
