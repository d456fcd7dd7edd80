using System.Text;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Tables;

public sealed class LogsTests
{
    private const string Protochips =
        "Time, Notes, Holder Temperature, Tank1 Pressure\n0, Date (yyyy.mm.dd) = 2014.12.15, 1, 2\n0, Time (hh:mm:ss.ms) = 19:07:04.165, 1, 2\n0, Time units = Milliseconds, 1, 2\n" +
        "0, Temperature units = Degrees C, 1, 2\n0, Pressure units = Torr, 1, 2\n0, User agreeing to terms = eric, 1, 2\n0, , 20.5, 760\n250, , 21.5, 759\n520, shutter, 22.5, 758\n";

    [Fact]
    public void A_holders_log_gives_a_signal_for_each_quantity()
    {
        var finding = Found.In("gas cell.csv", Protochips);
        var temperature = finding.Extraction.Signals[0];

        Assert.Equal(["Holder Temperature (Degrees C)", "Tank1 Pressure (Torr)"], finding.Extraction.Signals.Select(signal => signal.Name));
        Assert.Equal([20.5, 21.5, 22.5], Found.Numbers(temperature));
        Assert.Equal("ms", temperature.Axes[0].Unit);
        Assert.Equal([0, 250, 520], temperature.Axes[0].Places!());
        Assert.Equal(260, temperature.Axes[0].Scale);
        Assert.Equal("2014-12-15T19:07:04.165", finding.Extraction.Facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal("eric", finding.Extraction.Facts[CoreNames.Operator]!.Value);
        Assert.Equal("shutter", finding.Extraction.Metadata.Word("notes", "520"));
    }

    [Fact]
    public void An_impulse_log_takes_its_date_from_the_file_beside_it()
    {
        const string Log = "TimeStamp,Experiment time,Temperature Measured,MixValve\n13:40:25.811,6.5,1.05,0\n13:40:26.336,7.5,5.5,1\n13:40:26.849,8.5,9.0,1\n";
        var beside = new Dictionary<string, byte[]>
        {
            ["Run_Metadata.log"] = Encoding.UTF8.GetBytes("Experiment date,06-08-2021\nExperiment time,13:40:19\nSample,Gold\nSystem version,G+\nGas1,H2\n"),
        };
        var finding = Found.In("Run_Heat raw.csv", Encoding.UTF8.GetBytes(Log), beside);

        Assert.Equal(["Temperature Measured (degC)", "MixValve"], finding.Extraction.Signals.Select(signal => signal.Name));
        Assert.Equal("2021-08-06T13:40:19", finding.Extraction.Facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal("Gold", finding.Extraction.Facts[CoreNames.Sample]!.Value);
        Assert.Equal("Run_Metadata.log", finding.Extraction.Parts[0].Path);
        Assert.NotEmpty(Found.In("Run_Heat raw.csv", Log).Extraction.Warnings);
    }

    [Fact]
    public void Real_values_are_those_of_another_reader()
    {
        var finding = Samples.Inspect("formats/csv/protochips_electrical.csv");
        var npy = File.ReadAllBytes(Samples.PathOf("formats/npy/protochips_electrical.npy"));
        // One column after the other.
        var start = npy.Length - 154 * 6 * 8;
        for (var i = 0; i < 6; i++)
        {
            var numbers = Found.Numbers(finding.Extraction.Signals[i]);
            Assert.Equal(Enumerable.Range(0, 154).Select(row => BitConverter.ToDouble(npy, start + (i * 154 + row) * 8)), numbers);
        }
    }
}
