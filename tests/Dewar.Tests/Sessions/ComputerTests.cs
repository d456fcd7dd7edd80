using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Xunit;

namespace Dewar.Sessions;

/// <summary>Control computers: their keys, their signed requests, their journals, and how they ask to be added.</summary>
public abstract class ComputerTests(TestSite site) : SiteTests(site)
{
    private static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public async Task A_logger_tells_a_session_and_learns_what_its_window_shows()
    {
        var (client, computer, _) = await Computer();
        var (session, begun) = (Guid.NewGuid().ToString(), NowMs - 3_600_000);
        var taken = (await client.Send("POST", "api/logger/entries", new LoggerBatch(Guid.NewGuid().ToString(), NowMs, [
            Entry(1, session, "start", begun) with { User = "Mira Sol", Sample = "S-1", Purpose = "twins", Experiment = "" },
            Entry(2, session, "note", begun + 60_000) with { Text = "drift" },
            Entry(3, session, "pause", begun + 120_000),
            Entry(4, session, "resume", begun + 180_000),
        ]))).As<EntriesTaken>();
        Assert.Equal((4L, 0), (taken.Sequence, taken.Refused.Count));

        var view = (await client.Send("GET", "api/logger")).As<LoggerView>();
        Assert.Equal((computer.Name, computer.Instrument, session, "Mira Sol", "open"), (view.Computer, view.Instrument, view.Open!.Session, view.Open.User, view.Open.State));
        Assert.Equal("drift", view.Open.Notes.Single().Text);
        Assert.InRange(view.Open.Notes[0].At, begun + 60_000, NowMs - 3_500_000);
        Assert.Equal(["Mira Sol"], view.People.Select(person => person.Name));
        Assert.Equal(SessionState.Open, (await Site.Admin.Get<SessionDetail>($"api/sessions/{session}")).Session.State);
    }

    [Fact]
    public async Task Whoever_has_the_instrument_booked_now_is_named_first()
    {
        var (client, computer, _) = await Computer();
        await client.Send("POST", "api/logger/entries", new LoggerBatch(Guid.NewGuid().ToString(), NowMs, [Entry(1, Guid.NewGuid().ToString(), "start", NowMs - 5000) with { User = "Mira Sol" }]));
        Assert.Null((await client.Send("GET", "api/logger")).As<LoggerView>().Reservation);
        var (nemo, look) = await NemoServer.Connect(Site, computer.Instrument);
        await using var server = nemo;
        nemo.Books(1, "ada", DateTimeOffset.FromUnixTimeMilliseconds(NowMs).AddHours(-1), DateTimeOffset.FromUnixTimeMilliseconds(NowMs).AddHours(1), "Grains");
        await look();

        var view = (await client.Send("GET", "api/logger")).As<LoggerView>();
        Assert.Equal(("Grains", "Ada Lovelace"), (view.Reservation!.Title, view.Reservation.User));
        Assert.Equal(["Ada Lovelace", "Mira Sol"], view.People.Select(person => person.Name));
    }

    [Fact]
    public async Task Each_entry_counts_once_and_in_order_however_often_it_is_sent()
    {
        var (client, _, _) = await Computer();
        var (session, journal) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        List<LoggerEntry> entries = [Entry(1, session, "start", NowMs - 5000) with { User = "mira" }, Entry(2, session, "note", NowMs - 4000) with { Text = "one" }, Entry(3, session, "note", NowMs - 3000) with { Text = "two" }];
        await client.Send("POST", "api/logger/entries", new LoggerBatch(journal, NowMs, entries[..2]));
        Assert.Equal(3, (await client.Send("POST", "api/logger/entries", new LoggerBatch(journal, NowMs, entries))).As<EntriesTaken>().Sequence);
        var gap = (await client.Send("POST", "api/logger/entries", new LoggerBatch(journal, NowMs, [Entry(5, session, "end", NowMs)]))).MustBe(409, "entries-missing");
        Assert.Equal(3, gap.Json.GetProperty("sequence").GetInt64());
        Assert.NotEmpty(gap.Headers.GetValues("Dewar-Signature"));

        // A journal that was lost with its disk begins anew; what it tells again is known by its id.
        await client.Send("POST", "api/logger/entries", new LoggerBatch(Guid.NewGuid().ToString(), NowMs, entries));
        Assert.Equal(["one", "two"], (await Site.Admin.Get<SessionDetail>($"api/sessions/{session}")).Notes.Select(note => note.Text));
    }

    [Fact]
    public async Task Times_are_the_sites_whatever_the_computers_clock_says()
    {
        var (client, computer, _) = await Computer();
        var (session, year) = (Guid.NewGuid().ToString(), 365L * 86_400_000);
        // The clock was a year behind when the session began; since then somebody set it to an hour behind.
        await client.Send("POST", "api/logger/entries", new LoggerBatch(Guid.NewGuid().ToString(), NowMs - 3_600_000, [
            Entry(1, session, "start", NowMs - year - 7_200_000) with { User = "mira", Offset = year },
            Entry(2, session, "note", NowMs - 3_600_000 - 60_000) with { Text = "a minute ago" },
        ]));

        var detail = await Site.Admin.Get<SessionDetail>($"api/sessions/{session}");
        Assert.Equal(-120, (detail.Session.StartedAt - TimeProvider.System.GetUtcNow()).TotalMinutes, 1.0);
        Assert.Equal(-1, (detail.Notes[0].At - TimeProvider.System.GetUtcNow()).TotalMinutes, 1.0);
        Assert.Contains("slow by 365 days", detail.Session.Warnings[0]);
        Assert.Equal(3600, (await Site.Admin.Get<List<ControlComputer>>("api/computers")).Single(each => each.Name == computer.Name).OffsetSeconds, 60.0);
    }

    [Fact]
    public async Task What_makes_no_sense_is_kept_with_the_reason_and_stops_nothing()
    {
        var (client, _, _) = await Computer();
        var session = Guid.NewGuid().ToString();
        var taken = (await client.Send("POST", "api/logger/entries", new LoggerBatch(Guid.NewGuid().ToString(), NowMs, [
            Entry(1, session, "note", NowMs) with { Text = "too early" }, Entry(2, session, "dance", NowMs), Entry(3, "x", "start", NowMs), Entry(4, session, "start", long.MaxValue) with { User = "a\nb" },
            Entry(5, session, "note", NowMs), Entry(6, session, "alive", NowMs), Entry(7, session, "end", -5),
        ]))).As<EntriesTaken>();

        Assert.Equal((7L, "1,2,3,5"), (taken.Sequence, string.Join(',', taken.Refused.Select(each => each.Sequence))));
        Assert.Equal("A note without a text.", await Site.Database.First($"select refused from sessions_event where refused is not null order by id desc limit 1", row => row.GetString(0), default));
        Assert.Equal("a b", (await Site.Admin.Get<SessionDetail>($"api/sessions/{session}")).Session.Person);
    }

    [Fact]
    public async Task A_session_at_one_computer_is_not_ended_by_another_while_somebody_is_there()
    {
        var (one, _, instrument) = await Computer();
        var (other, _, _) = await Computer(instrument);
        var (first, second, third) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        await Begin(one, first, "mira", 20);
        await Begin(other, second, "noa", 10);
        Assert.Equal((SessionState.Open, null), await State(first));
        Assert.Equal((SessionState.Open, null), await State(second));
        await Begin(one, third, "lee", 0);
        Assert.Equal((SessionState.Ended, "lee began a session here"), await State(first));
    }

    [Theory]
    [InlineData("key", 401, "key-unknown")]
    [InlineData("path", 401, "signature-wrong")]
    [InlineData("body", 401, "signature-wrong")]
    [InlineData("signature", 401, "signature-wrong")]
    [InlineData("time", 401, "time-wrong")]
    [InlineData("nonce", 401, "nonce-used")]
    [InlineData("revoked", 401, "key-unknown")]
    public async Task A_forged_replayed_or_altered_request_is_refused(string what, int status, string code)
    {
        var (client, computer, instrument) = await Computer();
        var made = await Site.Admin.Ask<ComputerMade>("PUT", $"api/computers/{computer.Name}", new NewComputer(instrument));
        var secret = Convert.FromBase64String(made.Secret);
        (await client.Send("GET", "api/logger")).MustBe(401, "key-unknown");
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        (await new SignedClient(Site.Address, made.Key, secret) { Nonce = nonce }.Send("GET", "api/logger")).MustBe(200);
        if (what == "revoked")
        {
            (await Site.Admin.Send("DELETE", $"api/computers/{computer.Name}")).MustBe(204);
        }

        var forged = new SignedClient(Site.Address, what == "key" ? "0000" : made.Key, secret)
        {
            Nonce = what == "nonce" ? nonce : null,
            Apart = what == "time" ? TimeSpan.FromMinutes(-6) : TimeSpan.Zero,
            Forge = request =>
            {
                switch (what)
                {
                    case "path": request.RequestUri = new($"{request.RequestUri}?x=1"); break;
                    case "body": request.Content = new StringContent("{}", null, "application/json"); break;
                    case "signature": request.Headers.Remove("Dewar-Signature"); request.Headers.Add("Dewar-Signature", Convert.ToBase64String(new byte[32])); break;
                    default: break;
                }
            },
        };
        var session = Guid.NewGuid().ToString();
        var answer = (await forged.Send("POST", "api/logger/entries", new LoggerBatch(Guid.NewGuid().ToString(), NowMs, [Entry(1, session, "start", NowMs) with { User = "eve" }]))).MustBe(status, code);
        Assert.NotEmpty(answer.Headers.GetValues("Dewar-Time"));
        (await Site.Admin.Send("GET", $"api/sessions/{session}")).MustBe(404);
    }

    [Fact]
    public async Task A_computers_key_does_a_loggers_work_and_no_other()
    {
        var (client, _, _) = await Computer();
        (await client.Send("GET", "api/experiments")).MustBe(401);
        (await Site.Admin.Send("GET", "api/logger")).MustBe(403);
        using var nobody = Site.Nobody();
        (await nobody.Send("GET", "api/logger")).MustBe(401);
        var member = await Site.User(Site.Name("member"));
        (await member.Send("PUT", "api/computers/x", new NewComputer("i"))).MustBe(403);
        (await Site.Admin.Send("PUT", "api/computers/x", new NewComputer("absent"))).MustBe(404, "instrument-not-found");
    }

    [Fact]
    public async Task A_computer_that_nobody_knows_asks_and_is_confirmed_by_the_code_that_both_show()
    {
        var (_, _, instrument) = await Computer();
        var (name, exponent) = (Site.Name("PC"), new BigInteger(RandomNumberGenerator.GetBytes(32), isUnsigned: true));
        var prime = BigInteger.Pow(2, 2048) - BigInteger.Pow(2, 1984) - 1 + BigInteger.Pow(2, 64) * (Pi(1918) + 124476);
        var own = BigInteger.ModPow(2, exponent, prime);
        using var nobody = Site.Nobody();
        var taken = await nobody.Post<RequestTaken>("api/computers/requests", new ComputerRequest(name, instrument, Convert.ToHexStringLower(Whole(own)), "D:\\Data", "1.0"));
        var theirs = BigInteger.Parse($"0{taken.Public}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        var secret = SHA256.HashData([.. Encoding.ASCII.GetBytes("dewar-pair"), .. Whole(BigInteger.ModPow(theirs, exponent, prime))]);
        var code = Base32(SHA256.HashData([.. Encoding.ASCII.GetBytes("dewar-code"), .. Whole(own), .. Whole(theirs)]));
        var client = new SignedClient(Site.Address, taken.Key, secret);
        (await client.Send("GET", "api/logger")).MustBe(401, "key-unknown");

        Assert.Equal(code, (await Site.Admin.Get<List<ControlComputer>>("api/computers")).Single(each => each.Name == name).Code);
        (await Site.Admin.Send("POST", $"api/computers/{name}/confirm", new Confirmation("0000-0000"))).MustBe(409, "code-differs");
        await Site.Admin.Post<ControlComputer>($"api/computers/{name}/confirm", new Confirmation(code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)));
        Assert.Equal(instrument, (await client.Send("GET", "api/logger")).As<LoggerView>().Instrument);
        (await nobody.Send("POST", "api/computers/requests", new ComputerRequest(name, instrument, taken.Public))).MustBe(409, "computer-exists");
        foreach (var bad in new[] { "", "1", "xyz", new string('f', 512), new string('f', 600) })
        {
            (await nobody.Send("POST", "api/computers/requests", new ComputerRequest(Site.Name("PC"), instrument, bad))).MustBe(400, "public-invalid");
        }
    }

    [Fact]
    public async Task A_revoked_computer_is_gone_at_once_and_a_new_key_ends_the_old_one()
    {
        var (client, computer, _) = await Computer();
        (await client.Send("GET", "api/logger")).MustBe(200);
        (await Site.Admin.Send("DELETE", $"api/computers/{computer.Name}")).MustBe(204);
        (await client.Send("GET", "api/logger")).MustBe(401, "key-unknown");
        (await Site.Admin.Send("DELETE", "api/computers/absent")).MustBe(404, "computer-not-found");
    }

    private async Task<(SignedClient Client, ControlComputer Computer, string Instrument)> Computer(string? instrument = null)
    {
        if (instrument is null)
        {
            var station = Site.Name("station");
            (await Site.Admin.Send("POST", "api/stations", new NewStation(station))).MustSucceed();
            instrument = Site.Name("scope");
            (await Site.Admin.Send("PUT", $"api/instruments/{instrument}", new Instrument(instrument, station, "A microscope", new()))).MustSucceed();
        }

        var made = await Site.Admin.Ask<ComputerMade>("PUT", $"api/computers/{Site.Name("PC")}", new NewComputer(instrument, "D:\\Data"));
        return (new(Site.Address, made.Key, Convert.FromBase64String(made.Secret)), made.Computer, instrument);
    }

    private static async Task Begin(SignedClient client, string session, string user, int minutesAgo) =>
        (await client.Send("POST", "api/logger/entries", new LoggerBatch(Guid.NewGuid().ToString(), NowMs, [Entry(1, session, "start", NowMs - 60_000 * minutesAgo) with { User = user }, Entry(2, session, "note", NowMs) with { Text = "x" }]))).MustBe(200);

    private async Task<(SessionState, string?)> State(string session)
    {
        var found = (await Site.Admin.Get<SessionDetail>($"api/sessions/{session}")).Session;
        return (found.State, found.EndCause);
    }

    private static LoggerEntry Entry(long sequence, string session, string kind, long at) => new(sequence, Guid.NewGuid().ToString(), session, kind, at);

    private static byte[] Whole(BigInteger value)
    {
        var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[256 - bytes.Length], .. bytes];
    }

    private static string Base32(byte[] digest)
    {
        var bits = new BigInteger(digest.AsSpan(0, 5), isUnsigned: true, isBigEndian: true);
        var text = string.Concat(Enumerable.Range(0, 8).Select(place => "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[(int)(bits >> (35 - 5 * place) & 31)]));
        return $"{text[..4]}-{text[4..]}";
    }

    /// <summary>The first bits of pi, by Machin's formula: 2^bits * pi, rounded down.</summary>
    private static BigInteger Pi(int bits)
    {
        const int spare = 64;
        var one = BigInteger.Pow(2, bits + spare);
        return 4 * (4 * Arctan(5) - Arctan(239)) >> spare;

        BigInteger Arctan(int x)
        {
            var (sum, term) = (BigInteger.Zero, one / x);
            for (var n = 0; !term.IsZero; n++, term /= x * x)
            {
                sum += (n % 2 == 0 ? 1 : -1) * term / (2 * n + 1);
            }

            return sum;
        }
    }
}

public sealed class ComputerTestsOnSqlite(SqliteSite site) : ComputerTests(site), IClassFixture<SqliteSite>;

public sealed class ComputerTestsOnPostgres(PostgresSite site) : ComputerTests(site), IClassFixture<PostgresSite>;
