using Xunit;

namespace Dewar.Journeys;

public sealed class JournalKeysTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dewar-test-").FullName;

    [Fact]
    public async Task A_key_is_not_given_again_after_its_source_was_forgotten()
    {
        await using var journal = await Journal.Open(Path.Combine(_folder, "journal.db"), TimeProvider.System, default);
        await journal.See(1, [new("a.tif", 1, 1, JourneyStage.Seen, null)], default);
        var first = await journal.Find(1, "a.tif", default);
        await journal.Forget(1, default);

        await journal.See(2, [new("a.tif", 2, 2, JourneyStage.Seen, null)], default);

        Assert.NotEqual(first!.Id, (await journal.Find(2, "a.tif", default))!.Id);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
