using Xunit;

namespace Dewar.Formats.Bytes;

public sealed class FileSourceTests : IDisposable
{
    private readonly DirectoryInfo _outside = Directory.CreateTempSubdirectory("dewar-outside");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dewar-files");

    public FileSourceTests()
    {
        File.WriteAllBytes(In("a.hdr"), [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i % 251))]);
        File.WriteAllBytes(In("a.img"), [7]);
        Directory.CreateDirectory(In("parts"));
        File.WriteAllBytes(In("parts/1.img"), [8]);
        File.WriteAllText(Path.Combine(_outside.FullName, "secret"), "secret");
        File.CreateSymbolicLink(In("link.img"), Path.Combine(_outside.FullName, "secret"));
        Directory.CreateSymbolicLink(In("away"), _outside.FullName);
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _outside.Delete(recursive: true);
    }

    [Theory, InlineData(0, 10), InlineData(32_767, 2), InlineData(32_768, 32_768), InlineData(99_999, 1), InlineData(1, 99_000)]
    public void Any_stretch_is_read_as_it_is(int at, int count)
    {
        using var file = Open("a.hdr")!;

        Assert.Equal(Enumerable.Range(at, count).Select(i => (byte)(i % 251)), file.ReadBytes(at, count));
        Assert.Equal((byte)(at % 251), file.ReadBytes(at, 1)[0]);
    }

    [Theory, InlineData(99_999, 1), InlineData(100_000, 0), InlineData(5_000_000_000, 0)]
    public void Beyond_the_end_there_is_nothing(long at, int expected)
    {
        using var file = Open("a.hdr")!;

        Assert.Equal(expected, file.Read(at, new byte[10]));
        Assert.Equal(expected, file.Read(at, new byte[64 * 1024]));
    }

    [Theory, InlineData("a.img", 7), InlineData("parts/1.img", 8)]
    public void Companions_are_found_here_and_below(string path, byte first)
    {
        using var file = Open("a.hdr")!;

        Assert.Equal([first], file.Companion(path)!.ReadBytes(0, 1));
    }

    [Theory]
    [InlineData("../a.hdr")]
    [InlineData("parts/../a.img")]
    [InlineData("parts/../../secret")]
    [InlineData("..\\a.hdr")]
    [InlineData("./a.img")]
    [InlineData("parts//1.img")]
    [InlineData("/etc/passwd")]
    [InlineData("away/secret")]
    [InlineData("link.img")]
    [InlineData("a.img\0.txt")]
    [InlineData("parts")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("nothing")]
    public void What_leads_away_or_is_no_file_is_not_there(string path)
    {
        using var file = Open("a.hdr")!;

        Assert.Null(file.Companion(path));
    }

    [Fact]
    public void A_companion_of_a_companion_is_sought_where_that_one_is()
    {
        using var file = Open("a.hdr")!;
        var part = file.Companion("parts/1.img")!;

        Assert.Equal("1.img", part.Name);
        Assert.NotNull(part.Companion("1.img"));
        Assert.Null(part.Companion("a.img"));
        Assert.Null(part.Companion("../a.img"));
    }

    [Fact]
    public void A_link_that_a_person_names_is_followed()
    {
        using var file = Open("link.img");

        Assert.Equal(6, file!.Length);
    }

    [Fact]
    public void Links_and_folders_are_not_listed()
    {
        using var file = Open("a.hdr")!;

        Assert.Equal(["a.hdr", "a.img"], file.Companions(""));
        Assert.Equal(["a.img"], file.Companions("a.i"));
        Assert.Empty(file.Companions("parts/"));
    }

    [Fact]
    public void It_knows_where_it_is()
    {
        using var file = Open("parts/1.img")!;

        Assert.Equal(("1.img", In("parts/1.img")), (file.Name, file.Path));
    }

    private FileSource? Open(string path) => FileSource.Open(new PlainFolder(_folder.FullName), path);

    private string In(string path) => Path.Combine(_folder.FullName, path);
}
