using System.CommandLine;
using Dewar.Catalogue;
using Dewar.Hosting;

namespace Dewar.Downloads;

/// <summary>dewar manifest: the digests of files, or their addresses, for other programs.</summary>
internal static class ManifestCommand
{
    public static Command Build()
    {
        var experiment = new Argument<string>("experiment") { Description = "The experiment's name" };
        var format = new Option<ManifestFormat>("--format") { Description = "sha256sum, bagit, aria2, wget or json", DefaultValueFactory = _ => ManifestFormat.Sha256sum };
        var filters = new FileFilters();
        var command = new Command("manifest", "Print the digests of files for 'sha256sum -c', or a list for aria2c or wget") { experiment, format };
        filters.AddTo(command);
        return command.Calls(async (line, api, ct) =>
        {
            var wanted = line.WantsJson ? ManifestFormat.Json : line.GetValue(format);
            using var answer = await api.Stream(Query.Of($"api/experiments/{Query.Name(line.GetValue(experiment)!)}/manifest",
                [("format", wanted.ToString().ToLowerInvariant()), .. filters.Parameters(line)]), null, ct);
            await using var output = Console.OpenStandardOutput();
            await answer.Content.CopyToAsync(output, ct);
        });
    }
}
