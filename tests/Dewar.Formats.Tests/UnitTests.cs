using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats;

public sealed class UnitTests
{
    [Theory]
    [InlineData("nm", 1e-9, "m")]
    [InlineData("µm", 1e-6, "m")]
    [InlineData("um", 1e-6, "m")]
    [InlineData("Å", 1e-10, "m")]
    [InlineData("angstrom", 1e-10, "m")]
    [InlineData("kV", 1e3, "V")]
    [InlineData("KV", 1e3, "V")]
    [InlineData("keV", 1.602176634e-16, "J")]
    [InlineData("1/nm", 1e9, "m^-1")]
    [InlineData("nm^-1", 1e9, "m^-1")]
    [InlineData("nm⁻¹", 1e9, "m^-1")]
    [InlineData("m/s^2", 1, "m s^-2")]
    [InlineData("counts s-1", 1, "Hz")]
    [InlineData("counts", 1, "1")]
    [InlineData("", 1, "1")]
    [InlineData("min", 60, "s")]
    [InlineData("mrad", 1e-3, "rad")]
    [InlineData("°", Math.PI / 180, "rad")]
    [InlineData("mbar", 100, "Pa")]
    [InlineData("mm^2", 1e-6, "m^2")]
    [InlineData("m**2", 1, "m^2")]
    [InlineData("kg.m/s", 1, "kg m s^-1")]
    [InlineData("microseconds", 1e-6, "s")]
    [InlineData("electron_volt", 1.602176634e-19, "J")]
    [InlineData("pA", 1e-12, "A")]
    public void What_instruments_write_is_understood(string text, double factor, string si)
    {
        Assert.True(Unit.TryParse(text, out var unit));
        Assert.Equal(factor, unit.Factor, factor * 1e-12);
        Assert.Equal(si, unit.Dimension.ToString());
    }

    [Theory, InlineData("°C", 20, 293.15), InlineData("K", 20, 20), InlineData("degF", 68, 293.15), InlineData("mK", 20, 0.02)]
    public void Temperatures_have_their_own_zero(string text, double value, double kelvin)
    {
        Assert.True(Unit.TryParse(text, out var unit));
        Assert.Equal(kelvin, unit.ToSi(value), 1e-9);
        Assert.Equal(value, unit.FromSi(kelvin), 1e-9);
    }

    [Theory, InlineData("bananas"), InlineData("nm^99"), InlineData("?"), InlineData("m^"), InlineData("--")]
    public void Nonsense_is_not(string text) => Assert.False(Unit.TryParse(text, out _));

    [Fact]
    public void Every_core_name_has_a_unit_that_is_understood() => Assert.All(CoreNames.All, name => Assert.Equal(name.Unit is null, name.Dimension is null));

    [Fact]
    public void Volts_are_not_kilovolts()
    {
        var facts = new Facts();
        facts.Tell(CoreNames.AccelerationVoltage, 200, "kV", "here");
        facts.Tell(CoreNames.BeamEnergy, 200, "kV", "here");

        Assert.Equal(200e3, facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Null(facts[CoreNames.BeamEnergy]!.Si);
        Assert.NotNull(facts[CoreNames.BeamEnergy]!.Doubt);
    }

    [Fact]
    public void A_common_quantity_is_shown_in_the_unit_that_people_use()
    {
        Assert.Equal("200 kV", CoreNames.AccelerationVoltage.Show(200e3));
        Assert.Equal("25.76 µm", CoreNames.StageX.Show(2.576e-5));
        Assert.Equal("225000", CoreNames.Magnification.Show(225000));
        Assert.Equal("293.15 K", CoreNames.Temperature.Show(293.15));
    }
}
