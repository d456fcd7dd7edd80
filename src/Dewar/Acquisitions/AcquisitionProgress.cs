using Dewar.Hosting;

namespace Dewar.Acquisitions;

/// <summary>Follows an acquisition to its end and shows how it goes.</summary>
internal static class AcquisitionProgress
{
    /// <param name="advice">What is said when it is broken off.</param>
    public static Task<Acquisition> Follow(ApiClient api, string path, bool quiet, string advice, CancellationToken ct) =>
        ProgressLine.Follow<Acquisition>(api, path, it => it.EndedAt is not null, Standing, quiet, advice, ct);

    private static ProgressLine.Standing Standing(Acquisition it)
    {
        var counts = it.Totals;
        var left = counts.BytesFound - counts.BytesRegistered;
        var message = it.Sources.Select(source => source.Message).FirstOrDefault(text => text is not null);
        return new(message ?? it.State.ToString().ToLowerInvariant(), counts.BytesFound == 0 ? 0 : (double)counts.BytesRegistered / counts.BytesFound,
            $"{counts.Registered} of {counts.Found} files, {Bytes.Show(counts.BytesRegistered)} of {Bytes.Show(counts.BytesFound)}",
            $"{Bytes.Show(counts.BytesPerSecond)}/s", counts.BytesPerSecond > 0 && left > 0 ? TimeSpan.FromSeconds(left / counts.BytesPerSecond) : null);
    }
}
