using System.Net;
using Dewar.Access;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Portal;

public sealed class IslandsTests(SqliteSite site) : SiteTests(site), IClassFixture<SqliteSite>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_island_is_handed_out_packed_and_may_be_kept_for_ever()
    {
        Assert.SkipUnless(Islands.AreBuilt, "The viewers could not be built here.");
        using var http = new HttpClient { BaseAddress = Site.Address };
        var address = Islands.Script("upload")!;

        using var packed = await http.SendAsync(new(HttpMethod.Get, address) { Headers = { { "Accept-Encoding", "gzip" } } }, Ct);
        Assert.Equal("gzip", packed.Content.Headers.ContentEncoding.Single());
        Assert.Contains("immutable", packed.Headers.CacheControl!.ToString());
        Assert.Equal("text/javascript; charset=utf-8", packed.Content.Headers.ContentType!.ToString());

        using var plain = await http.GetAsync(address, Ct);
        Assert.Empty(plain.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task What_is_no_island_is_not_there()
    {
        using var http = new HttpClient { BaseAddress = Site.Address };
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/portal/islands/none.js", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/portal/islands/islands.json", Ct)).StatusCode);
        Assert.Null(Islands.Script("none"));
        Assert.Empty(Islands.Styles("none"));
    }
}
