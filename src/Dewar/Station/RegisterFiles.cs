using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Journeys;
using Dewar.Sdk;

namespace Dewar.Station;

/// <summary>Stage "registered": the catalogue knows file, version, digest and replica. Telling it twice changes nothing.</summary>
internal sealed class RegisterFiles(ApiClient api, IReadOnlyDictionary<long, IReadOnlyDictionary<string, string>> metadata) : IStep
{
    public async Task Run(JourneyBatch batch, CancellationToken ct)
    {
        var files = batch.Files.Where(file => file.Parcel.Problem is null).ToList();
        // With the tries: a copy that is made again takes its place anew. With the digest: a journal that lost its last moments counts from where it thinks it is.
        var arrivals = files.ConvertAll(file => new Arrival(
            file.Parcel.Path, file.File.Size, file.File.Sha256!, file.File.ModifiedNs, $"{file.Parcel.Tag}.{file.File.Revision}.{file.File.Attempts}.{file.File.Sha256![..8]}",
            file.File.Displaced?.Split(','), file.File.VerifiedUs is { } us ? DateTimeOffset.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond) : null));
        var results = await api.Post<List<Registered>>($"api/experiments/{Uri.EscapeDataString(batch.Experiment)}/registrations",
            new Registration(batch.Source, arrivals, metadata.GetValueOrDefault(batch.Source)), ct);
        foreach (var (file, result) in files.Zip(results))
        {
            if (result.Outcome == RegistrationOutcome.Refused)
            {
                file.Parcel.Problem = new(ParcelProblemKind.Refused, $"The site refuses it: {result.Reason}");
            }
        }
    }
}
