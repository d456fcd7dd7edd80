using System.Diagnostics;
using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Experiments;
using Xunit;

namespace Dewar.Torture;

/// <summary>Files of every name, and some whose names are none, from an instrument beside the storage, from one that is far from it, and from a person's own computer.</summary>
[Collection("Torture")]
public sealed class OddNamesTests
{
    private const string Cause = "Its name is not valid UTF-8 and can't be stored; rename it.";
    private static readonly string[] NoNames = ["bad\\xff.tif", "folder\\xfe", "run/\\xc3("];

    [Theory, InlineData("local"), InlineData("far")]
    public async Task An_instrument_brings_what_has_a_name_and_says_what_has_none(string station)
    {
        await using var laboratory = await Laboratory.Open();
        (await laboratory.AddStation("far", seesStorage: false)).Start();
        var folder = Fill(laboratory);
        var upload = await laboratory.End(await laboratory.Api.Post<Acquisition>($"api/experiments/{Laboratory.Experiment}/acquisitions",
            new NewAcquisition([new(folder, station)], AcquisitionKind.Upload, new() { Hidden = true, Settling = new() { QuietSeconds = 1 } }), default));

        Assert.Equal((AcquisitionState.Done, Names.All.Count, 0), (upload.State, (int)upload.Totals.Registered, (int)upload.Totals.Failed));
        Assert.Equal(NoNames.Select(name => (name, Cause)), upload.Sources[0].Problems.Select(each => (each.Path, each.Cause)).OrderBy(each => each.Path, StringComparer.Ordinal));
        await Check(laboratory, await laboratory.Files());
    }

    [Fact]
    public async Task A_person_brings_what_has_a_name_and_is_told_what_has_none()
    {
        await using var laboratory = await Laboratory.Open();
        await laboratory.AddStation("away");
        await laboratory.Api.Post<Experiment>("api/experiments", new NewExperiment("own", "test", Station: "away"), default);
        var token = (await laboratory.Api.Post<TokenMade>("api/tokens", new NewToken("mine", Scope.Write), default)).Secret;
        using var upload = laboratory.Run("upload", ["upload", "own", Fill(laboratory), "--hidden", "--quiet", "1s"], new Dictionary<string, string>
        {
            ["DEWAR_URL"] = laboratory.Url, ["DEWAR_TOKEN"] = token, ["HOME"] = laboratory.Folder("home"), ["XDG_DATA_HOME"] = laboratory.Folder("home"),
        });
        upload.Start();
        await Laboratory.Until(() => Task.FromResult(!upload.IsRunning), () => $"its end: {upload.Log}");

        Assert.All(NoNames, name => Assert.Contains($"{name}: {Cause}", upload.Log));
        await Check(laboratory, await laboratory.Files(experiment: "own"));
    }

    /// <summary>All of them are in the catalogue under their own names, and their bytes on the disk.</summary>
    private static async Task Check(Laboratory laboratory, List<CatalogueFile> files)
    {
        Assert.Equal(Contents().Select(each => (Names.Show(each.Key), TestFolder.Sha256(each.Value))).Order(), files.Select(file => (Names.Show(file.Path), file.Sha256)).Order());
        Assert.Equal(Names.All.Order(StringComparer.Ordinal), files.Select(file => file.Path).Order(StringComparer.Ordinal));
        foreach (var file in files)
        {
            Assert.Equal(Names.Contents[file.Path], (await File.ReadAllTextAsync(file.Replicas[0].Path)).TrimStart());
        }

        Assert.Empty(Directory.EnumerateFiles(laboratory.Storage, ".dewar-*.part", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }));
    }

    /// <summary>Every other one is large: those go by themselves.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Contents() => Names.Contents.Select((each, number) => KeyValuePair.Create(each.Key, each.Value.PadLeft(number % 2 << 20)));

    private static string Fill(Laboratory laboratory)
    {
        var folder = laboratory.Folder("odd");
        foreach (var (name, content) in Contents())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.WriteAllText(Path.Combine(folder, name), content);
        }

        using var shell = Process.Start(new ProcessStartInfo("/bin/bash", ["-ec", @"mkdir run $'folder\xfe'; for name in $'bad\xff.tif' $'folder\xfe/inside' $'run/\xc3\x28'; do echo content >""$name""; done"]) { WorkingDirectory = folder })!;
        shell.WaitForExit();
        return folder;
    }
}
