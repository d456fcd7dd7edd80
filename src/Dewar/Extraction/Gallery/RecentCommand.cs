using System.CommandLine;
using System.Globalization;
using Dewar.Hosting;

namespace Dewar.Extraction;

/// <summary>dewar recent: what came last, of all that one may see.</summary>
internal static class RecentCommand
{
    public static Command Build()
    {
        var limit = new Option<int>("--limit") { Description = "At most so many", DefaultValueFactory = _ => 24 };
        var pictures = new Option<bool>("--pictures") { Description = "Only files with a picture" };
        return new Command("recent", "The newest files of the experiments that were last fed") { limit, pictures }.Calls(async (line, api, ct) =>
        {
            var files = await api.Get<List<FileLook>>(Query.Of("api/files/recent", ("limit", line.GetValue(limit).ToString(CultureInfo.InvariantCulture)),
                ("pictures", line.GetValue(pictures) ? "true" : null)), ct);
            if (line.WantsJson)
            {
                Screen.Json(files);
                return;
            }

            Screen.Table(files, ("experiment", f => f.Experiment), ("path", f => f.Path), ("size", f => Bytes.Show(f.Size)), ("format", f => f.Format ?? ""), ("modified", f => Screen.When(f.ModifiedAt)));
        });
    }
}
