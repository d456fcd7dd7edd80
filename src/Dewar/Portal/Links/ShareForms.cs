using System.Globalization;
using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Portal.Pages;
using Dewar.Sharing;

namespace Dewar.Portal;

public sealed record ShareMadeView(Experiment Experiment, ShareMade Made);

/// <summary>Making and ending links for reviewers.</summary>
internal static class ShareForms
{
    public static async Task<IResult> Make(HttpContext http, string experiment, ShareStore shares, FileStore files, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var chosen = fields.Has("path") || fields.Has("folder") ? Chosen.Read(fields) : null;
        try
        {
            var days = int.TryParse(fields["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : throw Refusal.Invalid("expiry-invalid", "Say how many days the link lives.");
            var form = chosen switch
            {
                null => new NewShare(fields["label"].Trim(), Days: days),
                { Paths: [], Folders: [var only] } => new NewShare(fields["label"].Trim(), Folder: only, Days: days),
                _ => new NewShare(fields["label"].Trim(), Paths: [.. (await chosen.Files(http.Experiment(), files, ct)).Select(file => file.Path)], Days: days),
            };
            // Not led to another page: the link is shown once, and nobody keeps it.
            return Page.Of<ShareMadePage, ShareMadeView>(new(http.Experiment(), (await ShareEndpoints.Make(http, experiment, form, shares, ct)).Value!));
        }
        catch (Refusal refusal) when (refusal.Status < 500 && chosen is not null)
        {
            return await SelectionForms.Ask(http, fields, "share", refusal.Message, refusal.Status, files, ct);
        }
    }

    public static async Task<IResult> Revoke(HttpContext http, string experiment, string share, ShareStore shares, CancellationToken ct)
    {
        await ShareEndpoints.Revoke(http, experiment, share, shares, ct);
        return new SeeOther($"{Show.Experiment(experiment)}#shares");
    }
}
