using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Npy;

public sealed class NpyReaderTests() : ReaderContract(new NpyReader(), Array("{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }", new byte[12]))
{
    [Fact]
    public void All_that_numpy_writes_is_read() => OracleFiles.Compare("Npy/write_npy.py", "numpy");

    [Fact]
    public void Words_of_a_structure_are_words()
    {
        var bytes = Array("{'descr': [('n', '|u1'), ('w', '|S3'), ('u', '>U1')], 'fortran_order': False, 'shape': (2,), }", [1, 97, 98, 0, 0, 0, 0, 99, 2, 100, 0, 0, 0, 0, 0, 101]);
        var signal = Assert.Single(Read(bytes).Extraction.Signals);

        Assert.Equal(["n", "w", "u"], signal.Columns);
        Assert.Equal(["ab", "d"], signal.Words[1]);
        Assert.Equal(["c", "e"], signal.Words[2]);
        Assert.Equal([1, double.NaN, double.NaN, 2, double.NaN, double.NaN], signal.Values!.ReadNumbers(Slab.All(signal.Shape)));
    }

    [Fact]
    public void Colours_lie_together()
    {
        var signal = Read(Array("{'descr': '|u1', 'fortran_order': False, 'shape': (20, 30, 3), }", new byte[1800])).Extraction.Signals[0];

        Assert.Equal("rgb8", signal.Element.ToString());
        Assert.Equal([20, 30], signal.Shape);
    }

    [Fact]
    public void Python_objects_are_named_and_never_unpickled()
    {
        var finding = Read(Array("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", [0x80, 4]));

        Assert.Null(finding.Damage);
        Assert.Empty(finding.Extraction.Signals);
        Assert.NotEmpty(finding.Extraction.Warnings);
    }

    [Theory]
    [InlineData("{'descr': '<i2', 'fortran_order': False, 'shape': (-2, 3), }")]
    [InlineData("{'descr': '<i2', 'fortran_order': False}")]
    [InlineData("{'descr': __import__('os'), 'shape': (2,)}")]
    [InlineData("{'descr': '<q', 'shape': (2,)")]
    [InlineData("((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((")]
    [InlineData("")]
    public void A_broken_header_is_damage(string header) => Assert.NotNull(Read(Array(header, [])).Damage);

    [Fact]
    public void A_truncated_array_is_still_described()
    {
        var extraction = Read(Array("{'descr': '<f8', 'fortran_order': False, 'shape': (200, 300), }", new byte[80])).Extraction;

        Assert.Equal([200, 300], extraction.Signals[0].Shape);
        Assert.Contains("480000 bytes", Assert.Single(extraction.Warnings));
    }

    internal static byte[] Array(string header, byte[] data)
    {
        var text = Encoding.ASCII.GetBytes((header + " ").PadRight(117) + "\n");
        return [.. NpyReader.Signature, 1, 0, (byte)text.Length, (byte)(text.Length >> 8), .. text, .. data];
    }

    private static Finding Read(byte[] bytes) => new Inspector([new NpyReader()]).Inspect(new MemorySource("a.npy", bytes));
}
