using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Experiments;
using Xunit;

namespace Dewar.Torture;

/// <summary>dewar upload on a computer that no station sees.</summary>
[Collection("Torture")]
public sealed class OwnComputerTests(ITestOutputHelper output)
{
    private const string Exposed = "exposed";
    private const int Files = 1500;

    [Fact]
    public async Task Killed_and_cut_off_again_and_again_the_same_command_brings_everything_once()
    {
        await using var laboratory = await Laboratory.Open();
        await using var line = new CuttableLine(laboratory.Url);
        // Nobody runs the station that would be asked.
        await laboratory.AddStation("away");
        await laboratory.Api.Post<Experiment>("api/experiments", new NewExperiment(Exposed, "test", Station: "away"), default);
        var token = (await laboratory.Api.Post<TokenMade>("api/tokens", new NewToken("mine", Scope.Write), default)).Secret;
        var folder = laboratory.Folder("own");
        var random = new Random(7);
        var digests = new Dictionary<string, string>();
        for (var i = 0; i < Files; i++)
        {
            var bytes = Instrument.Bytes(random, i % 300 == 0 ? 30_000_000 : Instrument.SomeSize(random) % 100_000);
            Directory.CreateDirectory(Path.Combine(folder, $"run {i % 7}"));
            await File.WriteAllBytesAsync(Path.Combine(folder, $"run {i % 7}", $"file {i}.dat"), bytes);
            File.SetLastWriteTimeUtc(Path.Combine(folder, $"run {i % 7}", $"file {i}.dat"), new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
            digests[$"run {i % 7}/file {i}.dat"] = Instrument.Digest(bytes);
        }

        using var upload = laboratory.Run("upload", ["upload", Exposed, folder], new Dictionary<string, string>
        {
            ["DEWAR_URL"] = line.Url, ["DEWAR_TOKEN"] = token, ["HOME"] = laboratory.Folder("home"), ["XDG_DATA_HOME"] = laboratory.Folder("home"),
        });
        for (var round = 0; round < 8; round++)
        {
            upload.Start();
            await Task.Delay(random.Next(500, 2500));
            if (round % 2 == 0)
            {
                upload.Kill();
                continue;
            }

            await line.Become(LineState.Cut);
            await Task.Delay(500);
            await line.Become(LineState.Open);
            upload.Kill();
        }

        upload.Start();
        await Laboratory.Until(() => Task.FromResult(!upload.IsRunning), () => $"its end: {upload.Log}");

        var files = await laboratory.Files(experiment: Exposed);
        Assert.Equal(digests.OrderBy(each => each.Key, StringComparer.Ordinal), files.Select(file => KeyValuePair.Create(file.Path, file.Sha256)).OrderBy(each => each.Key, StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(1, file.Version));
        var acquisitions = await laboratory.Api.Get<List<Acquisition>>($"api/experiments/{Exposed}/acquisitions", default);
        var last = acquisitions[0];
        Assert.Equal((AcquisitionState.Done, Files, Files, 0), (last.State, (int)last.Totals.Found, (int)last.Totals.Registered, (int)last.Totals.Failed));
        Assert.Empty(Directory.EnumerateFiles(laboratory.Storage, ".dewar-*.part", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(laboratory.Folder("home"), "dewar", "uploads")));
        output.WriteLine($"{files.Count} files in {acquisitions.Count} acquisitions, {line.Bytes >> 20} MB over the line");
    }
}
