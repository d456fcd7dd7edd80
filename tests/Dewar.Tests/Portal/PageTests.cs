using System.Net;
using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Experiments;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Portal;

public sealed class PageTests(SqliteSite site) : SiteTests(site), IClassFixture<SqliteSite>
{
    private string Origin => Site.Address.ToString().TrimEnd('/');

    [Theory]
    [InlineData("/", true)]
    [InlineData("/experiments/a%20b/file/c?x=1#y", true)]
    [InlineData("//evil.example", false)]
    [InlineData("/\\evil.example", false)]
    [InlineData("/\t/evil.example", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("experiments", false)]
    [InlineData("/é", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Nobody_is_led_to_another_site(string? address, bool isLocal) => Assert.Equal(isLocal, SeeOther.IsLocal(address));

    [Theory]
    [InlineData("image.tif", "image.tif")]
    [InlineData("Übersicht 字.tif", "Übersicht 字.tif")]
    [InlineData("a\tb\n", "a␉b␊")]
    [InlineData("a\u007fb", "a‹U+007F›b")]
    [InlineData("photo\u202egpj.exe", "photo‹U+202E›gpj.exe")]
    [InlineData(" a ", "‘ a ’")]
    public void Names_show_what_is_in_them(string name, string shown) => Assert.Equal(shown, Show.Name(name));

    [Theory]
    [InlineData(3.5992e-9, "m", "3.5992 nm")]
    [InlineData(0.0019921, "µm", "1.9921 nm")]
    [InlineData(1500, "ms", "1.5 s")]
    [InlineData(1, "nm", "1 nm")]
    [InlineData(1e-30, "m", "1e-15 fm")]
    [InlineData(0, "m", "0 m")]
    [InlineData(0.01, "keV", "0.01 keV")]
    [InlineData(7, "", "7")]
    [InlineData(12345, "rpm", "12345 rpm")]
    public void A_scale_has_the_prefix_that_leaves_few_digits(double value, string unit, string shown) => Assert.Equal(shown, Show.Scaled(value, unit));

    [Theory]
    [InlineData("raw/a.tif", "raw/a.tif")]
    [InlineData("a b; rm -rf $HOME", "'a b; rm -rf $HOME'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("a\n\u202eb\\'\u007f", "$'a\\n\\u202eb\\\\\\'\\x7f'")]
    [InlineData("", "''")]
    public void Words_of_a_command_line_are_quoted(string word, string quoted) => Assert.Equal(quoted, Show.Shell(word));

    [Fact]
    public async Task The_signed_out_are_led_to_the_sign_in_and_back()
    {
        using var nobody = Site.Nobody();

        var answer = await Page(nobody, "experiments/none/file/a%20b?x=1");
        Assert.Equal((303, "/sign-in?next=%2Fexperiments%2Fnone%2Ffile%2Fa%2520b%3Fx%3D1"), (answer.Status, answer.Headers.Location!.OriginalString));

        var signedIn = await Form(nobody, "sign-in", ("name", "admin"), ("password", TestSite.Password), ("next", "/experiments/none/file/a%20b?x=1"));
        Assert.Equal((303, "/experiments/none/file/a%20b?x=1"), (signedIn.Status, signedIn.Headers.Location!.OriginalString));
        Assert.Contains("httponly", signedIn.Headers.GetValues("Set-Cookie").Single());
        Assert.Equal("/", (await Form(nobody, "sign-in", ("name", "admin"), ("password", TestSite.Password), ("next", "//evil.example"))).Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_wrong_password_brings_the_form_back_with_the_reason()
    {
        using var nobody = Site.Nobody();

        var answer = await Form(nobody, "sign-in", ("name", "<b>me"), ("password", "wrong"), ("next", "/experiments"));

        Assert.Equal(401, answer.Status);
        Assert.Contains("The name or the password is wrong", answer.Text);
        Assert.Contains("value=\"&lt;b&gt;me\"", answer.Text);
        Assert.Contains("value=\"/experiments\"", answer.Text);
        Assert.DoesNotContain("wrong\"", answer.Text);
    }

    [Fact]
    public async Task No_foreign_page_signs_anybody_in()
    {
        using var nobody = Site.Nobody();
        foreach (var origin in new[] { "https://evil.example", "null" })
        {
            var request = Filled(nobody, "sign-in", ("name", "admin"), ("password", TestSite.Password));
            request.Headers.Remove("Origin");
            request.Headers.TryAddWithoutValidation("Origin", origin);
            (await nobody.Send(request)).MustBe(403);
        }
    }

    [Fact]
    public async Task The_one_time_link_sets_a_password_once()
    {
        var made = await Site.Admin.Post<UserMade>("api/users", new NewUser("newcomer"));
        using var nobody = Site.Nobody();

        Assert.Contains("at least 8", (await Form(nobody, "set-password", ("token", made.SetupToken!), ("password", "short"))).MustBe(400).Text);
        Assert.Equal("/sign-in?now=password-set", (await Form(nobody, "set-password", ("token", made.SetupToken!), ("password", "long enough"))).Headers.Location!.OriginalString);
        Assert.Contains("used already", (await Form(nobody, "set-password", ("token", made.SetupToken!), ("password", "long enough"))).MustBe(401).Text);
    }

    [Fact]
    public async Task Pages_run_no_inline_script_and_their_refusals_neither()
    {
        foreach (var path in new[] { "sign-in", "experiments", "none", "experiments/none", "experiments?after=x" })
        {
            var answer = await Page(Site.Admin, path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.DoesNotContain("unsafe", policy);
            Assert.Contains("default-src 'none'", policy);
            Assert.Equal(("nosniff", path), (answer.Headers.GetValues("X-Content-Type-Options").Single(), path));
            Assert.DoesNotContain("style=", answer.Text);
            Assert.DoesNotContain("onclick", answer.Text);
        }
    }

    [Fact]
    public async Task What_one_may_not_see_looks_as_what_is_not_there()
    {
        var hidden = await Site.Experiment();
        using var stranger = await Site.User(Site.Name("stranger"));

        var answer = (await Page(stranger, $"experiments/{hidden.Name}")).MustBe(404);

        Assert.Equal((await Page(stranger, "experiments/absent")).Text.Replace("absent", hidden.Name), answer.Text);
        Assert.Contains("<h1>Not found</h1>", answer.Text);
        (await Page(stranger, "no-such-page")).MustBe(404);
        Assert.DoesNotContain(hidden.Name, (await Page(stranger, "experiments")).Text);
        Assert.Equal("no-such-route", (await stranger.Send("GET", "no-such-page")).Code);
    }

    [Fact]
    public async Task Folders_and_files_of_whatever_name_are_shown_and_led_to()
    {
        var line = await Site.Beamline();
        var odd = "a <b>/50% #1?/x\n\u202e\"'&.tif";
        await line.Bring(odd, "content");
        await line.Bring("plain.txt", "first");
        await line.Bring("plain.txt", "second");

        var root = WebUtility.HtmlDecode((await Page(Site.Admin, $"experiments/{line.Experiment.Name}")).MustBe(200).Text);
        Assert.Contains($"/experiments/{line.Experiment.Name}/folder/a%20%3Cb%3E\"", root);
        var folder = (await Page(Site.Admin, $"experiments/{line.Experiment.Name}/folder/a%20%3Cb%3E/50%25%20%231%3F")).MustBe(200);
        Assert.Contains(Query.Path(odd), folder.Text);
        Assert.Contains("x␊‹U+202E›", WebUtility.HtmlDecode(folder.Text));
        Assert.DoesNotContain("<b>/", folder.Text);
        Assert.Contains($"href=\"/api/experiments/{line.Experiment.Name}/archive.zip?folder=a%20%3Cb%3E%2F50%25%20%231%3F\">Download folder as ZIP, ", folder.Text);
        Assert.Contains($"href=\"/api/experiments/{line.Experiment.Name}/archive.zip\">Download all as ZIP, ", root);
        Assert.Contains(Beamline.Sha256("content"), (await Page(Site.Admin, $"experiments/{line.Experiment.Name}/file/{Query.Path(odd)}")).MustBe(200).Text);

        var file = (await Page(Site.Admin, $"experiments/{line.Experiment.Name}/file/plain.txt")).Text;
        Assert.Contains("2, current", file);
        Assert.Contains("content/plain.txt?version=1", file);
        (await Page(Site.Admin, $"experiments/{line.Experiment.Name}/file/absent")).MustBe(404);
        (await Page(Site.Admin, $"experiments/{line.Experiment.Name}/folder/absent")).MustBe(404);
    }

    [Fact]
    public async Task Long_folders_and_lists_go_on_with_a_link()
    {
        var line = await Site.Beamline();
        await line.Register([.. Enumerable.Range(0, 201).Select(number => line.Arrival($"{number:000}", $"{number}"))]);

        var first = (await Page(Site.Admin, $"experiments/{line.Experiment.Name}")).Text;
        var next = first.Split("rel=\"next\" href=\"/")[1].Split('"')[0];

        Assert.DoesNotContain("/file/200", first);
        Assert.Contains("/file/200", (await Page(Site.Admin, next)).Text);
        Assert.DoesNotContain("rel=\"next\"", (await Page(Site.Admin, next)).Text);
    }

    [Fact]
    public async Task A_day_that_a_form_shows_and_nobody_touches_keeps_its_time()
    {
        using var admin = await Site.SignIn("admin");
        var name = Site.Name("e");
        await Site.Admin.Post<Experiment>("api/experiments", new NewExperiment(name, "t", StartsAt: new DateTimeOffset(2026, 3, 9, 8, 30, 0, TimeSpan.Zero)));
        (await Form(admin, $"experiments/{name}/edit", ("title", "Other"), ("type", "t"), ("starts", "2026-03-09"), ("ends", ""))).MustBe(303);
        var kept = await Site.Admin.Get<Experiment>($"api/experiments/{name}");
        Assert.Equal(("Other", "2026-03-09 08:30"), (kept.Title, $"{kept.StartsAt:yyyy-MM-dd HH:mm}"));
        (await Form(admin, $"experiments/{name}/edit", ("title", "Other"), ("type", "t"), ("starts", ""), ("ends", "2026-03-10"))).MustBe(303);
        kept = await Site.Admin.Get<Experiment>($"api/experiments/{name}");
        Assert.Equal((null, "2026-03-10 00:00"), (kept.StartsAt, $"{kept.EndsAt:yyyy-MM-dd HH:mm}"));
    }

    [Fact]
    public async Task An_experiment_is_made_given_members_fed_and_closed_with_forms()
    {
        using var admin = await Site.SignIn("admin");
        using var station = await Site.Station("forms-station");
        var name = Site.Name("formed");
        Assert.Contains("needs a type", (await Form(admin, "new-experiment", ("name", name), ("type", ""), ("title", "T & U"))).MustBe(400).Text);
        Assert.Contains("is no day", WebUtility.HtmlDecode((await Form(admin, "new-experiment", ("name", name), ("type", "t"), ("starts", "soon"))).MustBe(400).Text));
        var at = $"/experiments/{name}";
        Assert.Equal(at, (await Form(admin, "new-experiment", ("name", name), ("type", "t"), ("station", "forms-station"), ("starts", "2026-03-01"))).Headers.Location!.OriginalString);

        var refused = await Form(admin, $"{at[1..]}/member", ("kind", "user"), ("member", "nobody-here"), ("role", "reader"));
        Assert.Contains("nobody-here", refused.MustBe(404).Text);
        var member = Site.Name("member");
        using var _ = await Site.User(member);
        (await Form(admin, $"{at[1..]}/member", ("kind", "user"), ("member", member), ("role", "reader"))).MustBe(303);
        Assert.Contains(new Member("user", member, ExperimentRole.Reader), (await Site.Admin.Get<Experiment>($"api/experiments/{name}")).Members);

        var start = $"{at[1..]}/acquire";
        Assert.Contains("is no absolute path", (await Form(admin, start, ("kind", "upload"), ("folder", "data"), ("station", "forms-station"))).MustBe(400).Text);
        Assert.Contains("no number of seconds", (await Form(admin, start, ("folder", "/data"), ("quiet", "x"))).MustBe(400).Text);
        (await Form(admin, start, ("kind", "acquisition"), ("folder", "/data"), ("station", "forms-station"), ("to", "raw"), ("quiet", "1.5"))).MustBe(303);
        var started = Assert.Single(await Site.Admin.Get<List<Acquisition>>($"api/experiments/{name}/acquisitions"));
        Assert.Equal(("raw", 1.5), (started.Sources[0].To, started.Options.Settling!.QuietSeconds));
        Assert.Contains("/data", (await Page(admin, "")).Text);

        (await Form(admin, $"{at[1..]}/acquisitions/{started.Id}/stop")).MustBe(303);
        (await Form(admin, $"{at[1..]}/close")).MustBe(303);
        Assert.Contains("takes no more files", (await Page(admin, start)).MustBe(409).Text);
        (await Form(admin, $"{at[1..]}/reopen")).MustBe(303);
        Assert.Null((await Site.Admin.Get<Experiment>($"api/experiments/{name}")).ClosedAt);
    }

    [Fact]
    public async Task The_list_is_filtered_by_name_title_type_and_state()
    {
        var name = Site.Name("Filtered_100");
        await Site.Admin.Post<Experiment>("api/experiments", new NewExperiment(name, "odd type", "Grains of SALT"));

        async Task<bool> Has(string query) => (await Page(Site.Admin, $"experiments?{query}")).MustBe(200).Text.Contains($"/experiments/{name}\"");

        Assert.True(await Has("text=filtered_100"));
        Assert.True(await Has("text=of%20salt&type=odd%20type&state=open"));
        Assert.False(await Has("text=filtered%25100"));
        Assert.False(await Has("text=f_ltered"));
        Assert.False(await Has("type=other"));
        Assert.False(await Has("state=closed"));
    }

    [Fact]
    public async Task Assets_may_be_kept_and_change_their_address_with_their_content()
    {
        var address = PageFiles.Address("portal.css")[1..];
        using var nobody = Site.Nobody();

        var answer = (await nobody.Send("GET", address)).MustBe(200);

        Assert.Equal("text/css", answer.Content.ContentType!.MediaType);
        Assert.Contains("immutable", answer.Headers.CacheControl!.ToString());
        Assert.DoesNotContain("immutable", (await nobody.Send("GET", "portal/old/portal.css")).Headers.CacheControl!.ToString());
        (await nobody.Send("GET", "portal/old/none.css")).MustBe(404);
        (await nobody.Send("GET", address, null, ("If-None-Match", answer.Headers.ETag!.ToString()))).MustBe(304);
    }

    /// <summary>As a browser that shows pages.</summary>
    private static Task<Answer> Page(Client client, string path) => client.Send("GET", path, null, ("Accept", "text/html"));

    private Task<Answer> Form(Client client, string path, params (string, string)[] fields) => client.Send(Filled(client, path, fields));

    private HttpRequestMessage Filled(Client client, string path, params (string Name, string Value)[] fields)
    {
        var request = client.Request("POST", path);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        request.Headers.TryAddWithoutValidation("Origin", Origin);
        request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return request;
    }
}
