using Dewar.Acquisitions;
using Dewar.Disk;
using Xunit;

namespace Dewar.Station;

public sealed class FolderRulesTests : IDisposable
{
    private readonly TestFolder _disk = new TestFolder().Make("storage/exp").Make("home").Make("open/data").Make("secret");

    [Fact]
    public void Staff_may_name_any_folder() => Assert.Null(Fault("secret", anyFolder: true));

    [Fact]
    public void Others_may_name_what_lies_in_a_root_of_the_station()
    {
        Assert.Null(Fault("open"));
        Assert.Null(Fault("open/data"));
        Assert.Null(Fault("open/not/there/yet"));
        Assert.Contains("is outside the folders", Fault("secret"), StringComparison.Ordinal);
        Assert.Contains("is outside the folders", Fault("opened"), StringComparison.Ordinal);
        Assert.Contains("is outside the folders", Fault("open/../secret"), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_out_of_a_root_lead_outside()
    {
        Directory.CreateSymbolicLink(_disk["open/link"], _disk["secret"]);
        Directory.CreateSymbolicLink(_disk["open/twice"], _disk["open/link"]);

        Assert.Contains("is outside the folders", Fault("open/link"), StringComparison.Ordinal);
        Assert.Contains("is outside the folders", Fault("open/twice/below"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_bites_its_tail_is_a_fault_and_not_a_failure()
    {
        Directory.CreateSymbolicLink(_disk["open/one"], _disk["open/other"]);
        Directory.CreateSymbolicLink(_disk["open/other"], _disk["open/one"]);

        Assert.Contains("can't be followed", Fault("open/one"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("storage")]
    [InlineData("storage/exp")]
    [InlineData("")]
    public void Nobody_watches_the_storage(string folder) => Assert.Contains("lie in one another", Fault(folder, anyFolder: true), StringComparison.Ordinal);

    [Fact]
    public void Nobody_watches_the_storage_through_a_link()
    {
        Directory.CreateSymbolicLink(_disk["open/link"], _disk["storage"]);

        Assert.Contains("lie in one another", Fault("open/link/exp", anyFolder: true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("home")]
    [InlineData("home/below")]
    public void Nobody_watches_the_journal(string folder) => Assert.Contains("the station's own journal", Fault(folder, anyFolder: true), StringComparison.Ordinal);

    [Fact]
    public void Without_roots_only_staff_name_folders()
    {
        var fault = FolderRules.Fault(Assign("open", anyFolder: false), Options());

        Assert.Contains("lets only its staff name folders", fault, StringComparison.Ordinal);
    }

    public void Dispose() => _disk.Dispose();

    private string? Fault(string folder, bool anyFolder = false) => FolderRules.Fault(Assign(folder, anyFolder), Options(_disk["open"]));

    private Assignment Assign(string folder, bool anyFolder) => new(
        1, "acq", "exp", AcquisitionKind.Acquisition, _disk[folder], "", new(), "main", _disk["storage"], "mark", "exp", anyFolder, Stop: false, Abort: false);

    private StationOptions Options(params string[] roots) => new() { Site = new("http://127.0.0.1:1"), Token = "t", Home = _disk["home"], Roots = roots };
}
