using System.Text;
using System.Xml.Linq;
using Dewar.Catalogue;
using Dewar.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Dewar.Dav;

/// <summary>What is read and written of WebDAV, without a site.</summary>
public sealed class DavAnswerTests
{
    private static readonly XNamespace D = "DAV:";
    private static readonly DateTimeOffset Then = new(2026, 5, 4, 3, 2, 1, 500, TimeSpan.FromHours(2));

    [Theory]
    [InlineData("a", "/dav/e/a"), InlineData("d/a b", "/dav/e/d/a%20b"), InlineData("100%.txt", "/dav/e/100%25.txt"), InlineData("#?&+;", "/dav/e/%23%3F%26%2B%3B")]
    [InlineData("ü", "/dav/e/%C3%BC"), InlineData("😀", "/dav/e/%F0%9F%98%80"), InlineData("x\ny", "/dav/e/x%0Ay"), InlineData("back\\slash", "/dav/e/back%5Cslash")]
    public void Addresses_are_escaped_name_by_name(string path, string address)
    {
        Assert.Equal(address, DavItem.Of("/dav/e/", File(path)).Address);
        Assert.Equal($"{address}/", DavItem.Of("/dav/e/", new FolderEntry(path, path, 1, 1)).Address);
    }

    [Theory, InlineData("plain", "plain"), InlineData("a\u0001b\u001f", "a\uFFFDb\uFFFD"), InlineData("tab\tline\ncr\r", "tab\tline\ncr\r"), InlineData("😀<&>\"'", "😀<&>\"'"), InlineData("x\uFFFE\uFFFF", "x\uFFFD\uFFFD")]
    public async Task Names_that_XML_can_not_hold_are_shown_without_what_it_can_not(string name, string shown)
    {
        var answer = await Written(new(null, false), DavItem.Of("/", File(name)));
        Assert.Equal(shown, answer.Descendants(D + "displayname").Single().Value);
    }

    [Fact]
    public async Task Times_and_sizes_have_the_forms_of_the_standard()
    {
        var answer = await Written(new(null, false), DavItem.Of("/", File("a")), DavItem.Of("/", new FolderEntry("d", "d", 3, 4)));
        var (file, folder) = (answer.Root!.Elements().First(), answer.Root!.Elements().Last());
        Assert.Equal("Mon, 04 May 2026 01:02:01 GMT", file.Descendants(D + "getlastmodified").Single().Value);
        Assert.Equal("2026-05-04T01:02:01Z", file.Descendants(D + "creationdate").Single().Value);
        Assert.Equal("5000000000", file.Descendants(D + "getcontentlength").Single().Value);
        Assert.Empty(file.Descendants(D + "collection"));
        Assert.Single(folder.Descendants(D + "collection"));
        Assert.Equal(["displayname", "resourcetype"], folder.Descendants(D + "prop").Elements().Select(each => each.Name.LocalName));
    }

    [Fact]
    public async Task Only_what_is_known_of_a_thing_is_found()
    {
        var question = new DavQuestion([D + "getetag", D + "resourcetype"], false);
        var answer = await Written(question, DavItem.Of("/", File("a")), DavItem.Of("/", new FolderEntry("d", "d", 3, 4)));
        var states = answer.Root!.Elements().Select(response => string.Join("; ", response.Elements(D + "propstat").Select(each =>
            $"{each.Element(D + "status")!.Value[9..12]} {string.Join(' ', each.Element(D + "prop")!.Elements().Select(property => property.Name.LocalName))}")));
        Assert.Equal(["200 getetag resourcetype", "200 resourcetype; 404 getetag"], states);
        var none = await Written(new DavQuestion([XName.Get("own", "urn:x")], false), DavItem.Of("/", File("a")));
        Assert.Equal(["HTTP/1.1 404 Not Found"], none.Descendants(D + "status").Select(each => each.Value));
        Assert.Equal("urn:x", none.Descendants().Single(each => each.Name.LocalName == "own").Name.NamespaceName);
    }

    [Fact]
    public async Task A_long_answer_is_sent_in_pieces()
    {
        var http = new DefaultHttpContext();
        var body = new Counting();
        http.Response.Body = body;
        using var answer = new DavAnswer(http.Response, new(null, false));
        for (var each = 0; each < 5000; each++)
        {
            await answer.Add(DavItem.Of("/dav/e/", File($"file-{each}")), default);
        }

        await answer.End(default);
        Assert.InRange(body.Largest, 1, 128 << 10);
        Assert.Equal(5000, XDocument.Parse(Encoding.UTF8.GetString(body.ToArray())).Root!.Elements(D + "response").Count());
        Assert.Equal((207, "1"), (http.Response.StatusCode, http.Response.Headers["DAV"].ToString()));
    }

    [Theory]
    [InlineData("", null), InlineData("<propfind xmlns='DAV:'/>", null), InlineData("<propfind xmlns='DAV:'><allprop/><include><x/></include></propfind>", null)]
    [InlineData("<a:propfind xmlns:a='DAV:'><a:prop><a:getetag/><a:getetag/><b:x xmlns:b='urn:b'/></a:prop></a:propfind>", "{DAV:}getetag {urn:b}x")]
    [InlineData("<propfind xmlns='DAV:'><prop/></propfind>", "")]
    public async Task Questions_are_understood(string body, string? names)
    {
        var question = await Asked(body);
        Assert.Equal((names, false), (question.Names is null ? null : string.Join(' ', question.Names), question.NamesOnly));
    }

    [Theory, InlineData("<x"), InlineData("<propfind/>"), InlineData("<propertyupdate xmlns='DAV:'/>"), InlineData("\0\0\0"), InlineData("<!DOCTYPE propfind SYSTEM 'file:///etc/passwd'><propfind xmlns='DAV:'/>")]
    public async Task Questions_that_are_none_are_refused(string body) => Assert.Equal("request-invalid", (await Assert.ThrowsAsync<Refusal>(() => Asked(body))).Code);

    [Fact]
    public async Task Too_long_a_question_is_not_read()
    {
        Assert.Equal(413, (await Assert.ThrowsAsync<Refusal>(() => Asked(new string(' ', 70_000)))).Status);
        Assert.Equal("request-invalid", (await Assert.ThrowsAsync<Refusal>(() => Asked($"<propfind xmlns='DAV:'><prop>{new string(' ', 70_000)}</prop></propfind>", isChunked: true))).Code);
    }

    private static Task<DavQuestion> Asked(string body, bool isChunked = false)
    {
        var http = new DefaultHttpContext();
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        http.Request.ContentLength = isChunked ? null : body.Length;
        return DavQuestion.Read(http.Request, default);
    }

    private static async Task<XDocument> Written(DavQuestion question, params DavItem[] items)
    {
        var http = new DefaultHttpContext();
        var body = new MemoryStream();
        http.Response.Body = body;
        using var answer = new DavAnswer(http.Response, question);
        foreach (var item in items)
        {
            await answer.Add(item, default);
        }

        await answer.End(default);
        return XDocument.Parse(Encoding.UTF8.GetString(body.ToArray()), LoadOptions.PreserveWhitespace);
    }

    private static CatalogueFile File(string path) => new(path, 5_000_000_000, Beamline.Sha256(path), 1, Then, Then, new Dictionary<string, System.Text.Json.JsonElement>(), [], null, null, null);

    /// <summary>Notes the largest piece that was written.</summary>
    private sealed class Counting : MemoryStream
    {
        public int Largest { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Largest = Math.Max(Largest, buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
