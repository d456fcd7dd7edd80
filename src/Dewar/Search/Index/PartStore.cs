using System.Collections.Concurrent;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Search;

/// <summary>Parts of the index in the database, and what of them is at hand in memory.</summary>
internal sealed class PartStore(SiteDatabase database, SiteSettings settings)
{
    private readonly PartCache _cache = new(settings.SearchMemory);
    private readonly ConcurrentDictionary<long, Part> _parts = new();
    private readonly Lock _lock = new();
    private (string Key, IReadOnlyList<ListedPart> Parts) _list = ("", []);

    /// <summary>Looks at the index; once more where parts of it were made one meanwhile.</summary>
    public static async Task<T> Steadily<T>(Func<Task<T>> look)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await look();
            }
            catch (PartGoneException) when (attempt < 10)
            {
                // With what is there now.
            }
        }
    }

    /// <summary>All parts: the newest section first, in each the newest part first.</summary>
    public async Task<IReadOnlyList<ListedPart>> List(CancellationToken ct)
    {
        var rows = await database.Query($"select id, section, files from search_part order by section desc, id desc",
            row => (Id: row.GetInt64(0), Section: row.GetInt64(1), Files: row.GetInt64(2)), ct);
        var key = string.Join(',', rows.Select(row => row.Id));
        lock (_lock)
        {
            if (_list.Key == key)
            {
                return _list.Parts;
            }
        }

        await ReadHeads([.. rows.Where(row => !_parts.ContainsKey(row.Id)).Select(row => row.Id)], ct);
        if (rows.Exists(row => !_parts.ContainsKey(row.Id)))
        {
            // Two were made one meanwhile.
            return await List(ct);
        }

        var list = new List<ListedPart>();
        foreach (var section in rows.GroupBy(row => row.Section))
        {
            var seen = section.Skip(1).Any() ? new RowSet(RowSet.Most) : null;
            list.AddRange(section.Select(row => new ListedPart(_parts[row.Id], Current(_parts[row.Id], seen))));
        }

        lock (_lock)
        {
            _list = (key, list);
        }

        foreach (var gone in _parts.Keys.Except(rows.Select(row => row.Id)))
        {
            _parts.TryRemove(gone, out _);
        }

        return list;
    }

    /// <summary>A column of some parts, aligned with them; null for those that have none.</summary>
    /// <exception cref="PartGoneException">A part was made one with others meanwhile.</exception>
    public async Task<Column?[]> Column(IReadOnlyList<Part?> wanted, string name, CancellationToken ct)
    {
        var columns = new Column?[wanted.Count];
        var missing = new List<(Part Part, int Place)>();
        for (var place = 0; place < wanted.Count; place++)
        {
            if (wanted[place] is not { } part || !part.Head.Columns.ContainsKey(name))
            {
                continue;
            }

            columns[place] = _cache.Find<Dictionary<string, Column>>(part.Id, PackOf(part, name))?[name];
            if (columns[place] is null)
            {
                missing.Add((part, place));
            }
        }

        foreach (var pack in missing.GroupBy(each => PackOf(each.Part, name)))
        {
            foreach (var some in pack.Chunk(100))
            {
                var bodies = await database.Query($"select part_id, body from search_column where name = {pack.Key} and part_id in {Sql.List(some.Select(each => each.Part.Id))}",
                    row => (Part: row.GetInt64(0), Body: row.Bytes(1)), ct);
                var read = bodies.AsParallel().Select(body => (body.Part, Columns: Keep(body.Part, pack.Key, body.Body))).ToDictionary(each => each.Part, each => each.Columns);
                foreach (var (part, place) in some)
                {
                    columns[place] = (read.GetValueOrDefault(part.Id) ?? throw new PartGoneException())[name];
                }
            }
        }

        return columns;
    }

    /// <summary>Blocks in which words may be that stand between these two, by part.</summary>
    /// <exception cref="PartGoneException">A part was made one with others meanwhile.</exception>
    public async Task<ILookup<long, byte[]>> Terms(IReadOnlyList<Part> parts, string first, string last, CancellationToken ct)
    {
        var found = new List<(long Part, byte[] Block)>();
        var name = $"{first}\n{last}";
        var missing = new List<Part>();
        foreach (var part in parts)
        {
            if (_cache.Find<List<byte[]>>(part.Id, name) is { } known)
            {
                found.AddRange(known.Select(block => (part.Id, block)));
            }
            else
            {
                missing.Add(part);
            }
        }

        foreach (var some in missing.Chunk(100))
        {
            var rows = await database.Query($"""
                select p.id, t.body from search_part p left join search_term t on t.part_id = p.id and t.first <= {last}
                    and t.first >= coalesce((select max(x.first) from search_term x where x.part_id = p.id and x.first <= {first}), '')
                where p.id in {Sql.List(some.Select(part => part.Id))} order by p.id, t.first
                """, row => (Part: row.GetInt64(0), Body: row.IsDBNull(1) ? null : row.Bytes(1)), ct);
            var blocks = rows.AsParallel().AsOrdered().Select(row => (row.Part, Block: row.Body is null ? null : ColumnBytes.Unpack(row.Body))).ToLookup(row => row.Part, row => row.Block);
            foreach (var part in some)
            {
                var own = blocks.Contains(part.Id) ? blocks[part.Id].OfType<byte[]>().ToList() : throw new PartGoneException();
                _cache.Keep(part.Id, name, own, 100 + own.Sum(block => block.Length));
                found.AddRange(own.Select(block => (part.Id, block)));
            }
        }

        return found.ToLookup(each => each.Part, each => each.Block);
    }

    /// <summary>Writes a part in place of others.</summary>
    public static async Task Put(Transaction write, PartContent content, IReadOnlyList<long> insteadOf, CancellationToken ct)
    {
        var id = await write.ReserveKeys("search_part", 1, ct);
        await write.Insert("search_part", ["id", "section", "files", "head"], [[id, content.Section, (long)content.Head.Rows.Length, content.Head.Pack()]], ct);
        await write.Insert("search_column", ["part_id", "name", "body"], content.Columns.Select(column => new object?[] { id, column.Name, column.Body }), ct);
        await write.Insert("search_term", ["part_id", "first", "body"], content.Terms.Select(block => new object?[] { id, block.First, block.Body }), ct);
        foreach (var old in insteadOf)
        {
            await write.Execute($"delete from search_term where part_id = {old}", ct);
            await write.Execute($"delete from search_column where part_id = {old}", ct);
            await write.Execute($"delete from search_part where id = {old}", ct);
        }
    }

    /// <summary>A part with all that is in it, to be made one with others; past what is kept at hand.</summary>
    public async Task<PartWithAll> Whole(Part part, CancellationToken ct)
    {
        var columns = await database.Query($"select body from search_column where part_id = {part.Id}", row => row.Bytes(0), ct);
        var terms = await database.Query($"select body from search_term where part_id = {part.Id} order by first", row => row.Bytes(0), ct);
        return new(part.Head, columns.SelectMany(PartBuilder.Unpack).ToDictionary(), [.. terms.Select(ColumnBytes.Unpack)]);
    }

    private static RowSet Current(Part part, RowSet? seen)
    {
        var current = RowSet.AllOf(part.Files);
        if (seen is null)
        {
            return current;
        }

        for (var row = 0; row < part.Files; row++)
        {
            var place = part.Head.Rows[row];
            current[row] = !seen[place];
            seen[place] = true;
        }

        return current;
    }

    private static string PackOf(Part part, string column) => part.IsSmall ? Columns.Together : column;

    private Dictionary<string, Column> Keep(long part, string name, byte[] body)
    {
        var columns = PartBuilder.Unpack(body);
        return _cache.Keep(part, name, columns, 200 + columns.Values.Sum(column => column.Bytes));
    }

    private async Task ReadHeads(IReadOnlyList<long> ids, CancellationToken ct)
    {
        foreach (var some in ids.Chunk(200))
        {
            foreach (var part in await database.Query($"""
                select p.id, p.section, p.head, (select count(*) from search_column c where c.part_id = p.id and c.name = {Columns.Together})
                from search_part p where p.id in {Sql.List(some)}
                """, row => new Part(row.GetInt64(0), row.GetInt64(1), PartHead.Unpack(row.Bytes(2))) { IsSmall = row.GetInt64(3) > 0 }, ct))
            {
                _parts[part.Id] = part;
            }
        }
    }
}

/// <summary>A part went away while it was looked at: look at the list again.</summary>
internal sealed class PartGoneException : Exception;
