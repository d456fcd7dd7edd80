using System.Text.Json;
using Dewar.Formats;
using Dewar.Formats.Bytes;
using Dewar.Hosting;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Extraction;

/// <summary>dewar inspect, as it is typed, and the JSON that it prints.</summary>
public sealed class InspectTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dewar-inspect-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_needs_no_site_and_draws_what_it_sees()
    {
        var file = Put("a.mrc", ReadingTests.Mrc(12, 8));
        var picture = Path.Combine(_folder, "a.png");
        var done = await Inspect(file, "--json", "--preview", picture);

        Assert.Equal(0, done.Code);
        Assert.Equal(("a.mrc", "mrc", "image"), (done.Json.GetProperty("name").GetString(), done.Json.GetProperty("reader").GetProperty("name").GetString(),
            done.Json.GetProperty("signals")[0].GetProperty("type").GetString()));
        Assert.Equal([8, 12], done.Json.GetProperty("signals")[0].GetProperty("shape").EnumerateArray().Select(length => length.GetInt32()));
        Assert.Equal("PNG"u8.ToArray(), File.ReadAllBytes(picture)[1..4]);
    }

    [Fact]
    public async Task People_get_words_and_the_tree_when_they_ask_for_it()
    {
        var file = Put("a.mrc", ReadingTests.Mrc(12, 8));

        var brief = await Inspect(file);
        Assert.Contains("8 × 12", brief.Out);
        Assert.DoesNotContain("nx: 12", brief.Out);
        Assert.Contains("nx: 12", (await Inspect(file, "--all")).Out);
    }

    [Theory, InlineData("none.mrc", "There is no file"), InlineData(".", "is a folder")]
    public async Task What_is_no_file_is_said(string name, string why)
    {
        var done = await Inspect(Path.Combine(_folder, name));

        Assert.Equal((int)ExitCode.Usage, done.Code);
        Assert.Contains(why, done.Error);
    }

    [Fact]
    public async Task A_damaged_file_is_told_and_what_was_found_is_shown()
    {
        var done = await Inspect(Put("a.png", [0x89, .. "PNG\r\n"u8, 0x1a, 0x0a, 0, 0, 0, 13, .. "IHDR"u8, 0, 0]), "--json");

        Assert.Equal((int)ExitCode.Failed, done.Code);
        Assert.NotEqual("", done.Json.GetProperty("damage").GetString());
    }

    [Fact]
    public async Task A_plug_in_of_a_folder_reads_in_a_world_of_its_own()
    {
        // The readers in the box, as a stranger's plug-in: their names are taken, and that is said with the plug-in's name.
        var plugin = Directory.CreateDirectory(Path.Combine(_folder, "plugins", "Dewar.Formats"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Dewar.Formats.dll"), Path.Combine(plugin.FullName, "Dewar.Formats.dll"));
        var registry = new Names();
        PluginFolder.Register(Path.Combine(_folder, "plugins"), registry);

        Assert.Contains("mrc", registry.Readers.Select(reader => reader.Name));
        Assert.DoesNotContain(registry.Readers, reader => FormatsPlugin.Readers.Any(own => own.GetType() == reader.GetType()));
        var done = await Inspect(Put("a.mrc", ReadingTests.Mrc(2, 2)), "--plugins", Path.Combine(_folder, "plugins"));
        Assert.Contains("There are two readers called", done.Error);
    }

    [Fact]
    public void A_plug_in_that_is_none_is_named()
    {
        var broken = Directory.CreateDirectory(Path.Combine(_folder, "plugins", "Broken"));
        File.WriteAllText(Path.Combine(broken.FullName, "Broken.dll"), "no assembly");

        Assert.Contains("'Broken'", Assert.Throws<IOException>(() => PluginFolder.Register(Path.Combine(_folder, "plugins"), new Names())).Message);
    }

    [Fact]
    public void A_folder_where_no_plug_in_can_be_is_told()
    {
        var plugins = Directory.CreateDirectory(Path.Combine(_folder, "plugins")).FullName;
        Assert.Contains("is not there", Assert.Throws<IOException>(() => PluginFolder.Register(plugins + "2", new Names())).Message);
        var wrong = Directory.CreateDirectory(Path.Combine(plugins, "Wrong")).FullName;
        Assert.Contains("must be called as the assembly", Assert.Throws<IOException>(() => PluginFolder.Register(plugins, new Names())).Message);
        Directory.Delete(wrong);
        File.WriteAllText(Path.Combine(plugins, "Loose.dll"), "");
        Assert.Contains("folder of its own", Assert.Throws<IOException>(() => PluginFolder.Register(plugins, new Names())).Message);
    }

    [Theory, InlineData("*.a ./read"), InlineData("*.a /nowhere/read"), InlineData("*.a")]
    public async Task A_program_that_can_not_be_run_is_told_before_any_file_is_read(string setting)
    {
        var done = await Inspect(Put("a.a", [1]), "--reader", $"own={setting}");

        Assert.Equal((int)ExitCode.Usage, done.Code);
        Assert.Contains("reader 'own'", done.Error);
    }

    [Fact]
    public void What_is_written_can_be_read_again()
    {
        var written = new Sdk.Extraction { Format = "F", MediaType = "a/b", PartOf = "whole" };
        written.Facts.Tell(CoreNames.AccelerationVoltage, 200, "kV", "tree.Voltage", "may be old");
        written.Facts.Tell(CoreNames.AcquiredAt, new FileTime(new DateTime(2024, 5, 6, 7, 8, 9), TimeSpan.FromHours(-5)), "tree.Time");
        written.Facts.Tell(CoreNames.EndedAt, new FileTime(new DateTime(2024, 5, 6, 7, 8, 9)), "tree.Time");
        written.Facts.Tell(CoreNames.Elements, ["Fe", "Cu"], "tree");
        written.AddPart("a.dat", "data");
        written.Warn("odd");
        var group = written.Metadata.AddGroup("Group");
        group.Add("n", 1.5, "nm", at: 12, doubt: "why");
        group.Add("n", new[] { 1L, 2L });
        group.Add("t", "words");
        written.Add(new() { Name = "s", Type = SignalType.SpectrumImage, IsMain = true, Unit = "counts", Element = ElementType.UInt16.Times(3), Axes = [new("x", 3) { Scale = 2, Offset = 1, Unit = "nm", IsScan = true }, new("e", 4)] });
        var first = FindingWriter.Write(new(null, written, null));

        var read = new Sdk.Extraction();
        DocumentReader.Read(first, read, "a test");
        var second = JsonDocument.Parse(FindingWriter.Write(new(null, read, null))).RootElement;
        var expected = JsonDocument.Parse(first).RootElement;

        foreach (var part in new[] { "format", "mediaType", "parts", "partOf", "warnings" })
        {
            Assert.Equal(expected.GetProperty(part).GetRawText(), second.GetProperty(part).GetRawText());
        }

        Assert.Equal(200e3, second.GetProperty("metadata").GetProperty("acceleration_voltage").GetProperty("si").GetDouble());
        Assert.Equal(expected.GetProperty("metadata").GetProperty("acquired_at").GetRawText(), second.GetProperty("metadata").GetProperty("acquired_at").GetRawText());
        Assert.Equal("2024-05-06T07:08:09", second.GetProperty("metadata").GetProperty("ended_at").GetProperty("value").GetString());
        Assert.Equal("rgb16", second.GetProperty("signals")[0].GetProperty("element").GetString());
        Assert.Equal(expected.GetProperty("signals")[0].GetProperty("axes").GetRawText(), second.GetProperty("signals")[0].GetProperty("axes").GetRawText());
        Assert.Equal(["n", "n#2", "t"], second.GetProperty("metadata").GetProperty("tree").GetProperty("Group").EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void Companions_are_noted_and_nothing_leads_out_of_the_folder()
    {
        Put("a.ser", [1]);
        Directory.CreateDirectory(Path.Combine(_folder, "below"));
        File.WriteAllText(Path.Combine(_folder, "below", "b.ser"), "b");
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), "/etc/passwd");
        using var root = Disk.Folder.OpenRoot(_folder);
        var notes = new HashSet<AskedFor>();
        using var file = FileSource.Open(new NotedFolder(new StorageFolder(root), notes), "a.ser")!;

        Assert.Null(file.Companion("link"));
        Assert.Null(file.Companion("../etc/passwd"));
        Assert.Null(file.Companion("/etc/passwd"));
        Assert.Null(file.Companion("none"));
        Assert.NotNull(file.Companion("below/b.ser"));
        Assert.Equal(["a.ser"], file.Companions("a"));
        Assert.Contains(new("none", true), notes);
        Assert.Contains(new("a", false), notes);
    }

    private Task<Typed> Inspect(params string[] words) => Typed.Dewar(_folder, "http://127.0.0.1:1", "none", ["inspect", .. words]);

    private string Put(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private sealed class Names : IPluginRegistry
    {
        public List<IFormatReader> Readers { get; } = [];

        public IPluginRegistry Add(ITransferMethod method) => this;

        public IPluginRegistry Add(IProposalSource source) => this;

        public IPluginRegistry Add(IFormatReader reader)
        {
            Readers.Add(reader);
            return this;
        }
    }
}
