using Xunit;

namespace Dewar.Logger;

public sealed class SettingsFileTests
{
    private const string Least = "site = http://dewar.example.org\ncomputer = TITAN-PC\ninstrument = titan\nkey = k1\nsecret = AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";

    [Fact]
    public void Little_must_be_said()
    {
        var settings = Settings.Read(Least);

        Assert.Equal(("http://dewar.example.org/", "TITAN-PC", "titan", "k1", 32), (settings.Site.AbsoluteUri, settings.Computer, settings.Instrument, settings.Key.Id, settings.Key.Secret.Length));
        Assert.Equal(("", false, 30, false), (settings.Folder, settings.Copies, settings.QuietSeconds, settings.TakesOlder));
    }

    [Fact]
    public void What_is_written_is_read_again_and_explained()
    {
        var text = Settings.Read(Least + "\r\n# a comment\r\n\r\nfolder = D:\\Data = x\r\ncopy = yes\r\nquiet=5\r\nolder = yes\r\n").Write();
        var settings = Settings.Read("\uFEFF" + text);

        Assert.Equal((@"D:\Data = x", true, 5, true), (settings.Folder, settings.Copies, settings.QuietSeconds, settings.TakesOlder));
        Assert.Contains("# Where the instrument writes its files.\r\nfolder = ", text, StringComparison.Ordinal);
    }

    // What the site makes for a computer.
    [Fact]
    public void The_sites_settings_are_understood()
    {
        var computer = new Sessions.ControlComputer("TITAN-PC", "titan", @"D:\Data", "", Sessions.ComputerState.Known, null, default, null, null, null, 0, "");
        var text = Sessions.LoggerFiles.Settings(new(computer, "k1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), "https://dewar.example.org/", copy: true);

        var settings = Settings.Read(text);

        Assert.Equal(("https://dewar.example.org/", "TITAN-PC", "titan", "k1", @"D:\Data", true), (settings.Site.AbsoluteUri, settings.Computer, settings.Instrument, settings.Key.Id, settings.Folder, settings.Copies));
    }

    [Theory]
    [InlineData("site = http://dewar.example.org", "", "'site' is missing")]
    [InlineData("http://dewar.example.org", "http://dewar.example.org/x", "'site' must be an address")]
    [InlineData("http://", "ftp://", "'site' must be an address")]
    [InlineData("secret = A", "secret = !", "'secret' is not one of the site's")]
    [InlineData("secret = AAAA", "secret = ", "'secret' is not one of the site's")]
    [InlineData("key = k1", "key = k1\nquiet = soon", "'quiet' must be a number")]
    [InlineData("key = k1", "key = k1\ncopy = maybe", "'copy' must be yes or no")]
    [InlineData("key = k1", "key = k1\ncopy = yes", "'folder' does not say of what")]
    [InlineData("key = k1", "key = k1\nfolders = x", "Line 5: 'folders' is no setting. There are: site,")]
    [InlineData("key = k1", "key = k1\nnonsense", "Line 5: 'nonsense' is no setting")]
    public void What_is_wrong_is_said(string what, string instead, string told) =>
        Assert.Contains(told, Assert.Throws<FormatException>(() => Settings.Read(Least.Replace(what, instead, StringComparison.Ordinal))).Message, StringComparison.Ordinal);
}
