using System.Globalization;
using System.Xml.Linq;
using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Extraction;
using Dewar.Hosting;
using Dewar.Sdk;
using Dewar.Sessions;
using Xunit;

namespace Dewar.Records;

/// <summary>
/// A session of which another system's record and some of its files are there: booked, its files read in earnest, and the record compared with what that
/// system wrote. Of its eleven files three are there; they stand for the others.
/// </summary>
public sealed class RealSessionTests(SqliteSite site) : SiteTests(site), IClassFixture<SqliteSite>
{
    private static readonly XNamespace Nexus = "https://data.nist.gov/od/dm/nexus/experiment/v1.0";
    private static readonly string[] Files = ["orion-zeiss_dataZeroed.tif", "orion-fibics_dataZeroed.tif", "tescan-pfib_dataZeroed.tif", "tescan-pfib_dataZeroed.hdr"];

    // What the other system calls it; what we call it.
    private static readonly Dictionary<string, string> Names = new()
    {
        ["acceleration_voltage"] = "Acceleration Voltage", ["beam_current"] = "Beam Current", ["emission_current"] = "Emission Current", ["dwell_time"] = "Dwell Time",
        ["horizontal_field_width"] = "Field Width", ["vertical_field_width"] = "Field Height", ["pixel_width"] = "Pixel Size", ["pixel_height"] = "Pixel Height",
        ["scan_rotation"] = "Scan Rotation", ["working_distance"] = "Working Distance",
    };

    private static readonly Dictionary<string, string> Units = new()
    {
        ["kilovolt"] = "kV", ["picoampere"] = "pA", ["microampere"] = "µA", ["microsecond"] = "µs", ["micrometer"] = "µm", ["nanometer"] = "nm", ["millimeter"] = "mm", ["degree"] = "°",
    };

    [Fact]
    public async Task The_record_of_a_real_session_says_what_another_systems_record_of_it_says()
    {
        var theirs = XDocument.Load(SharedFiles.PathOf("schema/example-record.xml")).Root!;
        var session = await Made(theirs);
        var xml = (await Site.Admin.Send("GET", $"api/sessions/{session}/record?format=xml")).MustBe(200).Body;
        using var folder = new TestFolder();
        await File.WriteAllBytesAsync(folder["record.xml"], xml, TestContext.Current.CancellationToken);
        var (code, output) = ForeignProgram.Run("xmllint", "libxml2-utils", "--noout", "--nonet", "--schema", SharedFiles.PathOf("schema/nexus-experiment.xsd"), folder["record.xml"]);
        Assert.True(code == 0, output);

        var ours = XDocument.Load(folder["record.xml"]).Root!;
        Assert.All((string[])["title", "summary/experimenter", "summary/motivation", "sample/name", "sample/description", "project/project_id"], path => Assert.Equal(At(theirs, path), At(ours, path)));
        Assert.All((string[])["summary/reservationStart", "summary/reservationEnd"], path => Assert.Equal(Time(theirs, path), Time(ours, path)));
        Assert.Equal(theirs.Element(Nexus + "summary")!.Attribute("ref")!.Value, ours.Element(Nexus + "summary")!.Attribute("ref")!.Value);
        Assert.Equal(Files.Order(), ours.Descendants(Nexus + "dataset").Select(each => each.Element(Nexus + "name")!.Value).Order());
        Assert.Equal(15, await Compared(session));
    }

    /// <summary>Compares every quantity that the other system wrote for these files and that has a name with us.</summary>
    /// <returns>How many.</returns>
    private async Task<int> Compared(string session)
    {
        var record = SessionJson.Read((await Site.Admin.Send("GET", $"api/sessions/{session}/record")).MustBe(200).Body);
        var said = File.ReadLines(SharedFiles.PathOf("expected/values.tsv")).Select(line => line.Split('\t')).Where(cells => cells is [var file, _, _, var source, ..] && file.Contains("tiff-vendor", StringComparison.Ordinal)
            && source.StartsWith("metadata written by NexusLIMS", StringComparison.Ordinal)).ToDictionary(cells => (File: Path.GetFileName(cells[0]), What: cells[1]), cells => cells[2].Trim('"'));
        var compared = 0;
        foreach (var ((file, what), value) in said.Where(each => each.Key.What.EndsWith(".value", StringComparison.Ordinal) && Names.ContainsKey(each.Key.What["nx_meta.".Length..^".value".Length])))
        {
            var name = what["nx_meta.".Length..^".value".Length];
            var activity = record.Activities.Single(each => each.Files.Any(one => one.Name == file));
            var ours = activity.Setup.Concat(activity.Files.Single(one => one.Name == file).Values).Single(each => each.Name == Names[name]);
            var (expected, actual) = (InSi(value, Units[said[(file, $"nx_meta.{name}.unit")]]), InSi(ours.Text, ours.Unit));
            Assert.True(Math.Abs(expected - actual) <= 1e-6 * Math.Abs(expected), $"{file}: {name} is {actual}, not {expected}.");
            compared++;
        }

        return compared;
    }

    private static double InSi(string number, string? unit)
    {
        Assert.True(Unit.TryParse(unit, out var known), unit);
        return known.ToSi(double.Parse(number, CultureInfo.InvariantCulture));
    }

    /// <summary>The session by its booking. The files have another year in them than that system took from their time stamps: they are brought here by hand.</summary>
    private async Task<string> Made(XElement theirs)
    {
        var scope = await Site.Microscope();
        await Site.Admin.Post<UserMade>("api/users", new NewUser("ned", FullName: "Ned Land"));
        await Book(scope, theirs);
        await using var bench = await ReadingBench.Open(Site, scope.Line);
        foreach (var name in Files)
        {
            await scope.Line.Bring(name, await File.ReadAllBytesAsync(SharedFiles.PathOf($"formats/tiff-vendor/{name}"), TestContext.Current.CancellationToken));
        }

        await bench.AllAreRead();
        var session = await Site.Admin.Post<Session>(scope.Sessions, new NewSession("ned", At: Time(theirs, "summary/reservationStart").AddMinutes(20)));
        await Site.Admin.Post<Session>($"api/sessions/{session.Id}/end", new SessionMoment(Time(theirs, "summary/reservationEnd").AddMinutes(-30)));
        await Site.Admin.Post<BatchMoved>($"api/sessions/{session.Id}/files", new FilesMoved(scope.Line.Experiment.Name, Files));
        while (await Site.Admin.Get<RecordStatus>($"api/sessions/{session.Id}/record/status") is not { State: RecordState.Built }
            || SessionJson.Read((await Site.Admin.Send("GET", $"api/sessions/{session.Id}/record")).MustBe(200).Body).Files < Files.Length)
        {
            await Task.Delay(50);
        }

        return session.Id;
    }

    /// <summary>As a calendar had it then; one that is asked today tells of these weeks only.</summary>
    private async Task Book(Microscope scope, XElement theirs)
    {
        var (user, sample) = (await Site.Database.Number($"select id from access_user where name = {"ned"}", default),
            new Json(System.Text.Json.JsonSerializer.Serialize((Reservations.Sample[])[new(At(theirs, "sample/name"), null, At(theirs, "sample/description"))], Wire.Json)));
        var (from, to, link) = (Time(theirs, "summary/reservationStart").InMicroseconds, Time(theirs, "summary/reservationEnd").InMicroseconds, theirs.Element(Nexus + "summary")!.Attribute("ref")!.Value);
        await Site.Database.Execute($"""
            insert into reservations_reservation (public_id, instrument, source, external_id, title, purpose, user_text, people, account_id, starts_us, ends_us, project, samples, consent, questions, link, digest, made_us, updated_us)
            values ({Guid.NewGuid().ToString()}, {scope.Name}, 'nemo', {Guid.NewGuid().ToString()}, {At(theirs, "title")}, {At(theirs, "summary/motivation")}, 'Ned Land', {new Json("[]")}, {user},
                {from}, {to}, {At(theirs, "project/project_id")}, {sample}, 'yes', {new Json("[]")}, {link}, '', 0, 0)
            """, default);
    }

    private static string At(XElement record, string path) => path.Split('/').Aggregate((XElement?)record, (at, name) => at?.Element(Nexus + name))?.Value ?? "";

    private static DateTimeOffset Time(XElement record, string path) => DateTimeOffset.Parse(At(record, path), CultureInfo.InvariantCulture);
}
