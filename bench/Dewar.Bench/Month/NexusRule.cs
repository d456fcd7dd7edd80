using Dewar.Records;

namespace Dewar.Bench;

/// <summary>
/// What NexusLIMS would make of the same month: files of the instrument by time stamp between START and END, activities by the kernel density of the
/// time stamps. It is given what helps it: sessions of the web count as begun at the computer, START, END and stamps have the same clock, and where
/// the end was forgotten the next START sets it.
/// </summary>
internal static class NexusRule
{
    /// <summary>The sessions in which each file would be, and the activities of each session.</summary>
    public static List<FoundSession> Of(TrueMonth month)
    {
        var clocks = month.Computers.ToDictionary(each => each.Name);
        var byInstrument = month.Files.GroupBy(each => each.Instrument).ToDictionary(each => each.Key, each => each.OrderBy(file => file.Stamp).ToList());
        List<FoundSession> found = [];
        foreach (var on in month.Sessions.Where(each => each.Told != Told.Nobody).GroupBy(each => each.Instrument))
        {
            var ordered = on.OrderBy(each => each.Start).ToList();
            foreach (var (place, session) in ordered.Index())
            {
                var clock = clocks[session.Computer];
                var next = place + 1 < ordered.Count ? ordered[place + 1] : null;
                if (session.IsForgotten && next is null)
                {
                    continue;
                }

                var (from, until) = (clock.Shows(session.Start), session.IsForgotten ? clocks[next!.Computer].Shows(next.Start) : clock.Shows(session.End));
                var files = byInstrument[on.Key].Where(file => from < file.Stamp && file.Stamp <= until).ToList();
                found.Add(new(session.Id, IsByFiles: false, Cut(files)));
            }
        }

        return found;
    }

    private static List<List<TrueFile>> Cut(List<TrueFile> files)
    {
        var borders = files.Count < 2 ? [] : KernelDensity.Borders([.. files.Select((file, place) => new ActivityFile(place, file.Path, "", file.Stamp))], 1).Select(border => border.Before).ToList();
        int[] ends = [0, .. borders, files.Count];
        return [.. ends.Zip(ends.Skip(1), (from, until) => files[from..until]).Where(part => part.Count > 0)];
    }
}
