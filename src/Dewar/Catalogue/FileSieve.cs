using Dewar.Database;
using Dewar.Disk;

namespace Dewar.Catalogue;

/// <summary>
/// A page of a filtered listing, in steps that each leave little to the next: the folders that can have any, in their order; the names
/// in them that may fit; the rows of these.
/// </summary>
internal sealed class FileSieve(Transaction read, long experimentId, FileQuery query)
{
    /// <summary>Behind every name that begins as the text before it: as many of the last character as no name can hold.</summary>
    private static readonly string Last = string.Concat(Enumerable.Repeat("\U0010FFFF", (RelativePath.LongestName / 4) + 1));

    /// <summary>Behind a folder itself, before all that is in it.</summary>
    private const string Inside = "\u0001";

    private const int MostFolders = 1024;
    private const int MostNames = 50_000;

    /// <summary>So many are taken by a filter's own index and then put in order.</summary>
    private const int Few = 1000;

    private readonly List<CatalogueFile> _page = [];
    private readonly List<long> _words = [.. query.Metadata.Select(pair => FileMetadata.Word(experimentId, pair.Key, pair.Value))];
    private List<Place>? _few;
    private int _names = Math.Max(query.Limit + 1, 1000);

    private bool IsFull => _page.Count > query.Limit;

    /// <summary>What all paths begin with; null when there can't be any.</summary>
    private string? Start => (query.Path?.Start ?? "", query.Below) switch
    {
        var (glob, below) when glob.StartsWith(below, StringComparison.Ordinal) => glob,
        var (glob, below) when below.StartsWith(glob, StringComparison.Ordinal) => below,
        _ => null,
    };

    /// <summary>One more file than the page has, when there are more.</summary>
    public async Task<List<CatalogueFile>> Page(CancellationToken ct)
    {
        if (Start is { } start)
        {
            await FindFew(ct);
            foreach (var (from, end) in Ranges(start))
            {
                await Walk(PathOrder.ByBytes.Compare(query.After?.Folder, from) > 0 ? query.After!.Value.Folder : from, end, ct);
            }
        }

        return _page;
    }

    /// <summary>The folder in which the start lies, and the folders that begin with it.</summary>
    private IEnumerable<(string From, string End)> Ranges(string start)
    {
        var folder = RelativePath.Split(start).Folder;
        if (folder == start)
        {
            return [(start, start + Last)];
        }

        return query.Path!.GoesDeeper ? [(folder, folder + Inside), (start, start + Last)] : [(folder, folder + Inside)];
    }

    private async Task Walk(string from, string end, CancellationToken ct)
    {
        for (var count = 16; !IsFull; count = Math.Min(2 * count, MostFolders))
        {
            var folders = await Folders(from, end, count, ct);
            var rest = new Queue<Place>(folders);
            while (rest.Count > 0 && !IsFull)
            {
                await (rest.Peek().Files > _names || rest.Peek().Path == query.After?.Folder ? TakeLarge(rest.Dequeue(), ct) : TakeSmall(rest, ct));
            }

            if (folders.Count < count)
            {
                return;
            }

            from = folders[^1].Path + Inside;
        }
    }

    private async Task<List<Place>> Folders(string from, string end, int count, CancellationToken ct)
    {
        if (_few is not null)
        {
            return [.. _few.Where(each => PathOrder.ByBytes.Compare(each.Path, from) >= 0 && PathOrder.ByBytes.Compare(each.Path, end) < 0).Take(count)];
        }

        Sql counted = query.Deleted ? Sql.Nothing : $" and d.own_files > 0";
        return await read.Query($"""
            select d.id, d.path, d.own_files from catalogue_folder d
            where {FolderStore.Between(experimentId, from, end)}{counted}{HasAny} order by substr(d.path, 1, 500), d.path limit {count}
            """, row => new Place(row.GetInt64(0), row.GetString(1), row.GetInt64(2)), ct);
    }

    /// <summary>The limits keep PostgreSQL from making a join of it, which would go through all files first.</summary>
    private Sql HasAny
    {
        get
        {
            Sql any = Sql.Nothing;
            foreach (var word in _words)
            {
                any += $" and (select 1 from catalogue_word n where n.word = {word} and n.folder_id = d.id limit 1) is not null";
            }

            return query.IsDated ? any + $" and (select 1 from catalogue_file n where n.folder_id = d.id{Dates($"n.modified_ns")} limit 1) is not null" : any;
        }
    }

    /// <summary>Where the files with a word or of the time are, if they are few.</summary>
    private async Task FindFew(CancellationToken ct)
    {
        var sources = _words.Select(word => (Sql)$"catalogue_word where word = {word} order by folder_id, name").ToList();
        if (query.IsDated)
        {
            sources.Add($"catalogue_file where experiment_id = {experimentId}{Dates($"modified_ns")} order by modified_ns");
        }

        foreach (var source in sources)
        {
            var found = await read.Query($"select folder_id from {source} limit {Few + 1}", row => row.GetInt64(0), ct);
            if (found.Count <= Few && (_few is null || found.Count < _few.Sum(each => each.Files)))
            {
                _few = await Places(found.CountBy(id => id).ToDictionary(), ct);
            }
        }
    }

    private async Task<List<Place>> Places(Dictionary<long, int> files, CancellationToken ct)
    {
        var places = new List<Place>(files.Count);
        foreach (var chunk in files.Keys.Chunk(FolderStore.Chunk))
        {
            places.AddRange(await read.Query($"select id, path from catalogue_folder where id in {Sql.List(chunk)}",
                row => new Place(row.GetInt64(0), row.GetString(1), files[row.GetInt64(0)]), ct));
        }

        return [.. places.OrderBy(each => each.Path, PathOrder.ByBytes)];
    }

    /// <summary>As many folders as are worth one query; more each time, since where little fits there is much to look through.</summary>
    private async Task TakeSmall(Queue<Place> rest, CancellationToken ct)
    {
        var folders = new List<Place>();
        for (long files = 0; rest.Count > 0 && (folders.Count == 0 || files + rest.Peek().Files <= _names); files += folders[^1].Files)
        {
            folders.Add(rest.Dequeue());
        }

        _names = Math.Min(2 * _names, MostNames);
        var names = (await read.Query($"""
            select n.folder_id, n.name from {Source} n.folder_id in {Sql.List(folders.Select(each => each.Id))}{Fitting($"n.modified_ns")}
            """, row => (Folder: row.GetInt64(0), Name: row.GetString(1)), ct)).ToLookup(each => each.Folder, each => each.Name);
        await Fetch([.. folders.SelectMany(each => names[each.Id].Where(name => Fits(each, name)).Order(PathOrder.ByBytes).Select(name => (each.Id, name)))], ct);
    }

    private async Task TakeLarge(Place folder, CancellationToken ct)
    {
        var after = folder.Path == query.After?.Folder ? query.After.Value.Name : "";
        if (query.IsDated && _words.Count == 0 && await FewOfTime(folder, after, ct) is { } few)
        {
            await Fetch(few, ct);
            return;
        }

        var prefix = Start!.StartsWith(folder.Path, StringComparison.Ordinal) ? Start[folder.Path.Length..] : "";
        for (var count = query.Limit + 1; !IsFull; count = Math.Min(2 * count, MostNames))
        {
            var names = await read.Query($"""
                select n.name from {Source} n.folder_id = {folder.Id} and n.name > {after} and n.name >= {prefix} and n.name < {prefix + Last}{Fitting($"+n.modified_ns")}
                order by n.name limit {count}
                """, row => row.GetString(0), ct);
            await Fetch([.. names.Where(name => Fits(folder, name)).Select(name => (folder.Id, name))], ct);
            if (names.Count < count)
            {
                return;
            }

            after = names[^1];
        }
    }

    /// <summary>Null when too many of a folder are of the time.</summary>
    private async Task<List<(long Folder, string Name)>?> FewOfTime(Place folder, string after, CancellationToken ct)
    {
        var names = await read.Query($"""
            select n.name from catalogue_file n where n.folder_id = {folder.Id}{Dates($"n.modified_ns")} order by n.modified_ns limit {Few + 1}
            """, row => row.GetString(0), ct);
        return names.Count > Few ? null
            : [.. names.Where(name => PathOrder.ByBytes.Compare(name, after) > 0 && Fits(folder, name)).Order(PathOrder.ByBytes).Select(name => (folder.Id, name))];
    }

    private async Task Fetch(List<(long Folder, string Name)> names, CancellationToken ct)
    {
        for (var done = 0; done < names.Count && !IsFull;)
        {
            var chunk = names.Skip(done).Take(Math.Clamp(query.Limit + 1 - _page.Count, 100, FolderStore.Chunk)).ToList();
            _page.AddRange(FileStore.InOrder(await FileStore.Rows(read, query, chunk, ct)));
            done += chunk.Count;
        }
    }

    private bool Fits(Place folder, string name) => query.Path?.Matches(folder.Path + name) ?? true;

    private Sql Source => _words.Count == 0 ? $"catalogue_file n where" : (Sql)$"catalogue_word n where n.word = {_words[0]} and";

    /// <summary>What can be said of a file by its name, or in the table of the files.</summary>
    /// <param name="modified">With a plus the database keeps to the order of the names.</param>
    private Sql Fitting(Sql modified)
    {
        Sql like = query.Path is { NameLike: not "%" } glob ? $" and n.name like {glob.NameLike} escape '!'" : Sql.Nothing;
        return _words.Count == 0 ? like + Dates(modified) : like;
    }

    private Sql Dates(Sql column)
    {
        Sql since = query.Since is { } from ? $" and {column} >= {from.InMicroseconds * 1000}" : Sql.Nothing;
        return query.Until is { } until ? since + $" and {column} < {until.InMicroseconds * 1000}" : since;
    }

    /// <summary>A folder, and how many files it can give.</summary>
    private sealed record Place(long Id, string Path, long Files);
}
