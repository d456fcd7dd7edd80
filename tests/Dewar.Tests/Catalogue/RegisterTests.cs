using Dewar.Database;
using Dewar.Hosting;
using Xunit;
using static Dewar.Catalogue.RegistrationOutcome;

namespace Dewar.Catalogue;

/// <summary>What becomes of files that stations report.</summary>
public abstract class RegisterTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task A_new_file_is_registered_with_all_that_is_known_of_it()
    {
        var line = await Site.Beamline();
        var arrival = line.Arrival("run/1/a.dat", "content");
        var answer = await line.Send([arrival], new Dictionary<string, string> { ["sample"] = "iron" });

        Assert.Equal([new(RegistrationOutcome.Registered, 1)], answer.As<List<Registered>>());
        var file = await line.Show("run/1/a.dat");
        Assert.Equal(("run/1/a.dat", 7L, arrival.Sha256, 1L), (file.Path, file.Size, file.Sha256, file.Version));
        Assert.Equal(arrival.ModifiedNs, (file.ModifiedAt - DateTimeOffset.UnixEpoch).Ticks * 100);
        Assert.Equal("iron", file.Metadata["sample"].GetString());
        var replica = Assert.Single(file.Replicas);
        Assert.Equal(("main", ReplicaState.Verified, arrival.VerifiedAt), (replica.Storage, replica.State, replica.VerifiedAt));
        Assert.Equal(Path.Combine(line.Folder, "run/1/a.dat"), replica.Path);
        Assert.Equal((line.Acquisition.Id, "acquisition", line.Stations[0], "admin"),
            (file.BroughtBy!.Acquisition, file.BroughtBy.Kind, file.BroughtBy.Station, file.BroughtBy.StartedBy));
    }

    [Fact]
    public async Task The_same_batch_told_again_changes_nothing()
    {
        var line = await Site.Beamline();
        Arrival[] batch = [line.Arrival("a", "1"), line.Arrival("b/c", "2")];
        await line.Register(batch);
        var before = await Site.Get<Audit.AuditLog>().Newest(default);

        Assert.Equal([new(Known, 1), new(Known, 1)], await line.Register(batch));
        Assert.Equal(before, await Site.Get<Audit.AuditLog>().Newest(default));
        await CountsAre(line, 2, 2);
    }

    [Fact]
    public async Task Changed_content_becomes_a_version_and_so_does_content_that_returns()
    {
        var line = await Site.Beamline();
        var first = line.Arrival("a", "one");
        await line.Register(first);
        Assert.Equal([new(Changed, 2)], await line.Register(line.Arrival("a", "second")));
        Assert.Equal([new(Changed, 3)], await line.Register(line.Arrival("a", "one")));

        var versions = await Versions(line, "a");
        Assert.Equal([(3L, true, 3L), (2, false, 6), (1, false, 3)], versions.Select(each => (each.Version, each.Current, each.Size)));
        Assert.EndsWith($"/.dewar/versions/{first.Sha256[..2]}/{first.Sha256}", versions[2].Replicas.Single().Path);
        await CountsAre(line, 1, 3);
    }

    [Fact]
    public async Task A_delivery_told_again_after_a_newer_one_is_known_and_stays_history()
    {
        var line = await Site.Beamline();
        var first = line.Arrival("a", "one");
        await line.Register(first);
        await line.Register(line.Arrival("a", "two"));

        Assert.Equal([new(Known, 2)], await line.Register(first));
        Assert.Equal(Beamline.Sha256("two"), (await line.Show("a")).Sha256);
    }

    [Fact]
    public async Task A_file_twice_in_one_batch_counts_once_or_becomes_a_version()
    {
        var line = await Site.Beamline();
        Assert.Equal([new(RegistrationOutcome.Registered, 1), new(Known, 1), new(Changed, 2)],
            await line.Register(line.Arrival("a", "one"), line.Arrival("a", "one"), line.Arrival("a", "three")));

        Assert.Equal([2L, 1], (await Versions(line, "a")).Select(each => each.Version));
        Assert.All(await Versions(line, "a"), version => Assert.Single(version.Replicas));
        await CountsAre(line, 1, 5);
    }

    [Fact]
    public async Task A_deleted_file_that_is_brought_again_is_a_new_version_but_a_replay_does_not_raise_it()
    {
        var line = await Site.Beamline();
        var first = line.Arrival("d/a", "one");
        await line.Register(first);
        await Site.Admin.Post<BatchResult>($"{line.Path}/delete", new Deletion(["d/a"], "bad"));
        await CountsAre(line, 0, 0);

        Assert.Equal([new(Known, 1)], await line.Register(first));
        Assert.NotNull((await line.Show("d/a")).DeletedAt);
        Assert.Equal([new(Changed, 2)], await line.Register(line.Arrival("d/a", "one")));
        Assert.Null((await line.Show("d/a")).DeletedAt);
        await CountsAre(line, 1, 3);
    }

    [Fact]
    public async Task Of_two_stations_the_storage_says_whose_content_is_the_current_one()
    {
        var line = await Site.Beamline(stations: 2);
        // The second placed its content over that of the first, and was heard first.
        await line.Send([line.Arrival("a", "late", null, "early")], station: 1);
        var answer = (await line.Send([line.Arrival("a", "early")])).As<List<Registered>>();

        Assert.Equal([new(Changed, 2)], answer);
        var file = await line.Show("a");
        Assert.Equal((Beamline.Sha256("late"), 1L), (file.Sha256, file.Version));
        Assert.Equal([(1L, true, 4L), (2, false, 5)], (await Versions(line, "a")).Select(each => (each.Version, each.Current, each.Size)));
        await CountsAre(line, 1, 4);

        // The word is used up: the same content, brought anew, is the current one again.
        Assert.Equal([new(Changed, 3)], await line.Register(line.Arrival("a", "early", null, "late")));
        Assert.Equal(Beamline.Sha256("early"), (await line.Show("a")).Sha256);
    }

    [Fact]
    public async Task What_was_pushed_aside_and_never_told_does_not_hold_up_its_return()
    {
        var line = await Site.Beamline();
        await line.Register(line.Arrival("a", "new", null, "lost"));

        Assert.Equal([new(Changed, 2)], await line.Register(line.Arrival("a", "lost", null, "new")));
        Assert.Equal(Beamline.Sha256("lost"), (await line.Show("a")).Sha256);
    }

    [Fact]
    public async Task A_content_that_came_once_more_and_was_pushed_aside_before_it_was_told_is_history()
    {
        var line = await Site.Beamline();
        await line.Register(line.Arrival("a", "one"), line.Arrival("a", "two", null, "one"));

        // In the storage: one, two, one again, three. The second "one" is told last.
        await line.Register(line.Arrival("a", "three", null, "one"));
        await line.Register(line.Arrival("a", "one", "again", "two"));

        Assert.Equal(Beamline.Sha256("three"), (await line.Show("a")).Sha256);
    }

    [Fact]
    public async Task In_one_batch_the_order_of_two_contents_follows_the_storage_too()
    {
        var line = await Site.Beamline();
        await line.Register(line.Arrival("a", "late", null, "early"), line.Arrival("a", "early"));

        Assert.Equal(Beamline.Sha256("late"), (await line.Show("a")).Sha256);
        await line.Register(line.Arrival("a", "early"));
        Assert.Equal(Beamline.Sha256("early"), (await line.Show("a")).Sha256);
    }

    [Fact]
    public async Task Bad_names_and_digests_are_refused_one_by_one_with_the_reason()
    {
        var line = await Site.Beamline();
        var good = line.Arrival("fine", "1");
        string[] bad =
        [
            "", "/abs", "a/", "a//b", "..", "a/../b", "./a", ".dewar", ".dewar/versions/x", "a/.dewar-tmp", new('x', 256), "a\0b",
            string.Join('/', Enumerable.Repeat(new string('y', 250), 17)),
        ];
        var results = await line.Register([.. bad.Select(path => good with { Path = path }), good with { Sha256 = "ABC" },
            good with { Sha256 = Beamline.Sha256("1").ToUpperInvariant() }, good with { Size = -1 }, good with { Displaced = ["zz"] }, good]);

        Assert.Equal(bad.Length + 4, results.Count(each => each is { Outcome: Refused, Reason.Length: > 10 }));
        Assert.Equal(new(RegistrationOutcome.Registered, 1), results[^1]);
        await CountsAre(line, 1, 1);
    }

    [Fact]
    public async Task A_station_registers_only_for_what_it_works_on()
    {
        var (line, other) = (await Site.Beamline(), await Site.Beamline());
        var file = new[] { line.Arrival("a", "1") };

        (await line.Clients[0].Send("POST", $"{other.Path}/registrations", new Registration(line.Sources[0], file))).MustBe(409, "source-ended");
        (await line.Clients[0].Send("POST", $"{line.Path}/registrations", new Registration(other.Sources[0], file))).MustBe(409, "source-ended");
        (await line.Clients[0].Send("POST", "api/experiments/none/registrations", new Registration(line.Sources[0], file))).MustBe(409, "source-ended");
        await CountsAre(line, 0, 0);
    }

    [Fact]
    public async Task Ten_thousand_files_go_in_one_batch_and_one_more_does_not()
    {
        var line = await Site.Beamline();
        var files = Enumerable.Range(0, 10_000).Select(i => line.Arrival($"run/{i % 100}/f{i}", "x")).ToList();

        (await line.Send([.. files, line.Arrival("more", "x")])).MustBe(400, "batch-too-large");
        Assert.All((await line.Send(files)).As<List<Registered>>(), each => Assert.Equal(new(RegistrationOutcome.Registered, 1), each));
        Assert.All((await line.Send(files)).As<List<Registered>>(), each => Assert.Equal(new(Known, 1), each));
        await CountsAre(line, 10_000, 10_000);
        Assert.Equal(1, await Site.Database.Number($"""
            select count(*) from audit_entry a join experiments_experiment e on e.id = a.experiment_id
            where e.name = {line.Experiment.Name} and a.action = 'files.registered'
            """, default));
    }

    [Fact]
    public async Task Two_batches_at_once_count_every_file_once()
    {
        var line = await Site.Beamline(stations: 2);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            line.Send([.. Enumerable.Range(0, 50).Select(j => line.Arrival($"d{j % 7}/f{j}", $"same {j}"))], station: i % 2)));

        var results = answers.SelectMany(each => each.As<List<Registered>>()).ToList();
        Assert.Equal((50, 550), (results.Count(each => each.Outcome == RegistrationOutcome.Registered), results.Count(each => each.Outcome == Known)));
        await CountsAre(line, 50, Enumerable.Range(0, 50).Sum(j => $"same {j}".Length));
    }

    private Task<List<FileVersion>> Versions(Beamline line, string path) => Site.Admin.Get<List<FileVersion>>($"{line.Path}/versions/{path}");

    private async Task CountsAre(Beamline line, long files, long bytes)
    {
        var experiment = await Site.Admin.Get<Experiments.Experiment>(line.Path);
        Assert.Equal((files, bytes), (experiment.Files, experiment.Bytes));
        var root = await Site.Admin.Get<FolderView>($"{line.Path}/folders/");
        Assert.Equal((files, bytes), (root.Files, root.Bytes));
    }
}

public sealed class RegisterTestsOnSqlite(SqliteSite site) : RegisterTests(site), IClassFixture<SqliteSite>;

public sealed class RegisterTestsOnPostgres(PostgresSite site) : RegisterTests(site), IClassFixture<PostgresSite>;
