using System.Net;
using System.Net.Http.Headers;
using Dewar.Disk;
using Dewar.Downloads;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Portal;

/// <summary>Whatever a file is called: its page, the link on it, and the name that a browser is told to save it under.</summary>
public sealed class NamePagesTests(SqliteSite site) : IClassFixture<SqliteSite>
{
    [Fact]
    public async Task Every_file_has_its_page_and_from_there_it_downloads_under_its_name()
    {
        var line = await Holding.Of(site, Names.Contents);
        foreach (var (name, content) in Names.Contents)
        {
            var page = (await site.Admin.Send("GET", Show.File(line.Experiment.Name, name)[1..])).MustBe(200).Text;
            Assert.Contains($"<bdi>{Show.LastName(name)}</bdi>", WebUtility.HtmlDecode(page));
            var link = page.Split("class=\"button main\" href=\"/")[1].Split('"')[0];
            var answer = (await site.Admin.Send("GET", WebUtility.HtmlDecode(link))).MustBe(200);
            Assert.Equal((Names.Show(name), content), (Names.Show(name), answer.Text));
            Assert.Equal(Names.Show(RelativePath.Split(name).Name), Names.Show(ContentDispositionHeaderValue.Parse(answer.Content.GetValues("Content-Disposition").Single()).FileNameStar!));
        }
    }

    [Fact]
    public async Task Every_folder_has_its_page()
    {
        var line = await Holding.Of(site, Names.Contents);
        foreach (var folder in Names.All.Where(name => name.Contains('/')).Select(name => RelativePath.Split(name).Folder.TrimEnd('/')))
        {
            (await site.Admin.Send("GET", Show.Folder(line.Experiment.Name, folder)[1..])).MustBe(200);
        }
    }
}
