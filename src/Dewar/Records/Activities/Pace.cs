namespace Dewar.Records;

/// <summary>
/// How fast files came, and what was usual around each gap: the median of the seven gaps before or of the seven after it, whichever is longer, as a
/// pause between a slow and a fast run must be long for both. How uneven the pace is, over the whole session, says how many times longer than usual a
/// pause must be: 4 times where files come like clockwork, up to 15 times where they come anyhow.
/// </summary>
internal sealed class Pace
{
    private const int Around = 7;
    private const double Least = 4;
    private const double Most = 15;

    /// <summary>What is so far out that it is no gap like the others, in standard deviations of the logarithm.</summary>
    private const double Rare = 3.5;

    /// <summary>What is believed of the unevenness before any gap was seen, and as how many gaps that counts.</summary>
    private const double BelievedSpread = 0.35, BelievedGaps = 4;

    /// <summary>A pause is strong when it is this many times longer than it would have to be, or this long.</summary>
    private const double StrongTimes = 2.5, StrongSeconds = 20 * 60;

    private readonly int[] _firsts;
    private readonly double[] _gaps;
    private readonly double?[] _usual;
    private readonly double _times;

    private Pace(int[] firsts, double[] gaps)
    {
        (_firsts, _gaps) = (firsts, gaps);
        _usual = [.. gaps.Select((_, place) => Usual(place))];
        var deviations = gaps.Zip(_usual, (gap, usual) => usual is { } known ? Math.Abs(Math.Log(gap / known)) : 0).Order().ToArray();
        var spread = deviations is [] ? 0 : 1.4826 * Middle(deviations);
        var believed = Math.Sqrt((gaps.Length * spread * spread + BelievedGaps * BelievedSpread * BelievedSpread) / (gaps.Length + BelievedGaps));
        _times = Math.Clamp(Math.Exp(Rare * believed), Least, Most);
    }

    public static Pace Of(ActivityFile[] files)
    {
        var firsts = Shots.Of(files);
        // The clocks of old file systems tick once a second or two.
        return new(firsts, [.. firsts.Skip(1).Select(first => Math.Max(1, (files[first].TakenAt - files[first - 1].TakenAt).TotalSeconds))]);
    }

    /// <summary>How many times the usual gap lies before a file; 0 inside of a shot.</summary>
    public double Relative(int before)
    {
        var place = Array.BinarySearch(_firsts, before) - 1;
        return place < 0 ? 0 : _gaps[place] / (_usual[place] ?? _gaps[place]);
    }

    public IReadOnlyList<Border> Pauses(ActivitySettings settings)
    {
        List<Border> pauses = [];
        foreach (var (place, gap) in _gaps.Index())
        {
            var enough = Enough(place, settings);
            if (gap >= enough)
            {
                var usual = _usual[place] is { } known ? $", where {Spans.Words(known, isMany: true)} usual" : "";
                var isStrong = gap >= StrongTimes * enough || gap >= StrongSeconds;
                pauses.Add(new(_firsts[place + 1], 2 + Math.Log(gap / enough), isStrong, $"{Spans.Words(gap)} without a file{usual}"));
            }
        }

        return pauses;
    }

    private double Enough(int place, ActivitySettings settings)
    {
        if (_usual[place] is not { } usual)
        {
            return settings.AloneSeconds / settings.Sensitivity;
        }

        // A series of long exposures goes on through the night.
        var isLikeTheOthers = _gaps[place] < 2 * usual && _gaps.Length > 3;
        var enough = Math.Max(settings.ShortestSeconds, _times * usual / settings.Sensitivity);
        return isLikeTheOthers ? double.PositiveInfinity : Math.Min(enough, settings.LongestSeconds);
    }

    private double? Usual(int place)
    {
        var before = _gaps[Math.Max(0, place - Around)..place];
        var after = _gaps[(place + 1)..Math.Min(_gaps.Length, place + 1 + Around)];
        return (before.Length, after.Length) switch
        {
            (0, 0) => null,
            ( >= 3, >= 3) => Math.Max(Middle([.. before.Order()]), Middle([.. after.Order()])),
            _ => Middle([.. before.Concat(after).Order()]),
        };
    }

    private static double Middle(double[] ordered) => ordered[(ordered.Length - 1) / 2];
}
