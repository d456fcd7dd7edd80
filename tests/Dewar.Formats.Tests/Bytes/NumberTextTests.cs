using System.Text;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Bytes;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("+7", 7)]
    [InlineData("007", 7)]
    [InlineData("1.", 1)]
    [InlineData(".5", 0.5)]
    [InlineData("-.5", -0.5)]
    [InlineData("0.1", 0.1)]
    [InlineData("1e3", 1000)]
    [InlineData("1E+03", 1000)]
    [InlineData("1d-3", 0.001)]
    [InlineData("1.5D+02", 150)]
    [InlineData("123456789012345", 123456789012345)]
    [InlineData("1234567890123456789", 1234567890123456789)]
    [InlineData("0.30000000000000004", 0.30000000000000004)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    [InlineData("5e-324", double.Epsilon)]
    [InlineData("1e-400", 0)]
    [InlineData("0.000000000000000000000000001", 1e-27)]
    [InlineData("1e22", 1e22)]
    [InlineData("1e23", 1e23)]
    [InlineData("9007199254740993", 9007199254740992)]
    [InlineData("nan", double.NaN)]
    [InlineData("NaN", double.NaN)]
    [InlineData("-NAN", double.NaN)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("-Inf", double.NegativeInfinity)]
    [InlineData("+INF", double.PositiveInfinity)]
    [InlineData("Infinity", double.PositiveInfinity)]
    [InlineData("1.#QNAN", double.NaN)]
    [InlineData("1.#QNAN0", double.NaN)]
    [InlineData("-1.#IND", double.NaN)]
    [InlineData("-1.#IND00", double.NaN)]
    [InlineData("1.#INF", double.PositiveInfinity)]
    [InlineData("-1.#INF00", double.NegativeInfinity)]
    public void What_programs_print_is_a_number(string text, double expected)
    {
        Assert.True(NumberText.TryParse(Encoding.ASCII.GetBytes(text), out var number));
        Assert.Equal(expected, number);
        Assert.True(NumberText.TryParse($" {text} ", out number));
        Assert.Equal(expected, number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+")]
    [InlineData(".")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e5x")]
    [InlineData("1.2.3")]
    [InlineData("1 2")]
    [InlineData("1,5")]
    [InlineData("--1")]
    [InlineData("0x10")]
    [InlineData("1e999999999999")]
    [InlineData("nano")]
    [InlineData("info")]
    [InlineData("12:30")]
    [InlineData("2024-01-02")]
    [InlineData("١٢")]
    [InlineData("1_000")]
    [InlineData("dead")]
    public void What_is_none_is_none(string text)
    {
        Assert.False(NumberText.TryParse(Encoding.UTF8.GetBytes(text), out _));
        Assert.False(NumberText.TryParse(text, out _));
    }

    [Fact]
    public void Text_that_is_absurdly_long_is_no_number() => Assert.False(NumberText.TryParse(new string('x', 100_000), out _));

    [Fact]
    public void It_reads_as_exactly_as_the_framework()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64());
            var text = value.ToString(i % 3 == 0 ? "R" : i % 3 == 1 ? "E8" : "G6");
            Assert.True(NumberText.TryParse(Encoding.ASCII.GetBytes(text), out var number));
            Assert.Equal(double.Parse(text), number);
        }
    }

    [Theory]
    [InlineData("1 2 3", 3, "1|2|3")]
    [InlineData("  1\t2,3;4  ", 4, "1|2|3|4")]
    [InlineData("1, 2, 3,", 3, "1|2|3")]
    [InlineData("1 2 3\r", 3, "1|2|3")]
    [InlineData("", 0, "")]
    [InlineData(" ,; \t", 0, "")]
    [InlineData("1 two 3", -1, "1")]
    [InlineData("1 2 3 4 5 6", 6, "1|2|3|4")]
    [InlineData("nan 1", 2, "NaN|1")]
    public void A_row_is_numbers_and_separators(string line, int count, string numbers)
    {
        var into = new double[4];
        Assert.Equal(count, NumberText.Row(Encoding.ASCII.GetBytes(line), into));
        var expected = numbers.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(double.Parse).ToArray();
        Assert.Equal(expected, into[..expected.Length]);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("  word ", "word")]
    [InlineData("7", 7L)]
    [InlineData("-7", -7L)]
    [InlineData("007", "007")]
    [InlineData("-007", "-007")]
    [InlineData("0", 0L)]
    [InlineData("0.5", 0.5)]
    [InlineData("1e3", 1000.0)]
    [InlineData("True", true)]
    [InlineData("false", false)]
    [InlineData("Infinity", "Infinity")]
    [InlineData("1e999", "1e999")]
    [InlineData("12345678901234567890", 12345678901234567890.0)]
    [InlineData("8,5", "8,5")]
    [InlineData("1,000,000", "1,000,000")]
    public void A_word_is_what_it_is_without_a_loss(string text, object expected) => Assert.Equal(expected, TextValue.Typed(text));

    [Theory, InlineData("8,843E-7", 8.843e-7), InlineData("-0,5", -0.5), InlineData("1,2,3", "1,2,3"), InlineData("5", 5L)]
    public void A_comma_may_mark_the_decimals(string text, object expected) =>
        Assert.Equal(expected, TextValue.Typed(text, decimalComma: true));

    [Fact]
    public void Rows_of_text_are_read_in_any_part()
    {
        var text = "# skipped\n1 2 3\nwords\n4 5 6\n\n7 8\n10 11 12\n"u8.ToArray();
        var table = new TextTable(new MemorySource("a", text), 0, text.Length, 4, 3);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, double.NaN, 10, 11, 12], table.ReadNumbers(Slab.All([4, 3])));
        Assert.Equal([3, double.NaN], table.ReadNumbers(new([0, 2], [2, 1], [2, 1])));
        Assert.Equal([4, 6, 10, 12], table.ReadNumbers(new([1, 0], [2, 2], [2, 2])));
    }

    [Fact]
    public void Rows_that_were_promised_and_are_not_there_are_gaps()
    {
        var table = new TextTable(new MemorySource("a", "1 2\n"u8.ToArray()), 0, 4, 3, 2);

        Assert.Equal([1, 2, double.NaN, double.NaN, double.NaN, double.NaN], table.ReadNumbers(Slab.All([3, 2])));
    }

    [Fact]
    public void A_table_too_long_to_be_kept_is_read_in_parts_as_well()
    {
        var text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i} {i * 2}\n")));
        var table = new TextTable(new MemorySource("a", text), 0, text.Length, 3_000_000, 2);

        Assert.Equal([20, 27, 34], table.ReadNumbers(new([20, 0], [3, 1], [7, 1])));
        Assert.Equal([5998, double.NaN], table.ReadNumbers(new([2999, 1], [2, 1], [1, 1])));
    }

    [Theory, InlineData("1e-2147483648"), InlineData("1e2147483647"), InlineData("0.1e-99999999999"), InlineData("1e"), InlineData("e5")]
    public void An_exponent_beyond_all_reason_ends_with_an_answer(string text) =>
        Assert.True(NumberText.TryParse(text, out var number) ? double.IsFinite(number) || double.IsInfinity(number) : number == 0);

    [Theory, InlineData("1.5e-3", 1.5e-3), InlineData("-2D2", -200), InlineData("+.5", 0.5), InlineData("1e-320", 1e-320)]
    public void Numbers_are_read_as_they_are_written(string text, double expected)
    {
        Assert.True(NumberText.TryParse(text, out var number));
        Assert.Equal(expected, number);
    }
}
