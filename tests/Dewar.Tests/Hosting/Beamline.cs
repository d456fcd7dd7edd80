using System.Security.Cryptography;
using System.Text;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Experiments;

namespace Dewar.Hosting;

/// <summary>An experiment and the stations that work for it; stands in for them as far as the site can tell.</summary>
internal sealed class Beamline(TestSite site, Experiment experiment, Acquisition acquisition, IReadOnlyList<Beamline.Place> places)
{
    private static readonly DateTimeOffset Then = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);
    private int _deliveries;

    public Experiment Experiment => experiment;

    /// <summary>As the site itself knows it, with its keys.</summary>
    public async Task<Experiment> Inside() => (await site.Database.First($"select id, storage_id from experiments_experiment where name = {experiment.Name}",
        row => experiment with { Id = row.GetInt64(0), StorageId = row.GetInt64(1) }, default))!;

    public Acquisition Acquisition => acquisition;

    public string Path => $"api/experiments/{experiment.Name}";

    public string Folder => System.IO.Path.Combine(site.StorageRoot, experiment.StoragePath);

    public string[] Stations { get; } = [.. places.Select(each => each.Station)];

    public Client[] Clients { get; } = [.. places.Select(each => each.Client)];

    public long[] Sources { get; } = [.. places.Select(each => each.Source)];

    public static string Sha256(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    public Arrival Arrival(string path, string content, string? delivery = null, params string[] displaced) => Arrival(path, Encoding.UTF8.GetBytes(content), delivery, displaced);

    public Arrival Arrival(string path, byte[] content, string? delivery = null, params string[] displaced) => new(
        path, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)), Nanoseconds(Then), delivery ?? $"d{Interlocked.Increment(ref _deliveries)}",
        displaced.Length > 0 ? [.. displaced.Select(Sha256)] : null, Then);

    public Task<Answer> Send(IReadOnlyList<Arrival> files, IReadOnlyDictionary<string, string>? metadata = null, int station = 0) =>
        Clients[station].Send("POST", $"{Path}/registrations", new Registration(Sources[station], files, metadata));

    public async Task<List<Registered>> Register(params Arrival[] files) => (await Send(files)).As<List<Registered>>();

    /// <summary>Registers a file and puts its bytes into the storage, as a station does.</summary>
    public Task Bring(string path, string content) => Bring(path, Encoding.UTF8.GetBytes(content));

    /// <inheritdoc cref="Bring(string, string)"/>
    public async Task Bring(string path, byte[] content)
    {
        Put(path, content);
        await Register(Arrival(path, content));
    }

    public void Put(string path, string content) => Put(path, Encoding.UTF8.GetBytes(content));

    public void Put(string path, byte[] content)
    {
        var file = System.IO.Path.Combine(Folder, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
        File.SetLastWriteTimeUtc(file, Then.UtcDateTime);
    }

    public Task<CatalogueFile> Show(string path) => site.Admin.Get<CatalogueFile>($"{Path}/files/{Query.Path(path)}");

    public Task<Page<CatalogueFile>> List(string query = "") => site.Admin.Get<Page<CatalogueFile>>($"{Path}/files?{query}");

    /// <summary>A station, what speaks as it, and its source of the acquisition.</summary>
    internal sealed record Place(string Station, Client Client, long Source);

    private static long Nanoseconds(DateTimeOffset instant) => instant.InMicroseconds * 1000;
}
