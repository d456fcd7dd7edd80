using System.Security.Cryptography;
using System.Text;
using Dewar.Logger.Site;
using Xunit;

namespace Dewar.Logger;

public sealed class SigningTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    [Fact]
    public void A_request_is_signed_as_the_page_says()
    {
        var signed = HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes("dewar-1\nPOST\n/api/logger/entries?x=y\n1763812345123\n9f86\ne3b0"));

        Assert.Equal(Convert.ToBase64String(signed), Signature.OfRequest(Secret, "POST", "/api/logger/entries?x=y", "1763812345123", "9f86", "e3b0"));
    }

    [Fact]
    public void An_answer_is_signed_as_the_page_says()
    {
        var body = "{}"u8.ToArray();
        var signed = HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes($"dewar-1 answer\n9f86\n200\n17\n{Convert.ToHexStringLower(SHA256.HashData(body))}"));

        Assert.Equal(Convert.ToBase64String(signed), Signature.OfAnswer(Secret, "9f86", 200, "17", body));
    }

    [Theory, InlineData("abc", "abc", true), InlineData("abc", "abd", false), InlineData("abc", "ab", false), InlineData("", "a", false)]
    public void Signatures_are_compared_whole(string one, string other, bool same) => Assert.Equal(same, Signature.AreSame(one, other));

    // The site's half is its own code.
    [Fact]
    public void Both_sides_come_to_the_same_secret_and_code()
    {
        var ours = new Pairing(Digest.Random(32));
        var theirs = Sessions.Pairing.Agree(ours.Public);

        var secret = ours.Agree(theirs.Public, out var code);

        Assert.Equal(theirs.Secret, secret);
        Assert.Equal(theirs.Code, code);
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$", code);
        Assert.Equal(512, ours.Public.Length);
    }

    [Theory, InlineData(""), InlineData("0"), InlineData("1"), InlineData("no hex"), InlineData("-2")]
    public void A_value_that_would_give_the_secret_away_is_refused(string value) =>
        Assert.Equal(TroubleKind.Untrusted, Assert.Throws<SiteTrouble>(() => new Pairing(Digest.Random(32)).Agree(value, out _)).Kind);

    [Fact]
    public void So_are_the_prime_less_one_and_more_than_the_prime()
    {
        var ours = new Pairing(Digest.Random(32));
        Assert.Throws<SiteTrouble>(() => ours.Agree(new string('F', 512), out _));
        Assert.Throws<SiteTrouble>(() => ours.Agree("1" + new string('0', 512), out _));
    }

    [Fact]
    public void The_sites_time_is_believed_until_somebody_sets_the_clock()
    {
        var clock = new ManualClock();
        var time = new SiteClock(clock);
        Assert.Null(time.Offset);
        var asked = clock.Steady;
        clock.Advance(200);

        time.Learn(clock.Now + 60_000, asked, signed: true);

        Assert.Equal(60_100, time.Offset);
        clock.Advance(3_600_000);
        Assert.Equal(60_100, time.Offset);
        Assert.Equal(clock.Now + 60_100, time.Now);
        clock.Set(-3_600_000);
        Assert.Null(time.Offset);
    }

    [Fact]
    public void Time_that_nobody_signed_serves_to_ask_again_and_for_nothing_else()
    {
        var clock = new ManualClock();
        var time = new SiteClock(clock);

        time.Learn(clock.Now + 86_400_000, clock.Steady, signed: false);

        Assert.Equal(clock.Now + 86_400_000, time.Now);
        Assert.Null(time.Offset);
    }
}
