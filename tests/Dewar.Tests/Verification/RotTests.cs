using System.Text;
using Dewar.Catalogue;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Verification;

/// <summary>A thousand random damages among files of all kinds: each is found and named, and nothing else is.</summary>
public abstract class RotTests(TestSite site) : SiteTests(site)
{
    private const int Files = 1000;
    private const int Damages = 1000;

    [Fact]
    public async Task Every_damage_is_found_and_nothing_else_is_blamed()
    {
        var seed = Environment.GetEnvironmentVariable("DEWAR_TEST_SEED") is { Length: > 0 } given ? int.Parse(given) : 20261121;
        var random = new Random(seed);
        var line = await Site.Beamline();
        var replicas = await Grow(line, random);
        var damaged = new SortedDictionary<string, (Lived At, string How, ReplicaState State)>(StringComparer.Ordinal);
        foreach (var lived in replicas.OrderBy(_ => random.Next()).Take(Damages))
        {
            var (how, state) = Damage(lived.Place, random);
            damaged[$"{lived.Path} {lived.Version}"] = (lived, how, state);
        }

        // Nothing was read for long: no copy may go, whatever its replica is like.
        Assert.Empty(await Held(line, replicas));
        var run = await line.Verify(Site);
        Assert.Equal((replicas.Count, Files), (run.Replicas, run.Files));
        var found = (await line.Findings(Site, 300)).ToDictionary(each => $"{each.Path} {each.Version}");
        Assert.Equal((seed, ""), (seed, string.Join('\n', damaged.Keys.Except(found.Keys).Select(missed => $"missed: {missed}, {damaged[missed].How}")
            .Concat(found.Keys.Except(damaged.Keys).Select(blamed => $"blamed: {blamed}, {found[blamed].Cause}")))));
        Assert.Equal(damaged.Select(each => (each.Key, each.Value.State)), damaged.Keys.Select(key => (key, found[key].State)));
        Assert.Equal((damaged.Count, damaged.Count), (run.Suspect + run.Missing, found.Count));
        var told = (await line.Told(Site, "replicas.damaged")).SelectMany(entry => entry.GetProperty("files").EnumerateArray())
            .Select(file => $"{file.GetProperty("path").GetString()} {file.GetProperty("version").GetInt64()}").ToList();
        Assert.Equal(damaged.Keys.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));

        // May a copy go? Only of what has a replica that was found right.
        var right = replicas.Where(each => !damaged.ContainsKey($"{each.Path} {each.Version}")).Select(each => each.Sha256).ToHashSet();
        Assert.Equal(right.Order(), (await Held(line, replicas)).Order());

        // All is put right by hand: every one is restored.
        foreach (var (at, _, _) in damaged.Values)
        {
            Clear(at.Place);
            await File.WriteAllBytesAsync(at.Place, at.Content);
        }

        run = await line.Verify(Site);
        Assert.Equal((damaged.Count, 0), (run.Restored, run.Suspect + run.Missing));
        Assert.Empty(await line.Findings(Site));
    }

    private async Task<List<string>> Held(Beamline line, List<Lived> all) =>
        [.. (await Site.Admin.Post<List<HeldAnswer>>($"{line.Path}/held", new HeldQuestion([.. all.Select(each => each.Sha256).Distinct()]))).Where(each => each.Held).Select(each => each.Sha256)];

    private static async Task<List<Lived>> Grow(Beamline line, Random random)
    {
        var all = new List<Lived>();
        var batch = new List<Arrival>();
        for (var i = 0; i < Files; i++)
        {
            var path = $"run{random.Next(12)}/{(random.Next(3) == 0 ? "deep/er/" : "")}{i:d4}.dat";
            var versions = random.Next(3) == 0 ? random.Next(2, 4) : 1;
            var first = Text(random, i);
            for (var version = 1; version <= versions; version++)
            {
                // A third version is sometimes the first content again.
                var content = version == 3 && random.Next(2) == 0 ? first : version == 1 ? first : Text(random, i);
                var bytes = Encoding.UTF8.GetBytes(content);
                if (all.Count > 0 && all[^1] is var before && before.Path == path)
                {
                    var text = Encoding.UTF8.GetString(before.Content);
                    Directory.CreateDirectory(Path.GetDirectoryName(line.Kept(text))!);
                    File.Move(line.At(path), line.Kept(text), overwrite: true);
                    all[^1] = before with { Place = line.Kept(text) };
                }

                line.Put(path, content);
                all.Add(new(path, version, line.At(path), bytes));
                batch.Add(line.Arrival(path, content));
            }
        }

        foreach (var some in batch.Chunk(500))
        {
            await line.Register(some);
        }

        // Where two versions have one content they share the place where it is kept: damage to it is damage to both. One of them is enough here.
        return [.. all.GroupBy(each => each.Place).Where(place => place.Count() == 1).Select(place => place.Single())];
    }

    private static string Text(Random random, int i)
    {
        var text = new StringBuilder($"{i} ");
        text.Append('x', random.Next(1, 9000));
        return text.Append(random.NextInt64()).ToString();
    }

    private static (string How, ReplicaState State) Damage(string file, Random random)
    {
        var bytes = File.ReadAllBytes(file);
        var stamp = File.GetLastWriteTimeUtc(file);
        switch (random.Next(6))
        {
            case 0:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(file, bytes);
                // Rot on a disk changes no time stamp.
                File.SetLastWriteTimeUtc(file, stamp);
                return ("a bit flipped", ReplicaState.Suspect);
            case 1:
                File.WriteAllBytes(file, bytes[..random.Next(bytes.Length)]);
                return ("truncated", ReplicaState.Suspect);
            case 2:
                File.WriteAllBytes(file, [.. bytes, .. new byte[random.Next(1, 5000)]]);
                return ("grown", ReplicaState.Suspect);
            case 3:
                // The right bytes, but by a link.
                File.Move(file, file + ".moved");
                File.CreateSymbolicLink(file, file + ".moved");
                return ("replaced by a link", ReplicaState.Suspect);
            case 4:
                File.Delete(file);
                Directory.CreateDirectory(file);
                return ("replaced by a folder", ReplicaState.Suspect);
            default:
                File.Delete(file);
                return ("deleted", ReplicaState.Missing);
        }
    }

    private static void Clear(string place)
    {
        if (Directory.Exists(place) && new DirectoryInfo(place).LinkTarget is null)
        {
            Directory.Delete(place);
        }
        else
        {
            File.Delete(place);
        }
    }

    private sealed record Lived(string Path, long Version, string Place, byte[] Content)
    {
        public string Sha256 { get; } = Disk.TestFolder.Sha256(Content);
    }
}

public sealed class RotTestsOnSqlite(SqliteSite site) : RotTests(site), IClassFixture<SqliteSite>;

public sealed class RotTestsOnPostgres(PostgresSite site) : RotTests(site), IClassFixture<PostgresSite>;
