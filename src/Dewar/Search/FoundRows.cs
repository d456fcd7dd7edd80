using System.Globalization;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Extraction;
using Dewar.Hosting;
using Dewar.Sdk;

namespace Dewar.Search;

/// <summary>Fetches what is shown of files that were found: from the catalogue how they are now, from the index the values that were asked for.</summary>
internal sealed class FoundRows(SiteDatabase database, PartStore store)
{
    private static readonly Dictionary<string, CoreName> Core = CoreNames.All.ToDictionary(name => name.Name);

    public async Task<IReadOnlyList<FoundFile>> Of(List<(Place Place, Part Part, int Row)> page, List<SearchKey> columns, CancellationToken ct)
    {
        var values = await Values(page, columns, ct);
        var times = await Column(page, Columns.Number(SearchKeys.Taken.Name, "time"), ct);
        var types = await Column(page, Columns.Word(SearchKeys.Type.Name), ct);
        var rows = await Rows(page.Select(each => each.Place.File), ct);
        var found = new List<FoundFile>();
        for (var place = 0; place < page.Count; place++)
        {
            // One that was deleted a moment ago is in the index still.
            if (rows.TryGetValue(page[place].Place.File, out var file))
            {
                var taken = times(place) is NumberColumn time && time[page[place].Row] is var us && double.IsFinite(us) ? DateTimeOffset.UnixEpoch.AddTicks((long)us * TimeSpan.TicksPerMicrosecond) : file.ModifiedAt;
                found.Add(file with { TakenAt = taken, Types = types(place) is WordColumn words ? [.. All(words, page[place].Row)] : [], Values = values[place] });
            }
        }

        return found;
    }

    private async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> Values(List<(Place Place, Part Part, int Row)> page, List<SearchKey> keys, CancellationToken ct)
    {
        var values = page.Select(_ => new Dictionary<string, string>()).ToList();
        foreach (var key in keys.Where(key => key != SearchKeys.Experiment))
        {
            var (numbers, words) = (await Column(page, Searcher.ColumnOf(key), ct), await Column(page, Columns.Word(key.Name), ct));
            for (var place = 0; place < page.Count; place++)
            {
                var row = page[place].Row;
                var shown = numbers(place) is NumberColumn column && column[row] is var number && double.IsFinite(number) ? Show(key, number)
                    : words(place) is WordColumn word ? string.Join(", ", All(word, row)) : "";
                if (shown.Length > 0)
                {
                    values[place][key.Name] = shown;
                }
            }
        }

        return values;
    }

    private static string Show(SearchKey key, double value) => key.Kind switch
    {
        KeyKind.Time => DateTimeOffset.UnixEpoch.AddTicks((long)value * TimeSpan.TicksPerMicrosecond).ToString("O", CultureInfo.InvariantCulture),
        KeyKind.Size => value.ToString("0", CultureInfo.InvariantCulture),
        _ => Core.TryGetValue(key.Name, out var core) ? core.Show(value) : value.ToString("G10", CultureInfo.InvariantCulture),
    };

    private static IEnumerable<string> All(WordColumn words, int row) => words[row] is { } first
        ? [first, .. words.Codes.More.ToArray().Where(more => more.Row == row).Select(more => words.Values[more.Code - 1])] : [];

    private async Task<Func<int, Column?>> Column(List<(Place Place, Part Part, int Row)> page, string name, CancellationToken ct)
    {
        var parts = page.Select(each => each.Part).DistinctBy(part => part.Id).ToList();
        var columns = (await store.Column(parts, name, ct)).Select((column, place) => (parts[place].Id, Column: column)).ToDictionary(each => each.Id, each => each.Column);
        return place => columns[page[place].Part.Id];
    }

    private async Task<Dictionary<long, FoundFile>> Rows(IEnumerable<long> files, CancellationToken ct)
    {
        var found = new Dictionary<long, FoundFile>();
        foreach (var some in files.Chunk(500))
        {
            foreach (var (id, file) in await database.Query($"""
                select f.id, e.name, d.path, f.name, f.size, f.modified_ns, f.registered_us, r.state, r.format, r.thumbnail, r.read_us
                from catalogue_file f join catalogue_folder d on d.id = f.folder_id join experiments_experiment e on e.id = f.experiment_id
                left join extraction_reading r on r.file_id = f.id and r.version = f.version
                where f.id in {Sql.List(some)} and f.deleted_us is null
                """, row => (row.GetInt64(0), new FoundFile(row.GetString(1), row.GetString(2) + row.GetString(3), row.GetInt64(4), DateTimeOffset.UnixEpoch.AddTicks(row.GetInt64(5) / 100),
                row.Instant(6), default, row.IsDBNull(7) ? ReadingState.Waiting : Enum.Parse<ReadingState>(row.GetString(7), true), row.TextOrNull(8), [],
                row.IsDBNull(9) ? null : PictureOf(row.GetString(1), row.GetString(2) + row.GetString(3), row.GetInt64(10)), new Dictionary<string, string>())), ct))
            {
                found[id] = file;
            }
        }

        return found;
    }

    // A picture that was drawn anew has another address, so that no browser shows the old one.
    private static string PictureOf(string experiment, string path, long readUs) =>
        $"/api/experiments/{Query.Name(experiment)}/previews/{Query.Path(path)}?drawn={ReadingView.Drawn(readUs)}&size=thumbnail";
}
