namespace Dewar.Search;

/// <summary>
/// The first of many by a value. Parts are taken in the order of the best value that they can have, and once the page is full of better ones
/// the others are not read.
/// </summary>
internal sealed class Sorting(PartStore store, Order order, Place? after, int limit)
{
    private const int AtOnce = 8;

    private readonly List<(Place Place, Part Part, int Row)> _page = [];

    public async Task<List<(Place Place, Part Part, int Row)>> Page(Matches matches, string column, CancellationToken ct)
    {
        var waiting = matches.Parts.Select(each => (each.Part, each.Rows, Best: Best(each.Part, column))).OrderBy(each => each.Best, Comparer<Place>.Create(order.Compare)).ToList();
        for (var from = 0; from < waiting.Count; from += AtOnce)
        {
            var some = waiting.Skip(from).Take(AtOnce).Where(each => !IsFull || order.Compare(each.Best, _page[^1].Place) < 0).ToList();
            if (some.Count == 0)
            {
                break;
            }

            var columns = await store.Column([.. some.Select(each => each.Part)], column, ct);
            for (var place = 0; place < some.Count; place++)
            {
                Add(some[place].Part, columns[place], some[place].Rows);
            }
        }

        return _page;
    }

    private bool IsFull => _page.Count >= limit;

    // The best that a part can have: better than all in it.
    private Place Best(Part part, string column) => !part.Head.Columns.TryGetValue(column, out var note) ? new(part.FileAt(part.Files - 1))
        : Columns.IsNumbers(column) ? new(long.MaxValue, order.IsDescending ? note.Most : note.Least)
        : new(long.MaxValue, null, order.IsDescending ? "\U0010FFFF" : "");

    private void Add(Part part, Column? column, RowSet rows)
    {
        var places = new List<(Place Place, Part Part, int Row)>();
        var worst = IsFull ? _page[^1].Place : null;
        foreach (var row in column is null ? rows.Rows() : Candidates(column, rows))
        {
            var place = PlaceOf(part, column, row);
            if ((after is null || order.Compare(after, place) < 0) && (worst is null || order.Compare(place, worst) < 0))
            {
                places.Add((place, part, row));
                if (places.Count >= 4 * limit + 1000)
                {
                    Cut(places);
                    worst = places.Count >= limit ? places[^1].Place : worst;
                }
            }
        }

        _page.AddRange(places);
        Cut(_page);
    }

    private static Place PlaceOf(Part part, Column? column, int row) => column switch
    {
        NumberColumn numbers when numbers[row] is var number && !double.IsNaN(number) => new(part.FileAt(row), number),
        WordColumn words when words[row] is { } word => new(part.FileAt(row), null, word),
        _ => new(part.FileAt(row)),
    };

    /// <summary>
    /// The rows that a page can need. Values are counted first, so that of many rows only those with the best values are looked at; values
    /// before the place where the page before ended do not count, nor does the value that it ended with, of which some rows were on it.
    /// </summary>
    private IEnumerable<int> Candidates(Column column, RowSet rows)
    {
        var codes = column.Codes;
        var counts = new long[codes.Distinct + 1];
        codes.Count(rows, counts);
        var (step, code) = order.IsDescending ? (-1, codes.Distinct) : (1, 1);
        var first = code;
        for (var found = 0L; code >= 1 && code <= codes.Distinct && found < limit; code += step)
        {
            var side = after is { HasValue: true } ? Side(column, code) : after is null ? 1 : -1;
            first = side < 0 ? code + step : first;
            found += side > 0 ? counts[code] : 0;
        }

        var last = code - step;
        var (low, high) = first <= last ? (first, last) : (last, first);
        var hasAll = last == (order.IsDescending ? 1 : codes.Distinct);
        return rows.Rows().Where(row => codes[row] is var own && (own == 0 ? hasAll : own >= low && own <= high));
    }

    // Less than zero for values before the end of the last page, zero for the one there, more behind it.
    private int Side(Column column, int code)
    {
        var way = column is NumberColumn numbers ? numbers.Values[code - 1].CompareTo(after!.Number ?? 0)
            : Disk.PathOrder.ByBytes.Compare(((WordColumn)column).Values[code - 1], after!.Word);
        return order.IsDescending ? -way : way;
    }

    private void Cut(List<(Place Place, Part Part, int Row)> places)
    {
        places.Sort((one, other) => order.Compare(one.Place, other.Place));
        if (places.Count > limit)
        {
            places.RemoveRange(limit, places.Count - limit);
        }
    }
}
