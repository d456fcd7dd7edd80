using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Formats;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Extraction;

/// <summary>Hundreds of spoilt files and readers that misbehave, and between them files as they should be.</summary>
public sealed class HostileFilesTests(SqliteSite site) : SiteTests(site), IClassFixture<SqliteSite>
{
    private const int Each = 20;

    // Nobody else sleeps so long.
    private static readonly string Sleep = $"sleep 61.{Environment.ProcessId}";

    private static readonly ReadingLimits Limits = new(TimeSpan.FromSeconds(10), 256 << 20);

    [Fact]
    public async Task Whatever_comes_each_file_has_an_answer_and_the_site_stays()
    {
        var programs = new Dictionary<string, (string, string)>
        {
            [Site.Name("kills")] = ("*.kills", "kill -9 $PPID"),
            [Site.Name("hangs")] = ("*.hangs", Sleep),
            [Site.Name("floods")] = ("*.floods", "cat /dev/zero"),

            // Without a line's end it is all kept.
            [Site.Name("eats")] = ("*.eats", $"(head -c 400000000 /dev/zero; {Sleep}) | tail"),
        };
        var line = await Site.Beamline();
        var scripts = new List<string>();
        await using (var bench = await ReadingBench.Open(Site, line, programs, Limits, scripts: scripts))
        {
            foreach (var (number, (name, bytes)) in Samples().Index())
            {
                await Bring(line, name, bytes, number);
            }

            foreach (var name in new[] { "a.kills", "a.hangs", "a.floods", "a.eats", "after.kills" })
            {
                await line.Bring(name, "x");
                await line.Bring($"{name}.txt", "Something else.");
            }

            await AllAreRead(line);
        }

        var files = new List<CatalogueFile>();
        foreach (var file in (await line.List("limit=1000")).Items)
        {
            files.Add(await line.Show(file.Path));
        }

        Assert.Equal(Samples().Count * (Each + 1) + 10, files.Count);
        Assert.All(files, file => Assert.True(file.State is ReadingState.Read or ReadingState.Damaged or ReadingState.Failed, $"{file.Path}: {file.State}"));
        Assert.All(files.Where(file => file.State is not ReadingState.Read), file => Assert.False(string.IsNullOrWhiteSpace(file.Message), file.Path));

        // Our own readers fail nowhere; programs do, and each takes nothing with it.
        Assert.Equal(["a.eats", "a.hangs", "a.kills", "after.kills"], files.Where(file => file.State is ReadingState.Failed).Select(file => file.Path).Order());
        Assert.All(files.Where(file => file.Path.StartsWith("whole", StringComparison.Ordinal) || file.Path.EndsWith("s.txt", StringComparison.Ordinal)),
            file => Assert.Equal((file.Path, ReadingState.Read), (file.Path, file.State)));
        Assert.Contains("of memory", (await line.Show("a.eats")).Message);
        Assert.Contains("longer than", (await line.Show("a.hangs")).Message);
        Assert.Equal(ReadingState.Damaged, (await line.Show("a.floods")).State);
        Assert.DoesNotContain(Processes(), command => command.Contains(Sleep, StringComparison.Ordinal) || scripts.Exists(command.Contains));
    }

    /// <summary>One as it should be, and spoilt ones.</summary>
    private static async Task Bring(Beamline line, string name, byte[] bytes, int seed)
    {
        (string Path, byte[] Bytes)[] all =
        [
            ($"whole/{name}", bytes),
            .. Enumerable.Range(0, Each).Select(i => ($"spoilt/{i}-{name}", Hostile.Spoil(bytes, bytes, new Random(1000 * seed + i)))),
        ];
        foreach (var (path, content) in all)
        {
            line.Put(path, content);
        }

        await line.Register([.. all.Select(file => line.Arrival(file.Path, file.Bytes))]);
    }

    // Asked as people do, all the time: it must answer.
    private async Task AllAreRead(Beamline line)
    {
        for (var turn = 0; turn < 1200; turn++)
        {
            (await Site.Admin.Send("GET", $"{line.Path}/files?limit=10")).MustBe(200);
            if ((await Site.Admin.Get<ReadingStanding>($"{line.Path}/readings")).Waiting == 0)
            {
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("The files were not read within two minutes.");
    }

    private static List<string> Processes()
    {
        var all = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                all.Add(File.ReadAllText($"{folder}/cmdline").Replace('\0', ' '));
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return all;
    }

    private static List<(string Name, byte[] Bytes)> Samples() =>
    [
        ("a.mrc", ReadingTests.Mrc(12, 8)),
        ("a.bmp", [.. "BM"u8, 78, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0, .. new byte[48]]),
        ("a.gif", [.. "GIF89a"u8, 2, 0, 2, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 3, 0x4C, 0x20, 0x05, 0, 0x3B]),
        ("a.pgm", [.. "P5\n16 4\n255\n"u8, .. new byte[64]]),
        ("a.tif",
        [
            .. "II*\0"u8, 8, 0, 0, 0, 4, 0, 0, 1, 3, 0, 1, 0, 0, 0, 8, 0, 0, 0, 1, 1, 3, 0, 1, 0, 0, 0, 8, 0, 0, 0,
            0x11, 1, 4, 0, 1, 0, 0, 0, 62, 0, 0, 0, 0x17, 1, 4, 0, 1, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 0, .. new byte[64],
        ]),
        ("a.npy", [0x93, .. "NUMPY"u8, 1, 0, 70, 0, .. Encoding.ASCII.GetBytes("{'descr': '<f4', 'fortran_order': False, 'shape': (4, 4), }".PadRight(69) + "\n"), .. new byte[64]]),
        ("a.fits", Text("SIMPLE  =                    T".PadRight(80) + "BITPIX  =                    8".PadRight(80) + "NAXIS   =                    2".PadRight(80)
            + "NAXIS1  =                   10".PadRight(80) + "NAXIS2  =                   10".PadRight(80) + "END".PadRight(80 * 31))),
        ("a.csv", Text("time,volts\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i * 0.5}\n")))),
        ("a.json", Text("""{"a":[1,2,{"b":[[["c"]]]}],"d":{"e":1e300}}""")),
        ("a.xml", Text("<?xml version=\"1.0\"?><a><b c=\"1\">x</b><b>2.5</b></a>")),
        ("a.msa", Text("#FORMAT      : EMSA/MAS Spectral Data File\n#VERSION     : 1.0\n#TITLE       : t\n#NPOINTS     : 4.\n#NCOLUMNS    : 1.\n#XUNITS      : eV\n"
            + "#YUNITS      : counts\n#DATATYPE    : Y\n#XPERCHAN    : 1.\n#OFFSET      : 0.\n#SPECTRUM    : x\n1.\n2.\n3.\n4.\n#ENDOFDATA   :\n")),
        ("a.spec", Text("#F x\n#E 1\n#D Mon May 04 03:02:01 2026\n\n#S 1 ascan th 0 1 3 1\n#N 2\n#L th  det\n0 1\n0.5 2\n1 3\n")),
        ("a.pdf", Text("%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj\ntrailer << /Root 1 0 R >>\n")),
        ("a.zip", Zip()),
        ("a.tar", Tar()),
    ];

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Zip()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var inside = zip.CreateEntry("a/readme.txt").Open())
            {
                inside.Write(Text(new string('x', 3000)));
            }

            using var other = zip.CreateEntry("b.csv").Open();
            other.Write(Text("1,2\n3,4\n"));
        }

        return bytes.ToArray();
    }

    private static byte[] Tar()
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "a.txt") { DataStream = new MemoryStream(Text("hello")) });
        }

        return bytes.ToArray();
    }
}
