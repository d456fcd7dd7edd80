using System.Xml;
using System.Xml.Linq;
using Dewar.Hosting;

namespace Dewar.Dav;

/// <summary>Which properties are asked for.</summary>
/// <param name="Names">Null for all.</param>
/// <param name="NamesOnly">Their names, without the values.</param>
internal sealed record DavQuestion(IReadOnlyList<XName>? Names, bool NamesOnly)
{
    private const int LongestBody = 64 << 10;

    public static async Task<DavQuestion> Read(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength is > LongestBody)
        {
            throw new Refusal(413, "request-too-large", "What is asked of a folder fits into 64 KiB.");
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        if (body.Length == 0)
        {
            return new(null, false);
        }

        body.Position = 0;
        try
        {
            using var reader = XmlReader.Create(body, new() { Async = true, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LongestBody });
            var root = (await XDocument.LoadAsync(reader, LoadOptions.None, ct)).Root!;
            if (root.Name == DavItem.Dav + "propfind")
            {
                return root.Element(DavItem.Dav + "prop") is { } asked ? new([.. asked.Elements().Select(each => each.Name).Distinct()], false)
                    : new(null, root.Element(DavItem.Dav + "propname") is not null);
            }
        }
        catch (XmlException bad)
        {
            throw Refusal.Invalid("request-invalid", $"The request's XML does not fit: {bad.Message}");
        }

        throw Refusal.Invalid("request-invalid", "The request's XML is not a 'propfind' of the namespace 'DAV:'.");
    }
}

/// <summary>A 207 that is sent while it is written: a folder may hold more than fits into memory.</summary>
internal sealed class DavAnswer : IDisposable
{
    private const int Piece = 64 << 10;

    private readonly MemoryStream _piece = new();
    private readonly HttpResponse _response;
    private readonly DavQuestion _question;
    private readonly XmlWriter _writer;

    public DavAnswer(HttpResponse response, DavQuestion question)
    {
        (_response, _question) = (response, question);
        _response.StatusCode = StatusCodes.Status207MultiStatus;
        _response.ContentType = "application/xml; charset=utf-8";
        _response.Headers["DAV"] = "1";
        _writer = XmlWriter.Create(_piece, new() { NewLineHandling = NewLineHandling.Entitize, Encoding = new System.Text.UTF8Encoding(false) });
        _writer.WriteStartDocument();
        _writer.WriteStartElement("D", "multistatus", DavItem.Dav.NamespaceName);
    }

    public async Task Add(DavItem item, CancellationToken ct)
    {
        var known = item.Properties().ToList();
        var asked = _question.Names is { } names ? known.Where(each => names.Contains(each.Name)).ToList() : known;
        var missing = _question.Names?.Where(name => known.All(each => each.Name != name)).ToList() ?? [];
        var found = _question.NamesOnly ? asked.ConvertAll(each => new XElement(each.Name)) : asked;
        var response = new XElement(DavItem.Dav + "response", new XElement(DavItem.Dav + "href", item.Address));
        if (found.Count > 0 || missing.Count == 0)
        {
            response.Add(State(found, "200 OK"));
        }

        if (missing.Count > 0)
        {
            response.Add(State([.. missing.Select(name => new XElement(name))], "404 Not Found"));
        }

        response.WriteTo(_writer);
        if (_piece.Length > Piece)
        {
            await Send(ct);
        }
    }

    public async Task End(CancellationToken ct)
    {
        _writer.WriteEndElement();
        await Send(ct);
    }

    public void Dispose()
    {
        _writer.Dispose();
        _piece.Dispose();
    }

    private static XElement State(List<XElement> properties, string status) => new(DavItem.Dav + "propstat",
        new XElement(DavItem.Dav + "prop", properties), new XElement(DavItem.Dav + "status", $"HTTP/1.1 {status}"));

    private async Task Send(CancellationToken ct)
    {
        _writer.Flush();
        await _response.Body.WriteAsync(_piece.GetBuffer().AsMemory(0, (int)_piece.Length), ct);
        _piece.SetLength(0);
    }
}
