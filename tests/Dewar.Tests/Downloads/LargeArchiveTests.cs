using System.Globalization;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Downloads;

/// <summary>Beyond four gigabytes: a file of holes, sent as zeros, and kept as holes again.</summary>
[Collection("Torture")]
public sealed class LargeArchiveTests(SqliteSite site) : IClassFixture<SqliteSite>
{
    private const long Size = (4L << 30) + 12_345;

    [Fact]
    public async Task A_file_and_places_beyond_four_gigabytes_are_read_by_every_program()
    {
        using var folder = new TestFolder();
        var line = await Holding.Of(site, new Dictionary<string, string> { ["a"] = "before", ["z/last"] = "behind" });
        line.Put("large", "");
        var place = Path.Combine(line.Folder, "large");
        await using (var hole = File.OpenWrite(place))
        {
            hole.SetLength(Size);
        }

        var arrival = line.Arrival("large", "stands for zeros") with { Size = Size };
        File.SetLastWriteTimeUtc(place, DateTimeOffset.UnixEpoch.AddTicks(arrival.ModifiedNs / 100).UtcDateTime);
        await line.Register(arrival);
        await Fetch(line, folder["large.zip"], 0);

        Assert.Contains("No errors detected", await Foreign.Run(folder.Path, "unzip", "-t", "large.zip"));
        Assert.Contains(Size.ToString(CultureInfo.InvariantCulture), await Foreign.Run(folder.Path, "bsdtar", "-tvf", "large.zip"));
        Assert.Equal("behind\n", await Foreign.Run(folder.Path, "python3", "-c",
            $"import zipfile; z = zipfile.ZipFile('large.zip'); assert z.getinfo('large').file_size == {Size}; print(z.read('z/last').decode())"));

        // From the middle on: what comes behind it needs the checksum of all that was passed over.
        var length = new FileInfo(folder["large.zip"]).Length;
        await using var whole = File.OpenRead(folder["large.zip"]);
        foreach (var back in new long[] { 30, 500, 1_000_000 })
        {
            var end = new byte[back];
            whole.Position = length - back;
            whole.ReadExactly(end);
            Assert.Equal(end, (await site.Admin.Send("GET", $"{line.Path}/archive.zip", null, ("Range", $"bytes={length - back}-"))).MustBe(206).Body);
        }
    }

    private async Task Fetch(Beamline line, string to, long from)
    {
        using var http = new HttpClient { BaseAddress = site.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", site.Admin.Token);
        using var answer = await http.GetAsync($"{line.Path}/archive.zip", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        await using var file = File.Create(to);
        file.Position = from;
        var buffer = new byte[1 << 20];
        for (int got; (got = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
        {
            if (buffer.AsSpan(0, got).ContainsAnyExcept((byte)0))
            {
                await file.WriteAsync(buffer.AsMemory(0, got));
            }
            else
            {
                file.Position += got;
            }
        }

        Assert.Equal(answer.Content.Headers.ContentLength, file.Length);
    }
}
