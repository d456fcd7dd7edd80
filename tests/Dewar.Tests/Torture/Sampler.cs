using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Torture;

/// <summary>While all goes on: takes files that the catalogue calls verified and reads them.</summary>
internal sealed class Sampler(Laboratory laboratory, int seed)
{
    private const int AtOnce = 8;
    private readonly Random _random = new(seed);

    public int Read { get; private set; }

    public List<string> Faults { get; } = [];

    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var page = await laboratory.Api.Get<Page<CatalogueFile>>($"api/experiments/{Laboratory.Experiment}/files?limit=2000", ct);
                for (var i = 0; i < AtOnce && page.Items.Count > 0; i++)
                {
                    Check(page.Items[_random.Next(page.Items.Count)]);
                }
            }
            catch (Exception away) when (Laboratory.MayPass(away) || (away is OperationCanceledException && ct.IsCancellationRequested))
            {
                // The site is down just now.
            }

            await Task.Delay(250, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Check(CatalogueFile file)
    {
        foreach (var replica in file.Replicas.Where(replica => replica.State == ReplicaState.Verified))
        {
            Read++;
            // A newer content may have its place already and be told a moment later: then the older one must be where earlier versions are kept.
            var root = replica.Path[..^file.Path.Length];
            var kept = Path.Combine(root, KeptVersions.PathOf(file.Sha256));
            if (!Holds(replica.Path, file.Sha256) && !Holds(kept, file.Sha256) && !Holds(replica.Path, file.Sha256))
            {
                Faults.Add($"{file.Path}, version {file.Version}, is called verified as {file.Sha256[..12]}, and neither it nor a kept version is");
            }
        }
    }

    private static bool Holds(string path, string sha256)
    {
        try
        {
            return EndState.DigestOf(path) == sha256;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
