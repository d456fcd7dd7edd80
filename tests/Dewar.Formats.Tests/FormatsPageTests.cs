using System.Text;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats;

/// <summary>The page of the documentation about formats, as the readers and the real files say it.</summary>
public sealed class FormatsPageTests
{
    private const string Page = "docs/reference/formats.md";

    // With the real files at hand the page is made anew and compared; DEWAR_APPROVE=1 takes it.
    [Fact]
    public void The_page_of_formats_is_what_the_readers_say()
    {
        var text = Write(Checked());
        if (Environment.GetEnvironmentVariable("DEWAR_APPROVE") is "1")
        {
            File.WriteAllText(Repository.PathOf(Page), text);
        }

        Assert.Equal(text, File.ReadAllText(Repository.PathOf(Page)));
    }

    [Fact]
    public void Every_reader_is_on_the_page()
    {
        var text = File.ReadAllText(Repository.PathOf(Page));

        Assert.All(FormatsPlugin.Readers, reader => Assert.Contains($"`{reader.Name}` {reader.Version} ", text));
        Assert.All(CoreNames.All, name => Assert.Contains($"`{name.Name}`", text));
    }

    private static ILookup<string, string> Checked()
    {
        var root = Path.GetDirectoryName(Samples.PathOf("INDEX.tsv"))!;
        return Directory.EnumerateFiles(Path.Combine(root, "formats"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), Reader: Samples.Inspect(Path.GetRelativePath(root, path)).Reader!.Name))
            .ToLookup(file => file.Reader, file => file.Item1);
    }

    private static string Write(ILookup<string, string> files)
    {
        var text = new StringBuilder("""
            # Formats

            Generated from the readers. A file is recognised by its bytes, not by its name. For each reader: what it reads, what that yields, what
            it was written to, and the real files of instruments that it is tested on in every run which has them; beside those stand files that
            the tests make in all variants, most of them written or read by other programs as well. What the values of real files are compared
            with, and where we differ on purpose, is in `tests/Dewar.Formats.Tests/Expected`.


            """);
        foreach (var reader in FormatsPlugin.Readers)
        {
            text.Append($"## `{reader.Name}` {reader.Version} \n\n| format | names | yields | written to |\n|---|---|---|---|\n");
            foreach (var format in reader.Formats)
            {
                text.Append($"| {format.Name} | {format.Extensions} | {format.Yields} | {format.Source} |\n");
            }

            text.Append(files[reader.Name].Any() ? $"\nChecked on {string.Join(", ", files[reader.Name].Select(name => $"`{name}`"))}.\n\n" : "\nChecked on files that the tests make.\n\n");
        }

        text.Append("## Common names\n\nWhat many formats know, under one name. Values are kept as the file has them and in the SI unit.\n\n| name | unit | meaning | EM Glossary | NeXus |\n|---|---|---|---|---|\n");
        foreach (var name in CoreNames.All)
        {
            text.Append($"| `{name.Name}` | {(name.Unit is null ? "text" : name.Unit is "" ? "number" : name.Unit)} | {name.Meaning} | {name.Glossary} | {name.NeXus} |\n");
        }

        return text.ToString();
    }
}
