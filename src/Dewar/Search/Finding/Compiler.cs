using Dewar.Disk;

namespace Dewar.Search;

/// <summary>Makes tests of what is sought.</summary>
/// <param name="experiments">The experiments that the caller may see: number, name and title; only asked for where a query names one.</param>
internal sealed class Compiler(Func<Task<IReadOnlyList<(long Id, string Name, string Title)>>> experiments)
{
    public async Task<Test> Of(Wish wish) => wish switch
    {
        All all => new AllTest(await Each(all.Of)),
        Any any => new AnyTest(await Each(any.Of)),
        Not not => new NotTest(await Of(not.Of)),
        Mentions mentions when Tokens.Of(mentions.Text).ToList() is var words => words.Count == 0 ? new AllTest([])
            : mentions.IsPhrase ? new PhraseTest(words) : new TextTest(words, isOpen: true),
        Within within => new NumberTest(Columns.Number(within.Key.Name, within.Unit ?? ""), within.Bounds),
        Has has => Of(has.Key),
        Says says => await Of(says),
        Fits fits => await Of(fits),
        _ => throw new ArgumentOutOfRangeException(nameof(wish)),
    };

    private static Test Of(SearchKey key) => key == SearchKeys.Experiment || key == SearchKeys.Path ? new ExperimentTest(null) : new HasTest(key.Name);

    private async Task<Test> Of(Says says)
    {
        var holds = Holding(says);
        if (says.Key == SearchKeys.Experiment)
        {
            return new ExperimentTest((await experiments()).Where(each => holds(each.Name) || holds(each.Title)).Select(each => (double)each.Id).ToHashSet());
        }

        if (says.Key == SearchKeys.Path)
        {
            var (folder, name) = RelativePath.Split(says.Text);
            // The words of the name are looked for first: they are few of many.
            return new AllTest([.. Words(name), new WordTest(Columns.Folder, value => value == folder), new WordTest(Columns.Name, value => value == name)]);
        }

        var test = new WordTest(Columns.Word(says.Key.Name), holds);
        return says.Key == SearchKeys.Name ? new AllTest([.. Words(says.Text), test])
            : says.Key == SearchKeys.Format ? new AnyTest([test, new WordTest(Columns.Extension, value => value.Equals(says.Text, StringComparison.OrdinalIgnoreCase))])
            : test;
    }

    private async Task<Test> Of(Fits fits)
    {
        var glob = fits.Glob;
        if (fits.Key == SearchKeys.Experiment)
        {
            return new ExperimentTest((await experiments()).Where(each => glob.Matches(each.Name)).Select(each => (double)each.Id).ToHashSet());
        }

        if (fits.Key != SearchKeys.Path && fits.Key != SearchKeys.Name)
        {
            var small = new Glob(fits.Pattern.ToLowerInvariant());
            return new WordTest(Columns.Word(fits.Key.Name), value => small.Matches(value.ToLowerInvariant().Replace('/', '∕')));
        }

        // *.h5: the commonest of all patterns; letters count alike then, large or small.
        if (fits.Pattern is ['*', '.', .. var extension] && extension.Length > 0 && extension.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-'))
        {
            return new WordTest(Columns.Extension, value => value.Equals(extension, StringComparison.OrdinalIgnoreCase));
        }

        return fits.Key == SearchKeys.Name
            ? new AllTest([.. Certain(fits.Pattern), new WordTest(Columns.Name, glob.Matches)]) : new AllTest([.. Certain(fits.Pattern), new PathTest(glob)]);
    }

    private static IEnumerable<Test> Words(string text) => Tokens.Of(text).ToList() is { Count: > 0 } words ? [new TextTest(words, isOpen: false)] : [];

    /// <summary>Words that every name has that fits a pattern: those with a border on both sides.</summary>
    private static IEnumerable<Test> Certain(string pattern)
    {
        if (pattern.AsSpan().IndexOfAny("[{") >= 0)
        {
            return [];
        }

        var words = new List<string>();
        for (var at = 0; at < pattern.Length;)
        {
            var start = at;
            while (at < pattern.Length && char.IsLetterOrDigit(pattern[at]))
            {
                at++;
            }

            if (at > start && (start == 0 || pattern[start - 1] is not ('*' or '?')) && (at == pattern.Length || pattern[at] is not ('*' or '?')))
            {
                words.AddRange(Tokens.Of(pattern[start..at]));
            }

            at++;
        }

        return words.Count > 0 ? [new TextTest(words, isOpen: false)] : [];
    }

    private async Task<List<Test>> Each(IEnumerable<Wish> wishes)
    {
        var tests = new List<Test>();
        foreach (var wish in wishes)
        {
            tests.Add(await Of(wish));
        }

        return tests;
    }

    private static Func<string, bool> Holding(Says says)
    {
        if (says.IsWhole)
        {
            return value => value.Equals(says.Text, StringComparison.OrdinalIgnoreCase);
        }

        var words = Tokens.Of(says.Text).ToList();
        return words.Count == 0 ? value => value.Contains(says.Text, StringComparison.OrdinalIgnoreCase) : value => Tokens.Has(value, words);
    }
}
