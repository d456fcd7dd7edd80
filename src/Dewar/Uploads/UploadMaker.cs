using Dewar.Access;
using Dewar.Acquisitions;

namespace Dewar.Uploads;

/// <summary>Whose uploads they are.</summary>
/// <param name="Key">The name of the station; a person's own stands for them.</param>
/// <param name="Source">For which source of an acquisition the next one is.</param>
/// <param name="Base">The address below which they are.</param>
internal sealed record UploadMaker(string Key, long ExperimentId, string Experiment, Func<CancellationToken, Task<long>> Source, string Base)
{
    /// <summary>Stations place and register by themselves; for people the site does.</summary>
    public bool IsStation => !OwnStation.IsBare(Key);
}
