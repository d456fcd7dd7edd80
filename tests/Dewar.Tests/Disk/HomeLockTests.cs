using Xunit;

namespace Dewar.Disk;

public sealed class HomeLockTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("dewar-lock-").FullName;

    [Fact]
    public async Task A_home_folder_is_for_one_process_at_a_time()
    {
        var ct = TestContext.Current.CancellationToken;
        var first = await HomeLock.Take(_home, TimeProvider.System, ct);

        var refused = await Assert.ThrowsAnyAsync<IOException>(() => HomeLock.Take(_home, TimeProvider.System, ct));
        Assert.Contains("Another Dewar works in", refused.Message);

        first.Dispose();
        (await HomeLock.Take(_home, TimeProvider.System, ct)).Dispose();
    }

    [Fact]
    public async Task One_that_is_just_going_down_is_waited_for()
    {
        var ct = TestContext.Current.CancellationToken;
        var first = await HomeLock.Take(_home, TimeProvider.System, ct);
        var second = HomeLock.Take(_home, TimeProvider.System, ct);

        first.Dispose();

        (await second).Dispose();
    }

    [Fact]
    public async Task A_file_in_the_way_is_named()
    {
        var file = Path.Combine(_home, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAnyAsync<IOException>(() => HomeLock.Take(file, TimeProvider.System, TestContext.Current.CancellationToken));

        Assert.Contains("there is a file of this name", refused.Message);
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
