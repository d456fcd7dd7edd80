using System.Diagnostics;
using System.Security.Cryptography;
using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Torture;

/// <summary>Programs of strangers send a file of a gigabyte over a line that breaks ten times.</summary>
[Collection("Torture")]
public sealed class ForeignUploadTests(ITestOutputHelper output)
{
    private const long Size = 1 << 30;
    private const int Breaks = 10;
    private static readonly string Node = Repository.PathOf("tests/browser/tus-upload.mjs");
    private static readonly string Tuspy = Repository.PathOf("tests/clients/tuspy-upload");

    public static TheoryData<string> Programs => ["tuspy", "tus-js-client", "tus-js-client in four parts"];

    [Theory, MemberData(nameof(Programs))]
    public async Task A_gigabyte_arrives_whole_over_a_line_that_breaks_ten_times(string program)
    {
        Laboratory.Need(program == "tuspy" ? Directory.Exists("/usr/lib/python3/dist-packages/tusclient") : Directory.Exists(Repository.PathOf("tests/browser/node_modules/tus-js-client")), $"There is no {program}.");
        await using var laboratory = await Laboratory.Open();
        await using var line = new CuttableLine(laboratory.Url);
        var token = (await laboratory.Api.Post<TokenMade>("api/tokens", new NewToken("upload", Scope.Write), default)).Secret;
        var (file, sha256) = await Random(laboratory.Folder("own"));
        var url = $"{line.Url}/api/experiments/{Laboratory.Experiment}/uploads";

        using var sending = Start(program switch
        {
            "tuspy" => [Tuspy, url, token, file, "big/file.dat"],
            "tus-js-client" => ["node", Node, url, token, file, "big/file.dat", "1"],
            _ => ["node", Node, url, token, file, "big/file.dat", "4"],
        });
        for (var breaks = 1; breaks <= Breaks; breaks++)
        {
            await Laboratory.Until(() => Task.FromResult(line.Bytes > Size / (Breaks + 2) * breaks || sending.HasExited), () => $"break {breaks} at {line.Bytes} bytes");
            Assert.False(sending.HasExited, "It ended before the line broke.");
            await line.Become(LineState.Cut);
            await Task.Delay(300);
            await line.Become(LineState.Open);
        }

        await sending.WaitForExitAsync();
        Assert.True(sending.ExitCode == 0, await sending.StandardError.ReadToEndAsync());
        await Laboratory.Until(async () => (await laboratory.Files("*.dat")).Count == 1, () => "the file in the catalogue");
        var there = Assert.Single(await laboratory.Files("*.dat"));
        Assert.Equal(("big/file.dat", Size, sha256, ReplicaState.Verified), (there.Path, there.Size, there.Sha256, there.Replicas[0].State));
        await Laboratory.Until(() => Task.FromResult(!Temporary(laboratory.Storage).Any()), () => $"no temporary files: {string.Join(' ', Temporary(laboratory.Storage))}");
        output.WriteLine($"{program}: {line.Bytes >> 20} MB over the line for {Size >> 20} MB");
    }

    private static IEnumerable<string> Temporary(string storage) =>
        Directory.EnumerateFiles(storage, ".dewar-*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Where(file => file.EndsWith(".part", StringComparison.Ordinal));

    private static async Task<(string File, string Sha256)> Random(string folder)
    {
        var file = Path.Combine(folder, "file.dat");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var stream = File.Create(file);
        var block = new byte[1 << 22];
        for (long at = 0; at < Size; at += block.Length)
        {
            System.Random.Shared.NextBytes(block);
            hash.AppendData(block);
            await stream.WriteAsync(block);
        }

        return (file, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static Process Start(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true };
        return Process.Start(start)!;
    }
}
