using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Text;

namespace Dewar.Records;

/// <summary>
/// Sends the user of a session a mail with three pictures and the record as PDF. The address is smtp://host:port, or smtps:// for STARTTLS. Options: from, the sender;
/// to, a fixed receiver instead of the user; user, who signs in with the secret as password.
/// </summary>
internal sealed class MailExporter : IRecordExporter
{
    private const int Pictures = 3;

    public string Kind => "mail";

    public string? Fault(RecordTarget target) => !Uri.TryCreate(target.Address, UriKind.Absolute, out var address) || address.Scheme is not ("smtp" or "smtps") ? $"'{target.Address}' is no mail server: write smtp://host:25."
        : !MailAddress.TryCreate(target.Option("from"), out _) ? "Who sends it? (the option 'from', a mail address)" : null;

    public async Task<string> Try(RecordTarget target, CancellationToken ct)
    {
        var address = new Uri(target.Address);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            using var line = new TcpClient();
            await line.ConnectAsync(address.Host, Port(address), patience.Token);
            using var reader = new StreamReader(line.GetStream(), Encoding.ASCII);
            var buffer = new char[3];
            return await reader.ReadBlockAsync(buffer, patience.Token) == 3 && new string(buffer) == "220" ? "It greets as a mail server. Whether it takes mail of this sender is seen with the first one."
                : throw new IOException($"{target.Address} does not greet as a mail server does. Is that the right port?");
        }
        catch (SocketException failure)
        {
            throw new IOException($"{target.Address} can't be reached: {failure.Message}", failure);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new IOException($"{target.Address} did not answer within 20 s.");
        }
    }

    public async Task<Delivered> Deliver(RecordPackage package, CancellationToken ct)
    {
        var target = package.Target;
        var to = target.Option("to", package.Reader.Email ?? "");
        if (to.Length == 0)
        {
            throw new IOException("Nobody can get it: no account with a mail address belongs to the session's user. Put in who it was, or the address into the account.");
        }

        using var mail = new MailMessage(target.Option("from"), to)
        {
            Subject = $"Your session at {package.Record.Instrument.Name}, {package.Session.StartedAt:yyyy-MM-dd}".ReplaceLineEndings(" "),
            Body = Plain(package),
            BodyEncoding = Encoding.UTF8,
        };
        var html = AlternateView.CreateAlternateViewFromString(Html(package, out var pictures), Encoding.UTF8, MediaTypeNames.Text.Html);
        foreach (var (picture, place) in pictures.Select((picture, place) => (picture, place)))
        {
            html.LinkedResources.Add(new LinkedResource(new MemoryStream(picture), "image/png") { ContentId = $"picture-{place}" });
        }

        mail.AlternateViews.Add(html);
        mail.Attachments.Add(new(new MemoryStream(await package.Document("pdf")), "record.pdf", MediaTypeNames.Application.Pdf));
        await Send(target, mail, ct);
        return new(null, null);
    }

    private static async Task Send(RecordTarget target, MailMessage mail, CancellationToken ct)
    {
        var address = new Uri(target.Address);
        using var server = new SmtpClient(address.Host, Port(address)) { EnableSsl = address.Scheme == "smtps" };
        if (target.Option("user") is { Length: > 0 } user)
        {
            server.Credentials = new NetworkCredential(user, target.Secret);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            await server.SendMailAsync(mail, patience.Token);
        }
        catch (SmtpException failure)
        {
            throw new IOException($"{target.Address} did not take the mail: {failure.Message} {failure.InnerException?.Message}".TrimEnd(), failure);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new IOException($"{target.Address} did not answer within a minute.");
        }
    }

    private static int Port(Uri address) => address.Port > 0 ? address.Port : 25;

    private static string Plain(RecordPackage package) => $"{package.Record.Title}\n{package.Record.Activities.Sum(each => each.Files.Count)} files in {package.Record.Activities.Count} activities.\n\n{package.Reader.Page}\n";

    private static string Html(RecordPackage package, out List<byte[]> pictures)
    {
        // One of each activity first: they differ most.
        var files = package.Record.Activities.SelectMany(activity => activity.Files.Take(1)).Concat(package.Record.Activities.SelectMany(activity => activity.Files.Skip(1)));
        pictures = [.. files.Select(package.Pictures).OfType<byte[]>().Take(Pictures)];
        return $"<p><b>{WebUtility.HtmlEncode(package.Record.Title)}</b></p><p>{string.Concat(Enumerable.Range(0, pictures.Count).Select(place => $"<img src=\"cid:picture-{place}\" width=\"256\" alt=\"\"> "))}</p>" +
            $"<p>{package.Record.Activities.Sum(each => each.Files.Count)} files in {package.Record.Activities.Count} activities. <a href=\"{WebUtility.HtmlEncode(package.Reader.Page)}\">The session</a></p>";
    }
}
