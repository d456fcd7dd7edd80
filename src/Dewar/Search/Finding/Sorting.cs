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
        var codes = column?.Codes;
        // Without a column all are alike: the newest come first.
        var places = new List<(Place Place, Part Part, int Row)>();
        var worst = IsFull ? _page[^1].Place : null;
        foreach (var row in rows.Rows())
        {
            var code = codes?[row] ?? 0;
            var place = code == 0 ? new Place(part.FileAt(row)) : column switch
            {
                NumberColumn numbers => new(part.FileAt(row), numbers.Values[code - 1]),
                WordColumn words => new(part.FileAt(row), null, words.Values[code - 1]),
                _ => new(part.FileAt(row)),
            };
            if ((after is null || order.Compare(after, place) < 0) && (worst is null || order.Compare(place, worst) < 0))
            {
                places.Add((place, part, row));
                if (places.Count >= 4 * limit + 1000)
                {
                    Cut(places);
                    worst = places[^1].Place;
                }
            }
        }

        _page.AddRange(places);
        Cut(_page);
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
