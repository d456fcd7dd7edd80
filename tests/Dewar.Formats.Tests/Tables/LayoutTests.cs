using System.Text;
using Dewar.Formats.PlainText;
using Xunit;

namespace Dewar.Formats.Tables;

public sealed class LayoutTests
{
    [Theory]
    [InlineData("a,b\n1,2\n3,4\n", "comma", "a|b", 2)]
    [InlineData("1,2\n3,4\n5,6\n", "comma", "column 1|column 2", 3)]
    [InlineData("a;b;c\n1,5;2;3\n4,5;5;6\n", "semicolon", "a|b|c", 2)]
    [InlineData("a\tb\n1\t2\n3\t4\n", "tab", "a|b", 2)]
    [InlineData("a|b\n1|2\n3|4\n", "bar", "a|b", 2)]
    [InlineData("a b\n1 2\n3 4\n", "blanks", "a|b", 2)]
    [InlineData("   a     b\n   1   2.5\n  10  20.5\n", "blanks", "a|b", 2)]
    [InlineData("#a b\n1 2\n3 4\n", "blanks", "a|b", 2)]
    [InlineData("# remark\n# a,b\n1,2\n3,4\n", "comma", "a|b", 2)]
    [InlineData("% a b\n1 2\n3 4\n5 6\n", "blanks", "a|b", 3)]
    [InlineData("\"a, b\",c\n1,2\n3,4\n", "comma", "a, b|c", 2)]
    [InlineData("\"a \"\"q\"\"\",c\n1,2\n3,4\n", "comma", "a \"q\"|c", 2)]
    [InlineData("a,b\r\n1,2\r\n3,4\r\n", "comma", "a|b", 2)]
    [InlineData("a,b\n1,\n3,4\n5,6\n", "comma", "a|b", 3)]
    [InlineData("a,b\n1,NaN\n3,4\n", "comma", "a|b", 2)]
    [InlineData("a,b\n1e3,-2E-5\n3,4\n", "comma", "a|b", 2)]
    [InlineData("a,b\nx,2\ny,4\n", "comma", "a|b", 2)]
    [InlineData("time,value\n2024-01-02 03:04:05,2\n2024-01-02 03:04:06,4\n", "comma", "time|value", 2)]
    [InlineData("a (s),b [V]\n1,2\n3,4\n", "comma", "a|b", 2)]
    [InlineData("a,b\ns,V\n1,2\n3,4\n", "comma", "a|b", 2)]
    [InlineData("Title of it\n\na,b\n1,2\n3,4\n", "comma", "a|b", 2)]
    [InlineData("key: value\nother: 5\na\tb\n1\t2\n3\t4\n", "tab", "a|b", 2)]
    [InlineData("a,b,c\n1,2,3\n4,5,6\n\n", "comma", "a|b|c", 2)]
    [InlineData("a;b\n1.5;2\n3;4\n", "semicolon", "a|b", 2)]
    [InlineData("1\t2\n3\t4\n5\t6\n", "tab", "column 1|column 2", 3)]
    [InlineData("1;2\n3;4\n5;6\n", "semicolon", "column 1|column 2", 3)]
    [InlineData("-1.5 2e3 7\n3 4 8\n5 6 9\n", "blanks", "column 1|column 2|column 3", 3)]
    [InlineData("a,a\n1,2\n3,4\n", "comma", "a|a", 2)]
    [InlineData("a , b\n1 , 2\n3 , 4\n", "comma", "a|b", 2)]
    [InlineData("µ,Ω\n1,2\n3,4\n", "comma", "µ|Ω", 2)]
    [InlineData("a\tb c\n1\t2\n3\t4\n", "tab", "a|b c", 2)]
    [InlineData("a,b\n+1,.5\n-3,4.\n", "comma", "a|b", 2)]
    [InlineData("a,b\n1,inf\n2,-inf\n", "comma", "a|b", 2)]
    [InlineData("a,b\n1,-1.#IND\n2,4\n", "comma", "a|b", 2)]
    [InlineData("a,b\n1,n/a\n2,4\n3,5\n", "comma", "a|b", 3)]
    [InlineData("a,b\n1,1D3\n2,2D3\n", "comma", "a|b", 2)]
    public void Small_tables_are_what_they_look_like(string text, string delimiter, string columns, int rows)
    {
        var finding = Found.In("values.csv", text);
        var table = Found.One(finding);

        Assert.Equal(delimiter, finding.Extraction.Metadata.Word("delimiter"));
        Assert.Equal(columns, string.Join('|', table.Columns));
        Assert.Equal(rows, table.Shape[0]);
    }

    [Theory]
    [InlineData(',', "a,b", "a|b")]
    [InlineData(',', "", "")]
    [InlineData(',', ",", "|")]
    [InlineData(',', "\"a,b\",c", "a,b|c")]
    [InlineData(',', "\"a\"\"b\",c", "a\"\"b|c")]
    [InlineData(',', "\"unclosed,c", "\"unclosed|c")]
    [InlineData(',', "\"a\"x,c", "\"a\"x|c")]
    [InlineData('\0', "  a   b ", "a|b")]
    [InlineData('\0', "\"a b\" c", "a b|c")]
    [InlineData('\0', "\"a b", "\"a|b")]
    [InlineData('\0', "", "")]
    [InlineData('\0', " \t ", "")]
    public void A_row_is_split_into_fields(char delimiter, string row, string fields)
    {
        var bytes = Encoding.ASCII.GetBytes(row);
        var into = new (int Start, int End)[8];
        var count = new Dialect((byte)delimiter).Split(bytes, into);

        var found = into[..count].Select(field => Encoding.ASCII.GetString(Dialect.Bare(bytes.AsSpan(field.Start..field.End))));
        Assert.Equal(fields, string.Join('|', found));
        Assert.Equal(count, new Dialect((byte)delimiter).Split(bytes, []));
    }

    [Theory]
    [InlineData("1.5", false, 1.5)]
    [InlineData(" \"1.5\" ", false, 1.5)]
    [InlineData("+1.5", false, 1.5)]
    [InlineData("1D3", false, 1000.0)]
    [InlineData("1,5", true, 1.5)]
    [InlineData("1.5", true, 1.5)]
    [InlineData("1,5", false, null)]
    [InlineData("-1.#IND", false, double.NaN)]
    [InlineData("1.#INF", false, double.PositiveInfinity)]
    [InlineData("-1.#INF00", false, double.NegativeInfinity)]
    [InlineData("NaN", false, double.NaN)]
    [InlineData("-Inf", false, double.NegativeInfinity)]
    [InlineData("Infinity", false, double.PositiveInfinity)]
    [InlineData("", false, null)]
    [InlineData("word", false, null)]
    [InlineData("1x", false, null)]
    [InlineData("12:30", false, null)]
    public void A_field_is_a_number_or_not(string field, bool comma, double? expected)
    {
        var isNumber = new Dialect((byte)',', comma).TryNumber(Encoding.ASCII.GetBytes(field), out var number);

        Assert.Equal(expected, isNumber ? number : null);
    }

    [Theory, InlineData("", true), InlineData("  ", true), InlineData("# a", true), InlineData(" % a", true), InlineData("// a", true)]
    [InlineData("/ a", false), InlineData("1,2", false), InlineData("a # b", false)]
    public void Remarks_and_gaps_are_no_rows(string line, bool isAside) =>
        Assert.Equal(isAside, Dialect.IsAside(Encoding.ASCII.GetBytes(line)));

    [Theory]
    [InlineData("Time (s)", "Time", "s")]
    [InlineData("Current [A]", "Current", "A")]
    [InlineData("Energy / eV", "Energy", "eV")]
    [InlineData("Rate {1/s}", "Rate", "1/s")]
    [InlineData("Humidity (%)", "Humidity", "%")]
    [InlineData("Flow_(sccm)", "Flow", "sccm")]
    [InlineData("Value (mean)", "Value (mean)", null)]
    [InlineData("Channel (1)", "Channel (1)", null)]
    [InlineData("a/b", "a/b", null)]
    [InlineData("(s)", "(s)", null)]
    [InlineData("", "", null)]
    [InlineData("x ()", "x ()", null)]
    public void Headings_have_names_and_units(string heading, string name, string? unit) =>
        Assert.Equal((name, unit), Units.Split(heading));

    [Theory]
    [InlineData("Operator: Jane", "Operator", "Jane")]
    [InlineData("# Operator = Jane", "Operator", "Jane")]
    [InlineData("a = b = c", "a", "b = c")]
    [InlineData("key=\"word\";", "key", "word")]
    [InlineData("key\tvalue", "key", "value")]
    [InlineData("12:30:00", null, null)]
    [InlineData("http://a.b", null, null)]
    [InlineData("= 5", null, null)]
    [InlineData("{a: 1}", null, null)]
    [InlineData("just words", null, null)]
    public void Lines_may_be_a_name_and_a_value(string line, string? key, string? value)
    {
        var isPair = KeyValues.TryPair(line, out var foundKey, out var foundValue);

        Assert.Equal((key, value), isPair ? (foundKey, foundValue) : (null, null));
    }
}
