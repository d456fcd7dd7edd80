namespace Dewar.Records;

/// <summary>Files of a session, written down briefly.</summary>
internal sealed class Series
{
    public static DateTimeOffset Start { get; } = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(1));

    private readonly List<ActivityFile> _files = [];
    private double _now;

    public IReadOnlyList<ActivityFile> Files => _files;

    public Series Wait(double seconds)
    {
        _now += seconds;
        return this;
    }

    /// <summary>Adds a file now, and files after that with these gaps between them.</summary>
    public Series Add(IEnumerable<double> gaps, string folder = "a", string? mode = null, string? signal = null, string? sample = null) =>
        Add(gaps.Select(gap => (gap, folder, mode, signal, sample)));

    public Series Add(IEnumerable<(double Gap, string Folder, string? Mode, string? Signal, string? Sample)> files)
    {
        foreach (var (place, file) in files.Index())
        {
            _now += place == 0 ? 0 : file.Gap;
            var number = _files.Count + 1;
            _files.Add(new(number, $"{file.Folder}/{number:D4}.dm3", file.Folder, Start.AddSeconds(_now), file.Mode, file.Signal, file.Sample));
        }

        return this;
    }

    public Series Even(int count, double gap, string folder = "a", string? mode = null, string? signal = null, string? sample = null) =>
        Add(Enumerable.Repeat(gap, count), folder, mode, signal, sample);

    /// <summary>One file at each of these seconds.</summary>
    public static IReadOnlyList<ActivityFile> At(params IEnumerable<double> seconds) =>
        [.. seconds.Select((second, place) => new ActivityFile(place + 1, $"a/{place + 1:D4}.dm3", "a", Start.AddSeconds(second)))];

    public static int[] Sizes(IEnumerable<ActivityFile> files, ActivitySettings? settings = null) =>
        [.. Activities.Of(files, settings ?? new()).Select(activity => activity.Files.Count)];
}
