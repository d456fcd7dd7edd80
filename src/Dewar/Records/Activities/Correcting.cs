namespace Dewar.Records;

/// <summary>Carries out what people said, on top of what a rule found.</summary>
internal sealed class Correcting
{
    private readonly ActivityFile[] _files;
    private readonly Dictionary<long, int> _places;
    private readonly SortedDictionary<int, string> _borders;

    private Correcting(ActivityFile[] files, IEnumerable<Border> borders)
    {
        _files = files;
        _places = files.Select((file, place) => (file.File, place)).DistinctBy(file => file.File).ToDictionary(file => file.File, file => file.place);
        _borders = new(borders.ToDictionary(border => border.Before, border => border.Why));
    }

    /// <param name="files">In order of time.</param>
    public static IReadOnlyList<Activity> Apply(ActivityFile[] files, IEnumerable<Border> borders, IEnumerable<Correction> corrections)
    {
        Correction[] inOrder = [.. corrections.OrderBy(correction => correction.At)];
        var correcting = new Correcting(files, borders);
        foreach (var correction in inOrder)
        {
            correcting.Cut(correction);
        }

        return correcting.Assemble(inOrder);
    }

    private static string Signed(string what, Correction correction) => $"{what} by {correction.By} on {Spans.Day(correction.At)}";

    private void Cut(Correction correction)
    {
        switch (correction)
        {
            case { Kind: CorrectionKind.Split } when FirstFrom(correction.File) is var place && place > 0 && place < _files.Length:
                _borders[place] = Signed("cut", correction);
                break;
            case { Kind: CorrectionKind.Merge, Other: not null }:
                var (first, last) = Span(correction);
                foreach (var border in _borders.Keys.Where(border => border > first && border <= last).ToList())
                {
                    _borders.Remove(border);
                }

                break;
        }
    }

    private List<Activity> Assemble(Correction[] corrections)
    {
        int[] starts = [0, .. _borders.Keys];
        var pieces = starts.Select(start => new Piece(start == 0 ? "the session begins here" : _borders[start])).ToArray();
        int[] byTime = [.. starts.Zip([.. starts[1..], _files.Length]).SelectMany((ends, number) => Enumerable.Repeat(number, ends.Second - ends.First))];
        int[] now = [.. byTime];
        foreach (var correction in corrections)
        {
            Touch(correction, pieces, byTime, now);
        }

        foreach (var (place, file) in _files.Index())
        {
            pieces[now[place]].Files.Add(file);
        }

        foreach (var (place, moved) in _files.Index().Where(file => now[file.Index] != byTime[file.Index]))
        {
            var last = corrections.Last(correction => correction.Kind == CorrectionKind.Move && correction.File.File == moved.File);
            pieces[now[place]].ByHand.Add(Signed($"{moved.Path} moved here", last));
            pieces[now[place]].MovedHere.Add(moved.File);
        }

        return [.. pieces.Where(piece => piece.Files is not []).Select(piece => new Activity(piece.Files, piece.Why, piece.Name, piece.ByHand, piece.MovedHere))];
    }

    private void Touch(Correction correction, Piece[] pieces, int[] byTime, int[] now)
    {
        switch (correction)
        {
            case { Kind: CorrectionKind.Merge, Other: not null } when Span(correction) is var (first, last) && last > first && byTime[first] == byTime[last]:
                pieces[byTime[first]].ByHand.Add(Signed("joined", correction));
                break;
            case { Kind: CorrectionKind.Name }:
                var called = pieces[now[Nearest(correction.File)]];
                called.Name = correction.Name is { Length: > 0 } name ? name : null;
                called.ByHand.RemoveAll(done => done.StartsWith("named by ", StringComparison.Ordinal));
                called.ByHand.AddRange(called.Name is null ? [] : [Signed("named", correction)]);
                break;
            case { Kind: CorrectionKind.Move } when _places.TryGetValue(correction.File.File, out var place):
                now[place] = correction.Other is { } other ? now[Nearest(other)] : byTime[place];
                break;
        }
    }

    /// <summary>The places of the first and last file of a merge; the last is before the first where nothing of it is left.</summary>
    private (int First, int Last) Span(Correction merge)
    {
        var (one, other) = merge.File.TakenAt <= merge.Other!.TakenAt ? (merge.File, merge.Other) : (merge.Other, merge.File);
        return (FirstFrom(one), _places.TryGetValue(other.File, out var place) ? place : FirstFrom(other.TakenAt.AddTicks(1)) - 1);
    }

    private int Nearest(FileAnchor anchor) => Math.Min(FirstFrom(anchor), _files.Length - 1);

    private int FirstFrom(FileAnchor anchor) => _places.TryGetValue(anchor.File, out var place) ? place : FirstFrom(anchor.TakenAt);

    private int FirstFrom(DateTimeOffset time)
    {
        var (low, high) = (0, _files.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _files[middle].TakenAt < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private sealed class Piece(string why)
    {
        public string Why { get; } = why;

        public string? Name { get; set; }

        public List<ActivityFile> Files { get; } = [];

        public List<string> ByHand { get; } = [];

        public List<long> MovedHere { get; } = [];
    }
}
