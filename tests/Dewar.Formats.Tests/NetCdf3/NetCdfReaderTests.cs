using System.Buffers.Binary;
using System.Text;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.NetCdf3;

public sealed class NetCdfReaderTests() : ReaderContract(new NetCdfReader(), Sample())
{
    [Fact]
    public void What_another_library_wrote_is_read()
    {
        var folder = Directory.CreateTempSubdirectory("dewar-netcdf");
        try
        {
            Python.Run("NetCdf3/write_netcdf.py", "netCDF4", folder.FullName);
            var files = Directory.GetFiles(folder.FullName);
            Assert.Equal(6, files.Length);
            foreach (var path in files)
            {
                using var file = Samples.OpenFile(path);
                var finding = new Inspector(FormatsPlugin.Readers).Inspect(file);
                var (plane, film) = (finding.Extraction.Signals[0], finding.Extraction.Signals[1]);

                Assert.Null(finding.Damage);
                Assert.Equal("Made up", finding.Extraction.Facts[CoreNames.Title]!.Value);
                Assert.Equal([1, 2, 3], (long[])((MetaValue)finding.Extraction.Metadata.Find("attributes", "numbers")!).Value!);
                Assert.Equal(Enumerable.Range(0, 15).Select(i => (double)i), Found.Numbers(plane));
                Assert.Equal(("x", 10, 0.5, "mm"), (plane.Axes[1].Name, plane.Axes[1].Offset, plane.Axes[1].Scale!.Value, plane.Axes[1].Unit));
                Assert.Equal("K", plane.Unit);
                Assert.Equal([4, 3, 5], film.Shape);
                Assert.True(film.Axes[0].IsScan);
                Assert.Equal(Enumerable.Range(0, 60).Select(i => (double)i), Found.Numbers(film));
                Assert.Equal("hello", finding.Extraction.Metadata.Word("variables", "word", "text"));
                Assert.Equal(2.5, finding.Extraction.Metadata.Number("variables", "single", "value"));
                if (path.Contains("_2.nc"))
                {
                    Assert.Equal([1, 2, 3, 4.5], Found.Numbers(finding.Extraction.Signals[2]));
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_file_made_by_hand_is_read()
    {
        var signal = Found.One(Found.In("a.nc", Sample()));

        Assert.Equal([1.5, 2.5], Found.Numbers(signal));
        Assert.Equal("V", signal.Unit);
    }

    [Fact]
    public void A_file_that_was_being_written_has_as_many_records_as_there_are()
    {
        var sample = Sample(isRecord: true);
        sample.AsSpan(4, 4).Fill(0xff);

        Assert.Equal([1.5, 2.5], Found.Numbers(Found.One(Found.In("a.nc", sample))));
        Assert.Equal([1.5], Found.Numbers(Found.In("a.nc", sample[..^4]).Extraction.Signals[0]));
    }

    private static byte[] Sample(bool isRecord = false)
    {
        var bytes = new List<byte>("CDF\x01"u8.ToArray());
        void Number(int number)
        {
            var four = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(four, number);
            bytes.AddRange(four);
        }

        void Name(string name)
        {
            Number(name.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(name));
            bytes.AddRange(new byte[(4 - name.Length % 4) % 4]);
        }

        Number(0);
        Number(10);
        Number(1);
        Name("t");
        Number(isRecord ? 0 : 2);
        Number(0);
        Number(0);
        Number(11);
        Number(1);
        Name("volt");
        Number(1);
        Number(0);
        Number(12);
        Number(1);
        Name("units");
        Number(2);
        Number(1);
        bytes.AddRange("V\0\0\0"u8);
        Number(5);
        Number(8);
        Number(bytes.Count + 4);
        Number(BitConverter.SingleToInt32Bits(1.5f));
        Number(BitConverter.SingleToInt32Bits(2.5f));
        return [.. bytes];
    }
}
