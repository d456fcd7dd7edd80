using System.Text.RegularExpressions;
using Xunit;

namespace Dewar;

/// <summary>The map in ARCHITECTURE.md, as a table that fails when the code disagrees.</summary>
public sealed partial class BoundaryTests
{
    /// <summary>Every room and what it may use. A room stands below all it uses, so that no circle can come about.</summary>
    private static readonly OrderedDictionary<string, string[]> MayUse = new()
    {
        ["Disk"] = [],
        ["Database"] = [],
        ["Hosting"] = ["Disk", "Database"],
        ["Audit"] = ["Database", "Hosting"],
        ["Jobs"] = ["Database", "Hosting"],
        ["Access"] = ["Audit", "Database", "Hosting"],
        ["Storages"] = ["Access", "Audit", "Database", "Hosting", "Disk"],
        ["Instruments"] = ["Storages", "Access", "Audit", "Database", "Hosting", "Disk"],
        ["Experiments"] = ["Instruments", "Storages", "Access", "Audit", "Database", "Hosting", "Disk"],
        ["Reservations"] = ["Experiments", "Instruments", "Access", "Audit", "Jobs", "Database", "Hosting", "Disk"],
        ["Acquisitions"] = ["Experiments", "Instruments", "Access", "Audit", "Jobs", "Database", "Hosting", "Disk"],
        ["Catalogue"] = ["Acquisitions", "Experiments", "Instruments", "Storages", "Access", "Audit", "Jobs", "Database", "Hosting", "Disk"],
        ["Extraction"] = ["Catalogue", "Experiments", "Access", "Audit", "Database", "Hosting", "Disk"],
        ["Viewing"] = ["Extraction", "Catalogue", "Experiments", "Storages", "Access", "Hosting", "Disk"],
        ["Search"] = ["Extraction", "Catalogue", "Experiments", "Access", "Database", "Hosting", "Disk"],
        ["Downloads"] = ["Search", "Catalogue", "Experiments", "Storages", "Access", "Database", "Hosting", "Disk"],
        ["Sharing"] = ["Downloads", "Extraction", "Catalogue", "Experiments", "Access", "Audit", "Database", "Hosting"],
        ["Dav"] = ["Catalogue", "Experiments", "Access", "Hosting", "Disk"],
        ["Verification"] = ["Catalogue", "Experiments", "Storages", "Access", "Audit", "Database", "Hosting", "Disk"],
        ["Scans"] = ["Verification", "Catalogue", "Experiments", "Storages", "Access", "Audit", "Jobs", "Database", "Hosting", "Disk"],
        ["Workflows"] = ["Hosting"],
        ["Journeys"] = ["Database", "Hosting", "Disk"],
        ["Transfers"] = ["Journeys", "Database", "Hosting", "Disk"],
        ["Uploads"] =
        [
            "Transfers", "Catalogue", "Acquisitions", "Experiments", "Storages", "Access", "Audit", "Jobs", "Database", "Hosting", "Disk",
        ],
        ["Sessions"] = ["Reservations", "Uploads", "Extraction", "Catalogue", "Acquisitions", "Experiments", "Instruments", "Access", "Audit", "Database", "Hosting", "Disk"],
        ["Records"] = ["Sessions", "Reservations", "Extraction", "Experiments", "Instruments", "Access", "Audit", "Database", "Hosting", "Disk"],
        ["Incoming"] =
        [
            "Uploads", "Transfers", "Acquisitions", "Access", "Database", "Hosting", "Disk",
        ],
        ["Station"] =
        [
            "Transfers", "Journeys", "Catalogue", "Acquisitions", "Experiments", "Instruments", "Access", "Hosting", "Database", "Disk",
        ],
        ["Monitoring"] =
        [
            "Scans", "Verification", "Extraction", "Catalogue", "Acquisitions", "Experiments", "Instruments", "Storages", "Access", "Jobs", "Audit",
            "Database", "Hosting",
        ],
        ["Portal"] =
        [
            "Records", "Sessions", "Search", "Uploads", "Verification", "Scans", "Monitoring", "Sharing", "Downloads", "Extraction", "Catalogue", "Acquisitions", "Reservations", "Experiments", "Instruments",
            "Storages", "Access", "Jobs", "Audit", "Hosting",
            "Database", "Disk",
        ],
        ["Demo"] =
        [
            "Monitoring", "Station", "Downloads", "Catalogue", "Acquisitions", "Experiments", "Instruments", "Storages", "Access", "Hosting", "Database",
            "Disk",
        ],
    };

    private static readonly ILookup<string, string> Types = SourceFile.Product
        .SelectMany(file => TypeDeclaration.Matches(file.Code).Select(type => (Room: RoomOf(file.Path), type.Groups["name"].Value)))
        .ToLookup(type => type.Room, type => type.Value);

    public static TheoryData<string> Rooms => [.. MayUse.Keys];

    [Fact]
    public void Every_folder_is_in_the_table_and_the_other_way_round()
    {
        var folders = SourceFile.Product.Select(file => RoomOf(file.Path)).Where(room => room is not "").Distinct().ToArray();

        Assert.Empty(folders.Except(MayUse.Keys));
        Assert.Empty(MayUse.Keys.Except(folders));
    }

    [Theory, MemberData(nameof(Rooms))]
    public void A_room_uses_only_its_neighbours(string room) =>
        Assert.Empty(SourceFile.Product.Where(file => RoomOf(file.Path) == room).SelectMany(Strangers));

    [Theory, MemberData(nameof(Rooms))]
    public void A_room_stands_below_all_it_uses(string room) =>
        Assert.Empty(MayUse[room].Except(MayUse.Keys.TakeWhile(above => above != room)));

    // Lists at the root may use every room; a using there that counts everywhere would open every room to every other.
    [Fact]
    public void Nothing_is_used_globally() => Assert.DoesNotContain(
        SourceFile.Product,
        file => GlobalUsing.IsMatch(file.Code) || file.Path == "src/Dewar/_Imports.razor" && file.Code.Contains("Dewar."));

    [Theory]
    [InlineData("using Dewar.Station;")]
    [InlineData("using static Dewar.Station.Watcher;")]
    [InlineData("using Look = Dewar.Station.Watcher;")]
    [InlineData("global using global::Dewar.Station;")]
    [InlineData("using Dewar.Disk;\n\nnamespace Dewar.Database;\n\nvar it = new Dewar.Station.Watcher();")]
    [InlineData("""throw new($"It is {Dewar.Station.Watcher.Name}.");""")]
    [InlineData("namespace Dewar.Station;")]
    public void A_stranger_is_noticed(string code) =>
        Assert.Contains("src/Dewar/Database/Sql.cs uses Station", Strangers(new("src/Dewar/Database/Sql.cs", code)));

    // As C# looks names up in the namespaces around, too.
    [Fact]
    public void A_stranger_is_noticed_without_its_first_name() =>
        Assert.Equal(["src/Dewar/Database/Sql.cs uses Disk"], Strangers(new("src/Dewar/Database/Sql.cs", "Disk.Posix.fsync(handle);")));

    [Theory, InlineData("@using Dewar.Station"), InlineData("@inject Dewar.Station.Watcher Watcher")]
    public void A_stranger_on_a_page_is_noticed(string code) =>
        Assert.Equal(["src/Dewar/Database/Page.razor uses Station"], Strangers(new("src/Dewar/Database/Page.razor", code)));

    [Theory]
    [InlineData("// unlike Dewar.Station")]
    [InlineData("log(\"Dewar.Station\");")]
    [InlineData("using Dewar.Sdk;")]
    [InlineData("namespace Dewar.Database;")]
    [InlineData("using Other.Dewar.Station;")]
    [InlineData("Disk.Count(); answer.Disk.Posix();")]
    public void Others_are_no_strangers(string code) => Assert.Empty(Strangers(new("src/Dewar/Database/Sql.cs", code)));

    private static IEnumerable<string> Strangers(SourceFile file) => Name.Matches(file.Code)
        .Where(use => !use.Groups["type"].Success || Types[use.Groups["room"].Value].Contains(use.Groups["type"].Value))
        .Select(use => use.Groups["room"].Value)
        .Where(other => other != RoomOf(file.Path) && MayUse.ContainsKey(other) && !MayUse[RoomOf(file.Path)].Contains(other))
        .Distinct()
        .Select(other => $"{file.Path} uses {other}");

    /// <summary>Empty for what lies at the root, or in another project.</summary>
    private static string RoomOf(string path) => Room.Match(path).Groups["room"].Value;

    [GeneratedRegex(@"^src/Dewar/(?<room>\w+)/")]
    private static partial Regex Room { get; }

    // A using of any kind contains the name just as the code does.
    [GeneratedRegex(@"(?<![\w.])(Dewar\.(?<room>\w+)|(?<room>[A-Z]\w*)\.(?<type>[A-Z]\w*))")]
    private static partial Regex Name { get; }

    [GeneratedRegex(@"\b(class|struct|record|interface|enum)\s+(?<name>[A-Z]\w*)")]
    private static partial Regex TypeDeclaration { get; }

    [GeneratedRegex(@"\bglobal\s+using\s[^;]*\bDewar\.")]
    private static partial Regex GlobalUsing { get; }
}
