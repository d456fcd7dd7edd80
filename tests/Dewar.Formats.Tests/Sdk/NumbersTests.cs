using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Sdk;

public sealed class NumbersTests
{
    [Theory]
    [InlineData(ElementKind.Unsigned, 8, 1, "uint8", 1)]
    [InlineData(ElementKind.Signed, 64, 1, "int64", 8)]
    [InlineData(ElementKind.Float, 16, 1, "float16", 2)]
    [InlineData(ElementKind.Complex, 64, 1, "complex64", 8)]
    [InlineData(ElementKind.Complex, 128, 1, "complex128", 16)]
    [InlineData(ElementKind.Unsigned, 8, 3, "rgb8", 3)]
    [InlineData(ElementKind.Unsigned, 16, 4, "rgba16", 8)]
    [InlineData(ElementKind.Unsigned, 8, 2, "uint8x2", 2)]
    [InlineData(ElementKind.Float, 32, 3, "float32x3", 12)]
    public void A_type_is_named_as_elsewhere_and_has_its_size(ElementKind kind, int bits, int channels, string name, int size)
    {
        var type = new ElementType(kind, bits, channels);

        Assert.Equal((name, size), (type.ToString(), type.Size));
        Assert.Equal(type, type.Times(7).Times(channels));
    }

    public static TheoryData<ElementType, byte[], double[]> Encoded => new()
    {
        { ElementType.UInt8, [0, 255], [0, 255] },
        { ElementType.Int8, [0, 255], [0, -1] },
        { ElementType.UInt16, [1, 2, 255, 255], [513, 65535] },
        { ElementType.Int16, [1, 2, 255, 255], [513, -1] },
        { ElementType.UInt32, [255, 255, 255, 255], [uint.MaxValue] },
        { ElementType.Int32, [254, 255, 255, 255], [-2] },
        { ElementType.UInt64, [255, 255, 255, 255, 255, 255, 255, 255], [ulong.MaxValue] },
        { ElementType.Int64, [255, 255, 255, 255, 255, 255, 255, 255], [-1] },
        { ElementType.Float16, BitConverter.GetBytes((Half)1.5), [1.5] },
        { ElementType.Float32, BitConverter.GetBytes(float.NaN), [double.NaN] },
        { ElementType.Float64, BitConverter.GetBytes(Math.PI), [Math.PI] },
        { ElementType.Complex64, [.. BitConverter.GetBytes(3f), .. BitConverter.GetBytes(-4f)], [5] },
        { ElementType.Complex128, [.. BitConverter.GetBytes(-6.0), .. BitConverter.GetBytes(8.0)], [10] },
        { ElementType.Rgb8, [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6] },
    };

    [Theory, MemberData(nameof(Encoded))]
    public void Elements_of_every_type_are_numbers(ElementType type, byte[] bytes, double[] expected)
    {
        var numbers = new double[expected.Length];
        SignalValues.Decode(bytes, type, numbers);

        Assert.Equal(expected, numbers);
    }

    [Theory, InlineData(ElementKind.Float, 8), InlineData(ElementKind.Unsigned, 24), InlineData(ElementKind.Complex, 32)]
    public void A_type_that_is_none_is_a_mistake_of_the_reader(ElementKind kind, int bits) =>
        Assert.Throws<NotSupportedException>(() => SignalValues.Decode(new byte[64], new(kind, bits), new double[1]));

    [Fact]
    public void A_slab_counts_its_elements_and_cannot_overflow()
    {
        Assert.Equal(24, Slab.All([2, 3, 4]).Elements);
        Assert.Equal(1, Slab.All([]).Elements);
        Assert.Equal(0, Slab.All([5, 0]).Elements);
        Assert.Throws<OverflowException>(() => Slab.All([long.MaxValue, 2]).Elements);
        Assert.Equal([1L, 1], Slab.All([7, 8]).Step);
    }

    [Fact]
    public void An_axis_knows_where_its_elements_stand()
    {
        Assert.Equal(7, new Axis("x", 10) { Offset = 1, Scale = 2 }.At(3));
        Assert.Equal(4, new Axis("x", 10) { Offset = 1 }.At(3));
    }

    [Theory]
    [InlineData("cm-1", 100, "m^-1")]
    [InlineData("cm^-1", 100, "m^-1")]
    [InlineData("1/cm", 100, "m^-1")]
    [InlineData("1/Å", 1e10, "m^-1")]
    [InlineData("s⁻¹", 1, "Hz")]
    [InlineData("1/s", 1, "Hz")]
    [InlineData("kcps", 1e3, "Hz")]
    [InlineData("GHz", 1e9, "Hz")]
    [InlineData("MeV", 1.602176634e-13, "J")]
    [InlineData("meV", 1.602176634e-22, "J")]
    [InlineData("µA", 1e-6, "A")]
    [InlineData("mT", 1e-3, "T")]
    [InlineData("kohm", 1e3, "Ω")]
    [InlineData("pF", 1e-12, "F")]
    [InlineData("hPa", 100, "Pa")]
    [InlineData("mTorr", 101.325 / 760, "Pa")]
    [InlineData("N/m", 1, "kg s^-2")]
    [InlineData("V/m", 1, "kg m s^-3 A^-1")]
    [InlineData("J/m^2", 1, "kg s^-2")]
    [InlineData("kg/m^3", 1, "kg m^-3")]
    [InlineData("mol/L", 1e3, "m^-3 mol")]
    [InlineData("deg/s", Math.PI / 180, "s^-1 rad")]
    [InlineData("m per s", 1, "m s^-1")]
    [InlineData("[nm]", 1e-9, "m")]
    [InlineData("(s)", 1, "s")]
    [InlineData("%", 0.01, "1")]
    [InlineData("ppm", 1e-6, "1")]
    [InlineData("h", 3600, "s")]
    [InlineData("d", 86400, "s")]
    [InlineData("ms", 1e-3, "s")]
    [InlineData("fs", 1e-15, "s")]
    [InlineData("pm", 1e-12, "m")]
    [InlineData("inch", 0.0254, "m")]
    [InlineData("mL", 1e-6, "m^3")]
    [InlineData("nm²", 1e-18, "m^2")]
    [InlineData("µm*µm", 1e-12, "m^2")]
    [InlineData("10 nm", 1e-8, "m")]
    public void More_of_what_instruments_write_is_understood(string text, double factor, string si)
    {
        Assert.True(Unit.TryParse(text, out var unit));
        Assert.Equal(factor, unit.Factor, factor * 1e-12);
        Assert.Equal(si, unit.Dimension.ToString());
    }

    [Theory, InlineData("nmm"), InlineData("kk"), InlineData("0"), InlineData("nm^0.5x"), InlineData("m^999999999999"), InlineData("NaN")]
    [InlineData("1e999"), InlineData("µ"), InlineData("^2"), InlineData("\0")]
    public void Other_words_are_no_units(string text) => Assert.False(Unit.TryParse(text, out _));

    [Fact]
    public void Dimensions_are_multiplied_and_raised()
    {
        var (metre, second) = (new Dimension(1), new Dimension(Second: 1));

        Assert.Equal("m s^-2", (metre + second * -2).ToString());
        Assert.Equal("Hz", (second * -1).ToString());
        Assert.Equal("1", (metre * 0).ToString());
        Assert.Equal(default, metre + metre * -1);
    }

    [Fact]
    public void The_first_that_is_told_stays()
    {
        var facts = new Facts();
        facts.Tell(CoreNames.Operator, "  Jane ", "here");
        facts.Tell(CoreNames.Operator, "Joe", "there");
        facts.Tell(CoreNames.ExposureTime, 2, "ms", "here", "often wrong");

        Assert.Equal(("Jane", "here"), (facts[CoreNames.Operator]!.Value, facts[CoreNames.Operator]!.From));
        var exposure = facts[CoreNames.ExposureTime]!;
        Assert.Equal((2e-3, "ms", "often wrong"), (exposure.Si, exposure.Unit, exposure.Doubt));
        Assert.Equal([CoreNames.Operator, CoreNames.ExposureTime], facts.All.Select(fact => fact.Name));
    }

    [Theory, InlineData(null), InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(double.NegativeInfinity)]
    public void What_nobody_knows_is_not_told(double? value)
    {
        var facts = new Facts();
        facts.Tell(CoreNames.ExposureTime, value, "s", "here");
        facts.Tell(CoreNames.Operator, value is null ? null : " ", "here");
        facts.Tell(CoreNames.Elements, ["", " "], "here");
        facts.Tell(CoreNames.AcquiredAt, (FileTime?)null, "here");

        Assert.Empty(facts.All);
    }

    [Fact]
    public void What_others_know_is_added_and_does_not_replace()
    {
        var (facts, others) = (new Facts(), new Facts());
        facts.Tell(CoreNames.Operator, "Jane", "here");
        others.Tell(CoreNames.Operator, "Joe", "there");
        others.Tell(CoreNames.Elements, [" Fe", "", "O "], "there");
        facts.TakeOver(others);

        Assert.Equal("Jane", facts[CoreNames.Operator]!.Value);
        Assert.Equal(["Fe", "O"], (string[])facts[CoreNames.Elements]!.Value);
        facts.TakeOver(facts);
        Assert.Equal(2, facts.All.Count);
    }

    [Fact]
    public void Where_something_is_wrong_is_said_once()
    {
        Assert.Equal("It ends (at byte 7).", new DamagedException("It ends.", 7).Message);
        Assert.Equal("It ends.", new DamagedException("It ends.").Message);
    }
}
