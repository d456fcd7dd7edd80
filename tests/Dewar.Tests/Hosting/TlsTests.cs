using Xunit;

namespace Dewar.Hosting;

/// <summary>A site that listens with TLS by itself.</summary>
public sealed class TlsTests(TlsSite site) : IClassFixture<TlsSite>
{
    [Fact]
    public async Task Whoever_trusts_the_authority_reaches_it_and_a_renewed_certificate_is_taken_up()
    {
        Assert.Contains("OU=first", (await site.Ask("api/health")).Subject);
        site.Renew("second");
        Assert.Contains("OU=second", (await site.Ask("api/health")).Subject);

        // In the middle of the next renewal the key does not fit: the one before goes on.
        var whole = await File.ReadAllTextAsync(site.CertificateFile, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(site.CertificateFile, "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n", TestContext.Current.CancellationToken);
        Assert.Contains("OU=second", (await site.Ask("api/health")).Subject);
        await File.WriteAllTextAsync(site.CertificateFile, whole, TestContext.Current.CancellationToken);
        Assert.Contains("OU=second", (await site.Ask("api/health")).Subject);
    }

    [Fact]
    public async Task What_is_of_the_site_itself_comes_without_it_and_only_from_this_computer()
    {
        Assert.Equal(("http", "127.0.0.1"), (site.Address.Scheme, site.Address.Host));
        (await site.Admin.Send("GET", "api/me")).MustSucceed();
        Assert.StartsWith("https://127.0.0.1", site.Settings.Address);
        Assert.All(site.App.Urls, url => Assert.True(new Uri(url).IsLoopback));
    }

    [Fact]
    public void What_is_missing_is_said_before_anything_starts()
    {
        var none = Assert.Throws<Refusal>(() => SiteSettings.Read(null, new Dictionary<string, string?> { ["urls"] = "https://localhost:0" }));
        Assert.Contains("https needs tls-certificate", none.Message);
        var absent = Assert.Throws<Refusal>(() => SiteSettings.Read(null, new Dictionary<string, string?> { ["urls"] = "https://localhost:0", ["tls-certificate"] = "/nowhere.pem" }));
        Assert.Contains("/nowhere.pem", absent.Message);
    }
}
