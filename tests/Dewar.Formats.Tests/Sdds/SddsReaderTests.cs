using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Sdds;

public sealed class SddsReaderTests() : ReaderContract(new SddsReader(), Binary(bigEndian: false, columnMajor: false, words: true))
{
    private const string Header = """
        &description text="Twiss parameters, ring", contents="twiss" &end
        &parameter name=Step, type=long, &end
        &parameter name=Unit, type=string, fixed_value="a, b" &end
        &column name=s, units=m, type=double, &end
        &column name=n, type=short, &end
        """;

    [Theory, InlineData(false, false), InlineData(true, false), InlineData(false, true), InlineData(true, true)]
    public void Bytes_are_read_in_both_orders(bool bigEndian, bool columnMajor)
    {
        var signals = Read(Binary(bigEndian, columnMajor, words: false)).Extraction.Signals;

        Assert.Equal(2, signals.Count);
        Assert.Equal(["s", "n"], signals[0].Columns);
        Assert.Equal(["m", null], signals[0].ColumnUnits);
        Assert.Equal([0, 0, 0.5, 1, 1, 2], signals[1].Values!.ReadNumbers(Slab.All([3, 2])));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Words_among_the_numbers_are_walked_through(bool columnMajor)
    {
        var extraction = Read(Binary(bigEndian: false, columnMajor, words: true)).Extraction;

        Assert.Equal(["w0", "w1", "w2"], extraction.Signals[1].Words[2]);
        Assert.Equal([0.5, 1, double.NaN], extraction.Signals[1].Values!.ReadNumbers(new([1, 0], [1, 3], [1, 1])));
        Assert.Equal(7, extraction.Metadata.Number("page 2", "Step"));
        Assert.Equal("Twiss parameters, ring", extraction.Facts[CoreNames.Title]!.Value);
    }

    [Fact]
    public void Text_has_pages_too()
    {
        var extraction = Read(Encoding.ASCII.GetBytes($"SDDS1\n{Header}\n&data mode=ascii &end\n! page\n1\n2\n0 1\n0.5 2\n2\n1\n1e3 3\n")).Extraction;

        Assert.Equal([0, 1, 0.5, 2], extraction.Signals[0].Values!.ReadNumbers(Slab.All([2, 2])));
        Assert.Equal([1000, 3], extraction.Signals[1].Values!.ReadNumbers(Slab.All([1, 2])));
        Assert.Equal(2, extraction.Metadata.Number("page 2", "Step"));
    }

    [Fact]
    public void Text_without_counts_ends_its_pages_with_an_empty_line()
    {
        var header = "SDDS1\n&column name=name, type=string, &end\n&column name=x, type=double, &end\n&data mode=ascii, no_row_counts=1 &end\n";
        var signals = Read(Encoding.ASCII.GetBytes(header + "\"a b\" 1\nc 2\n\nd 3\n")).Extraction.Signals;

        Assert.Equal(["a b", "c"], signals[0].Words[0]);
        Assert.Equal([double.NaN, 3], signals[1].Values!.ReadNumbers(Slab.All([1, 2])));
    }

    [Fact]
    public void A_header_without_an_end_is_damage() => Assert.Contains("&data", Read(Encoding.ASCII.GetBytes($"SDDS1\n{Header}")).Damage);

    [Fact]
    public void A_header_of_very_many_groups_is_gone_through_once()
    {
        var many = string.Concat(Enumerable.Range(0, 9000).Select(i => $"&column name=c{i}, type=short, &end {(i % 100 == 0 ? "\n" : "")}"));
        var extraction = Quickly($"SDDS1\n{many}\n&data mode=ascii &end\n1\n1 2 3\n", 64 << 20).Extraction;

        Assert.Equal([1, 9000], extraction.Signals[0].Shape);
        Assert.Equal([1, 2, 3, double.NaN], extraction.Signals[0].Values!.ReadNumbers(new([0, 0], [1, 4], [1, 1])));
    }

    [Fact]
    public void A_group_without_an_end_is_not_searched_again_with_each_line() =>
        Assert.Contains("&data", Quickly("SDDS1\n&description" + string.Concat(Enumerable.Repeat("0 \n", 40_000)), 16 << 20).Damage);

    [Fact]
    public void Rows_that_are_much_shorter_than_the_table_do_not_take_the_memory_of_long_ones()
    {
        var columns = string.Concat(Enumerable.Range(0, 9000).Select(i => $"&column name=c{i}, type={(i == 0 ? "string" : "short")}, &end\n"));
        var pages = string.Concat(Enumerable.Repeat("300\n" + string.Concat(Enumerable.Repeat("a\n", 300)), 200));
        var finding = Quickly($"SDDS1\n{columns}&data mode=ascii &end\n{pages}", 256 << 20);

        Assert.Equal(200, finding.Extraction.Signals.Count);
        Assert.Equal("a", finding.Extraction.Signals[0].Words[0][255]);
    }

    [Fact]
    public void Short_pages_cost_what_they_are_long()
    {
        var finding = Quickly("SDDS1\n&parameter name=Step, type=long &end\n&data mode=ascii &end\n" + string.Concat(Enumerable.Repeat("1\n", 100_000)), 128 << 20);

        Assert.Equal(1, finding.Extraction.Metadata.Number("page 20000", "Step"));
    }

    [Fact]
    public void Pages_of_which_nothing_is_known_are_left_alone() =>
        Assert.Empty(Quickly("SDDS1\n&data mode=ascii &end\n1\n2\n", 1 << 20).Extraction.Signals);

    private static Finding Quickly(string text, long most) => Taken.AtMost(most, () => Read(Encoding.ASCII.GetBytes(text)));

    private static byte[] Binary(bool bigEndian, bool columnMajor, bool words)
    {
        var text = $"SDDS5\n!# {(bigEndian ? "big" : "little")}-endian\n{Header}\n{(words ? "&column name=w, type=string &end\n" : "")}"
            + $"&data mode=binary, {(columnMajor ? "column_major_order=1, " : "")}&end\n";
        var bytes = new List<byte>(Encoding.ASCII.GetBytes(text));
        for (var page = 0; page < 2; page++)
        {
            Int(3);
            Int(7);
            for (var i = 0; i < 3 * (words ? 3 : 2); i++)
            {
                var (row, column) = columnMajor ? (i % 3, i / 3) : (i / (words ? 3 : 2), i % (words ? 3 : 2));
                switch (column)
                {
                    case 0:
                        var bits = BitConverter.DoubleToInt64Bits(row * 0.5);
                        Put(BitConverter.GetBytes(bits));
                        break;
                    case 1:
                        Put(BitConverter.GetBytes((short)row));
                        break;
                    default:
                        Int(2);
                        bytes.AddRange(Encoding.ASCII.GetBytes($"w{row}"));
                        break;
                }
            }
        }

        return [.. bytes];

        void Int(int value) => Put(BitConverter.GetBytes(value));

        void Put(byte[] number)
        {
            if (bigEndian)
            {
                Array.Reverse(number);
            }

            bytes.AddRange(number);
        }
    }

    private static Finding Read(byte[] bytes) => new Inspector([new SddsReader()]).Inspect(new MemorySource("a.sdds", bytes));
}
