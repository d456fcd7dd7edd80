using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Dewar.Catalogue;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Viewing;

/// <summary>Signals of any format, asked for piece by piece.</summary>
public sealed class SignalViewTests(SqliteSite site) : SiteTests(site), IClassFixture<SqliteSite>
{
    private const string Table = "time,name,value\n0.5,gold,3\n1.0,silver,4\n1.5,copper,5\n";

    [Fact]
    public async Task Signals_are_listed_with_their_axes()
    {
        var line = await Bring("a/stack.npy", Stack(3, 5, 7));

        var found = (await Ask(line, "signals/a/stack.npy")).Json;

        var signal = found.GetProperty("signals")[0];
        Assert.Equal([3, 5, 7], signal.GetProperty("axes").EnumerateArray().Select(axis => axis.GetProperty("length").GetInt32()));
        Assert.Equal("uint16", signal.GetProperty("element").GetString());
        Assert.True(signal.GetProperty("readable").GetBoolean());
        Assert.Equal("unknown", (await Ask(await Bring("b.bin", [0, 1, 2, 255]), "signals/b.bin")).Json.GetProperty("format").GetString()!, ignoreCase: true);
    }

    [Fact]
    public async Task A_tile_has_the_numbers_of_its_place()
    {
        var line = await Bring("s.npy", Stack(3, 5, 7));

        Assert.Equal("uint16;2;2 [58,59,65,66]", await Tile(line, "s.npy", "at=1,0,0&x=2&y=3&width=2&height=9"));
        Assert.Equal("uint16;7;5", (await Ask(line, "planes/s.npy?at=2,0,0")).Headers.GetValues("X-Dewar-Element").Single());
    }

    [Fact]
    public async Task Tiles_from_afar_are_the_mean_of_what_they_stand_for()
    {
        var line = await Bring("s.npy", Stack(1, 4, 6));

        var answer = await Ask(line, "planes/s.npy?at=0,0,0&reduce=2");

        Assert.Equal("float32;3;2", answer.Headers.GetValues("X-Dewar-Element").Single());
        Assert.Equal([3.5f, 5.5f, 7.5f, 15.5f, 17.5f, 19.5f], MemoryMarshal.Cast<byte, float>(answer.Body).ToArray());
    }

    [Fact]
    public async Task A_plane_may_be_of_any_two_axes()
    {
        var line = await Bring("s.npy", Stack(2, 3, 4));

        var answer = await Ask(line, "planes/s.npy?at=0,1,0&rows=2&columns=0");

        Assert.Equal("uint16;2;4", answer.Headers.GetValues("X-Dewar-Element").Single());
        Assert.Equal([4, 16, 5, 17, 6, 18, 7, 19], Shorts(answer.Body));
    }

    [Fact]
    public async Task Contrast_is_told_from_a_sample()
    {
        var line = await Bring("s.npy", Stack(1, 10, 100));

        var range = (await Ask(line, "ranges/s.npy?at=0,0,0")).Json;

        Assert.Equal(1000, range.GetProperty("sampled").GetInt32());
        var ends = range.GetProperty("percentiles").EnumerateArray().Select(each => (each[0].GetDouble(), each[1].GetDouble())).ToList();
        Assert.Equal((0, 0), ends[0]);
        Assert.Equal((100, 999), ends[^1]);
        Assert.Equal(1000, range.GetProperty("histogram").EnumerateArray().Sum(count => count.GetInt32()));
    }

    [Fact]
    public async Task Parts_come_as_bytes_json_npy_and_text()
    {
        var line = await Bring("s.npy", Stack(2, 3, 4));
        const string Part = "values/s.npy?start=0,1,0&count=2,1,2&step=1,1,3";

        var bytes = (await Ask(line, Part)).Body;
        Assert.Equal([4, 7, 16, 19], Shorts(bytes));
        Assert.Equal("[4,7,16,19]", (await Ask(line, $"{Part}&format=json")).Text);
        Assert.Equal("4.000000000000000000e+00,7.000000000000000000e+00\n1.600000000000000000e+01,1.900000000000000000e+01\n", (await Ask(line, $"{Part}&format=csv")).Text);
        var npy = (await Ask(line, $"{Part}&format=npy")).Body;
        Assert.StartsWith("{'descr': '<u2', 'fortran_order': False, 'shape': (2, 1, 2), }", Encoding.ASCII.GetString(npy, 10, 100));
        Assert.Equal([4, 7, 16, 19], Shorts(npy[^8..]));
        Assert.Equal(24, Shorts((await Ask(line, "values/s.npy")).Body).Length);
        Assert.Equal("[0,1,2,3]", (await Ask(line, "places/s.npy?axis=2")).Text);
    }

    [Fact]
    public async Task Rows_of_a_table_have_their_words()
    {
        var line = await Bring("t.csv", Encoding.UTF8.GetBytes(Table));

        var rows = (await Ask(line, "rows/t.csv?start=1&count=2")).Text;

        Assert.Equal("""[[1,"silver",4],[1.5,"copper",5]]""", rows);
        Assert.Equal("[]", (await Ask(line, "rows/t.csv?start=50")).Text);
    }

    [Theory]
    [InlineData("planes/s.npy?at=9,0,0", 422, "beyond its end")]
    [InlineData("planes/s.npy?at=0", 422, "'at' has a number for each")]
    [InlineData("planes/s.npy?rows=1&columns=1", 422, "two of them")]
    [InlineData("planes/s.npy?rows=7", 422, "whole number from 0 to 2")]
    [InlineData("planes/s.npy?width=9999", 422, "whole number from 1 to 2048")]
    [InlineData("planes/s.npy?x=-1", 422, "whole number")]
    [InlineData("planes/s.npy?signal=5", 422, "whole number from 0 to 0")]
    [InlineData("values/s.npy?start=0,0", 422, "a number for each axis")]
    [InlineData("values/s.npy?count=9,9,9", 422, "asks for more")]
    [InlineData("values/s.npy?step=0,1,1", 422, "a number for each axis")]
    [InlineData("values/s.npy?start=a,b,c", 422, "list of whole numbers")]
    [InlineData("values/s.npy?format=xml", 422, "Unsupported encoding")]
    [InlineData("rows/s.npy", 422, "no table")]
    [InlineData("places/s.npy?axis=7", 422, "no such axis")]
    [InlineData("signals/none.npy", 404, "There is no file")]
    [InlineData("signals/.dewar/versions/x", 404, "There is no file")]
    [InlineData("signals/..%2F..%2Fdewar.db", 404, "There is no file")]
    public async Task What_can_not_be_answered_is_refused_in_words(string question, int status, string words)
    {
        var line = await Bring("s.npy", Stack(2, 3, 4));

        var answer = await Site.Admin.Send("GET", $"{line.Path}/{question}");

        Assert.Equal(status, answer.Status);
        Assert.Contains(words, answer.Title);
    }

    [Fact]
    public async Task Only_members_of_the_experiment_see_anything()
    {
        var line = await Bring("s.npy", Stack(2, 3, 4));
        using var stranger = await Site.User(Site.Name("stranger"));
        using var reader = await Site.User(Site.Name("reader"));
        var me = await reader.Get<Access.Me>("api/me");
        (await Site.Admin.Send("PUT", $"{line.Path}/members/user/{me.Name}", new { role = "reader" })).MustSucceed();

        foreach (var question in new[] { "signals/s.npy", "planes/s.npy", "ranges/s.npy", "values/s.npy", "h5grove/meta?file=s.npy" })
        {
            (await stranger.Send("GET", $"{line.Path}/{question}")).MustBe(404);
            Assert.NotEqual(404, (await reader.Send("GET", $"{line.Path}/{question}")).Status);
        }

        (await Site.Admin.Send("POST", $"{line.Path}/delete", new Deletion(["s.npy"], "it was a test"))).MustSucceed();
        (await reader.Send("GET", $"{line.Path}/signals/s.npy")).MustBe(404);
    }

    [Fact]
    public async Task A_file_that_is_another_one_now_is_not_shown_for_it()
    {
        var line = await Bring("s.npy", Stack(2, 3, 4));
        line.Put("s.npy", Stack(9, 9, 9));

        var answer = await Site.Admin.Send("GET", $"{line.Path}/signals/s.npy");

        Assert.Equal(409, answer.Status);
        Assert.Contains("bytes now, not", answer.Title);
        await line.Bring("s.npy", Stack(9, 9, 9));
        Assert.Equal(9, (await Ask(line, "signals/s.npy")).Json.GetProperty("signals")[0].GetProperty("axes")[0].GetProperty("length").GetInt32());
    }

    private async Task<Beamline> Bring(string path, byte[] content)
    {
        var line = await Site.Beamline();
        await line.Bring(path, content);
        return line;
    }

    private async Task<Answer> Ask(Beamline line, string question) => (await Site.Admin.Send("GET", $"{line.Path}/{question}")).MustSucceed();

    private async Task<string> Tile(Beamline line, string path, string query)
    {
        var answer = await Ask(line, $"planes/{path}?{query}");
        return $"{answer.Headers.GetValues("X-Dewar-Element").Single()} [{string.Join(',', Shorts(answer.Body))}]";
    }

    private static int[] Shorts(byte[] bytes) => [.. MemoryMarshal.Cast<byte, ushort>(bytes).ToArray().Select(number => (int)number)];

    /// <summary>A .npy file whose elements are their own numbers.</summary>
    private static byte[] Stack(params long[] shape)
    {
        var begin = NpyFile.Begin("<u2", shape);
        var elements = (int)shape.Aggregate((product, length) => product * length);
        var bytes = new byte[begin.Length + elements * 2];
        begin.CopyTo(bytes, 0);
        for (var i = 0; i < elements; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(begin.Length + i * 2), (ushort)i);
        }

        return bytes;
    }
}
