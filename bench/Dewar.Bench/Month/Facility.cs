namespace Dewar.Bench;

/// <summary>
/// October 2026 at a facility in Berlin, with the change to winter time: five instruments, sixty people. What is drawn here is the truth; what the
/// site hears of it is late, wrong by the clocks and full of holes, as docs/reference/sessions.md tells.
/// </summary>
internal sealed class Facility(int seed, int days)
{
    public const string Shared = "facility-talos";
    public const int People = 60;

    private static readonly DateTimeOffset First = new(2026, 9, 30, 22, 0, 0, TimeSpan.Zero);

    /// <summary>The site is down meanwhile: journals and stations keep what they have.</summary>
    private static readonly (DateTimeOffset From, DateTimeOffset Until) Away = (new(2026, 10, 20, 8, 10, 0, TimeSpan.Zero), new(2026, 10, 21, 6, 30, 0, TimeSpan.Zero));

    /// <summary>Somebody sees that the clock is a year behind.</summary>
    private static readonly DateTimeOffset SetRight = new(2026, 10, 14, 11, 40, 0, TimeSpan.Zero);

    private static readonly ControlClock[] Computers =
    [
        new("titan-pc", "titan", true, _ => TimeSpan.FromSeconds(0.8)),
        new("krios-pc", "krios", false, _ => TimeSpan.FromSeconds(-430)),
        new("duo-scope", "duo", true, _ => TimeSpan.FromHours(1)),
        new("duo-camera", "duo", false, at => TimeSpan.FromSeconds(5 + 20 * (at - First).TotalDays)),
        new("talos-pc", "talos", true, at => at < SetRight ? TimeSpan.FromDays(-365) : TimeSpan.FromSeconds(3)),
        // Set by hand on Monday mornings.
        new("quantum-pc", "quantum", true, at => TimeSpan.FromSeconds(90 * ((at - First).TotalDays + 2.75) % (7 * 90.0))),
    ];

    private static readonly Dictionary<string, (Habit Habit, bool HasNights)> Kinds = new()
    {
        ["titan"] = (Habit.ByHand, false),
        ["krios"] = (Habit.Series, true),
        ["duo"] = (Habit.Detectors, false),
        ["talos"] = (Habit.Alternating, false),
        ["quantum"] = (Habit.SpectrumImages, true),
    };

    private readonly Random _random = new(seed);
    private readonly List<TrueSession> _sessions = [];
    private readonly List<TrueFile> _files = [];
    private readonly List<Happening> _happenings = [];

    public TrueMonth Make()
    {
        foreach (var computer in Computers)
        {
            var free = First;
            for (var day = 0; day < days; day++)
            {
                free = Day(computer, day, free);
            }
        }

        Old();
        return new(Computers, _sessions, _files, [.. _happenings.OrderBy(each => each.At)], Calendar.Of(_sessions, seed));
    }

    private DateTimeOffset Day(ControlClock computer, int day, DateTimeOffset free)
    {
        var local = new DateTime(2026, 10, 1).AddDays(day);
        DateTimeOffset Hour(double hour) => new(local.AddHours(hour), ControlClock.Berlin.GetUtcOffset(local.AddHours(hour)));
        var isWeekend = local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        // Sunday, 25 October: the night in which 02:30 comes twice.
        var isLongNight = day == 23;
        var hasNights = Kinds[computer.Instrument].HasNights;
        var at = Hour(8 + _random.NextDouble());
        at = at > free ? at : free;
        while (at < Hour(18) && (!isWeekend || (isLongNight && hasNights) || Chance.Is(_random, 0.3)))
        {
            var night = hasNights && at > Hour(15) && (isLongNight || Chance.Is(_random, 0.5));
            var late = !night && at > Hour(16.5) && Chance.Is(_random, 0.15);
            var length = night ? Chance.Minutes(_random, 660, 0.1, 500, 760) : late ? Chance.Minutes(_random, 520, 0.1, 470, 600) : Chance.Minutes(_random, 135, 0.5, 35, 400);
            var end = Session(computer, at, at + length, night);
            at = end + Chance.Minutes(_random, 22, 1, 3, 240);
            if (isWeekend && !isLongNight)
            {
                break;
            }
        }

        return at;
    }

    /// <returns>When the instrument is free again.</returns>
    private DateTimeOffset Session(ControlClock computer, DateTimeOffset start, DateTimeOffset end, bool isNight)
    {
        var person = Somebody(start, end);
        var isAway = start < Away.Until && end > Away.From;
        var told = _random.Next(100) switch { < 72 => Told.Logger, < 86 when !isAway => Told.Web, < 86 => Told.Logger, _ => Told.Nobody };
        // Who comes early begins on the web while the one before still takes the last pictures.
        var isEarly = told == Told.Web && Chance.Is(_random, 0.4);
        var begun = isEarly ? start.AddMinutes(-4 - 8 * _random.NextDouble()) : start;
        var session = new TrueSession(Id(), computer.Instrument, computer.Name, Name(person), computer.Instrument == "talos" ? Shared : $"proposal-{person / 2:00}", told, begun, end, Chance.Is(_random, 0.15));
        _sessions.Add(session);
        Mark(session, isEarly, "begun early");
        Mark(session, isNight, "night", isAway, "site away", session.IsForgotten, "forgotten", told == Told.Nobody, "nobody told");

        var breaks = Breaks(session, isNight, out var isSaid);
        // The first picture comes after some adjusting, or just before somebody thinks of the logger; the last may be saved after the end.
        var first = !isEarly && Mark(session, Chance.Is(_random, 0.05), "before start") ? start.AddSeconds(-20 - _random.Next(100)) : start.AddMinutes(1 + _random.NextDouble() * 12);
        var last = Mark(session, Chance.Is(_random, 0.06), "after end") ? end.AddMinutes(1 + _random.NextDouble() * 5) : end.AddMinutes(-_random.NextDouble() * 4);
        var work = new Working(_random, Kinds[computer.Instrument].Habit);
        var byHand = isNight ? start.AddMinutes(50) : last;
        var shots = work.Through(first, byHand, breaks, Chance.Is(_random, 0.3));
        if (isNight && shots is not [])
        {
            // Then a program works alone, and the user goes home.
            var series = work.Through(byHand.AddMinutes(8), last, [], false, isSeries: true).Where((_, place) => place % 3 == 0).ToList();
            var sample = shots[^1].Sample;
            shots.AddRange(series.Select((shot, place) => shot with { Folder = "night", Sample = sample, Begins = place == 0 }));
        }

        shots = [.. shots.Where(shot => shot.At <= last)];
        Save(computer, session, shots, isAway);
        if (told != Told.Nobody)
        {
            Tell(computer, session, isNight ? byHand : end, isSaid ? breaks : [], breaks);
        }

        return shots is [.., var final] && final.At > end ? final.At : end;
    }

    /// <summary>Nobody is at two places at once, or runs from one to the other.</summary>
    private int Somebody(DateTimeOffset start, DateTimeOffset end)
    {
        int person;
        do
        {
            person = _random.Next(People);
        }
        while (_sessions.Exists(each => each.User == Name(person) && each.Start < end.AddMinutes(20) && each.End.AddMinutes(20) > start));
        return person;
    }

    private static string Name(int person) => $"person-{person:00}";

    private List<(DateTimeOffset From, DateTimeOffset Until)> Breaks(TrueSession session, bool isNight, out bool isSaid)
    {
        isSaid = false;
        var length = session.End - session.Start;
        if (isNight || length < TimeSpan.FromHours(2.5))
        {
            return [];
        }

        var isLong = Mark(session, length > TimeSpan.FromHours(4.5) && Chance.Is(_random, 0.2), "long break");
        isSaid = Mark(session, Chance.Is(_random, isLong ? 0.4 : 0.25), "pause");
        if (!isLong && !isSaid)
        {
            return [];
        }

        var from = session.Start + length * (0.3 + 0.2 * _random.NextDouble());
        return [(from, from + (isLong ? Chance.Minutes(_random, 120, 0.15, 95, 160) : Chance.Minutes(_random, 40, 0.4, 20, 80)))];
    }

    /// <summary>Files as they are written, copied and registered.</summary>
    private void Save(ControlClock computer, TrueSession session, List<Shot> shots, bool isAway)
    {
        var hasStampsOnly = Mark(session, Chance.Is(_random, 0.15), "stamps only");
        var isLate = Mark(session, Chance.Is(_random, 0.08), "late copy");
        var keepsStamps = hasStampsOnly || Chance.Is(_random, 0.5);
        var isPart = Chance.Is(_random, 0.5);
        Mark(session, isLate && !keepsStamps, "new stamps", isLate && isPart, "part late");
        var copied = session.End + Chance.Minutes(_random, 900, 1.2, 60, 4320);
        var folder = $"{session.Instrument}/{session.Start:MM-dd}-{session.User}-{session.Id[..4]}";
        var delay = 0.5 + 2 * _random.NextDouble();
        foreach (var (place, shot) in shots.Index())
        {
            var isCopied = isLate && (!isPart || place >= shots.Count / 2);
            var saved = shot.At.AddSeconds(delay);
            var arrives = isCopied ? copied.AddSeconds(place * 0.3) : saved.AddSeconds(20 + _random.Next(70));
            var stamp = isCopied && !keepsStamps ? copied.AddSeconds(place * 0.3) : computer.Shows(saved);
            Arrive(new(session, session.Instrument, session.Experiment, $"{folder}/{shot.Folder}/{_files.Count:000000}.dat", shot.At, stamp, hasStampsOnly ? null : computer.Writes(shot.At), arrives,
                shot.Mode, shot.Signal, shot.Sample, shot.Begins));
        }

        Mark(session, isAway, "site away");
    }

    /// <summary>Copies of measurements of other years, brought to have them at hand.</summary>
    private void Old()
    {
        for (var batch = 0; batch < 8; batch++)
        {
            var session = _sessions[_random.Next(_sessions.Count)];
            var at = session.Start + (session.End - session.Start) * _random.NextDouble();
            var taken = at.AddDays(-400 - _random.Next(1500));
            for (var file = 5 + _random.Next(30); file > 0; file--)
            {
                taken = taken.AddSeconds(20 + _random.Next(100));
                Arrive(new(null, session.Instrument, session.Experiment, $"{session.Instrument}/reference-{batch}/{_files.Count:000000}.dat", taken, batch % 2 == 0 ? taken : at,
                    taken.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ"), at.AddSeconds(30), "TEM", "image", null, false));
            }
        }
    }

    private void Arrive(TrueFile file)
    {
        file = file with { Arrives = WhenBack(file.Arrives) };
        _files.Add(file);
        _happenings.Add(new Arriving(file.Arrives, file));
    }

    private void Tell(ControlClock computer, TrueSession session, DateTimeOffset there, List<(DateTimeOffset From, DateTimeOffset Until)> said, List<(DateTimeOffset From, DateTimeOffset Until)> breaks)
    {
        var names = session.Experiment != Shared && Chance.Is(_random, 0.8);
        var by = session.Told == Told.Logger ? computer.Name : null;
        Say("start", session.Start);
        for (var at = session.Start.AddMinutes(10); by is not null && at < there; at = at.AddMinutes(10))
        {
            if (!breaks.Any(each => each.From <= at && at < each.Until))
            {
                Say("alive", at);
            }
        }

        foreach (var (from, until) in said)
        {
            Say("pause", from);
            Say("resume", until);
        }

        if (!session.IsForgotten)
        {
            Say("end", session.End);
        }

        void Say(string kind, DateTimeOffset when) => _happenings.Add(new Saying(WhenBack(when.AddSeconds(1)), by, session, kind, when, names));
    }

    /// <summary>What would come while the site is away comes in the minutes after.</summary>
    private static DateTimeOffset WhenBack(DateTimeOffset at)
    {
        var all = Away.Until.AddMinutes(1) + (Away.Until - Away.From) / 200;
        return at < Away.From || at > all ? at : at > Away.Until ? all : Away.Until.AddMinutes(1) + (at - Away.From) / 200;
    }

    private string Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private static bool Mark(TrueSession session, bool isSo, string trait)
    {
        _ = isSo && session.Traits.Add(trait);
        return isSo;
    }

    private static void Mark(TrueSession session, bool one, string oneTrait, bool two, string twoTrait, bool three = false, string threeTrait = "", bool four = false, string fourTrait = "")
    {
        Mark(session, one, oneTrait);
        Mark(session, two, twoTrait);
        Mark(session, three, threeTrait);
        Mark(session, four, fourTrait);
    }
}
