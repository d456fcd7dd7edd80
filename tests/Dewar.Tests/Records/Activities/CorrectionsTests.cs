using Xunit;

namespace Dewar.Records;

public sealed class CorrectionsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);

    // Files 1 to 5, 6 to 10 and 11 to 15, with half an hour between.
    private static readonly IReadOnlyList<ActivityFile> Files = new Series().Even(5, 40).Wait(1800).Even(5, 40).Wait(1800).Even(5, 40).Files;

    [Fact]
    public void A_split_stands_and_says_who_made_it()
    {
        var activities = Of(Files, Correction.Split(Of(Files)[1], 8, "mira", Noon));

        Assert.Equal([5, 2, 3, 5], Sizes(activities));
        Assert.Equal("cut by mira on 3 Mar 2026", activities[2].Why);
    }

    [Fact]
    public void A_merge_takes_all_between()
    {
        var rule = Of(Files);

        var activity = Assert.Single(Of(Files, Correction.Merge(rule[0], rule[2], "mira", Noon)));

        Assert.Equal(["joined by mira on 3 Mar 2026"], activity.ByHand);
    }

    [Fact]
    public void Of_two_that_contradict_the_later_wins()
    {
        var rule = Of(Files);
        var split = Correction.Split(rule[1], 8, "mira", Noon);
        var merge = Correction.Merge(rule[0], rule[1], "jo", Noon.AddHours(1));

        Assert.Equal([10, 5], Sizes(Of(Files, split, merge)));
        Assert.Equal([10, 5], Sizes(Of(Files, merge, split)));
        Assert.Equal([7, 3, 5], Sizes(Of(Files, merge, split with { At = Noon.AddHours(2) })));
    }

    [Fact]
    public void Late_files_find_their_place_and_corrections_stay()
    {
        var rule = Of(Files);
        Correction[] corrections =
        [
            Correction.Split(rule[1], 8, "mira", Noon), Correction.Merge(rule[1], rule[2], "mira", Noon.AddMinutes(-1)), Correction.Call(rule[0], "Overview", "mira", Noon),
        ];
        ActivityFile[] late = [.. Enumerable.Range(0, 4).Select(place => Files[0] with { File = 100 + place, TakenAt = Files[6].TakenAt.AddSeconds(20 + place * 2) })];

        Assert.Equal([5, 2, 8], Sizes(Of(Files, corrections)));
        var activities = Of([.. Files, .. late], corrections);

        Assert.Equal([5, 6, 8], Sizes(activities));
        Assert.Equal([8, 9, 10, 11, 12, 13, 14, 15], activities[2].Files.Select(file => file.File));
        Assert.Equal("Overview", activities[0].Name);
    }

    [Fact]
    public void A_file_that_leaves_takes_no_correction_with_it()
    {
        var rule = Of(Files);
        Correction[] corrections = [Correction.Split(rule[1], 8, "mira", Noon), Correction.Call(rule[2], "Spectra", "mira", Noon), Correction.Move(Files[0], rule[2], "jo", Noon)];

        var activities = Of(Files.Where(file => file.File is not (8 or 11)), corrections);

        Assert.Equal([4, 2, 2, 5], Sizes(activities));
        Assert.Equal([9, 10], activities[2].Files.Select(file => file.File));
        Assert.Equal("Spectra", activities[3].Name);
        Assert.Equal([1, 12, 13, 14, 15], activities[3].Files.Select(file => file.File));
    }

    [Fact]
    public void A_merge_holds_when_both_its_ends_leave()
    {
        var rule = Of(Files);

        Assert.Equal([8, 5], Sizes(Of(Files.Where(file => file.File is not (1 or 10)), Correction.Merge(rule[0], rule[1], "mira", Noon))));
    }

    [Fact]
    public void A_file_is_moved_and_moved_back()
    {
        var rule = Of(Files);
        var there = Correction.Move(Files[2], rule[2], "mira", Noon);

        var moved = Of(Files, there);
        Assert.Equal([4, 5, 6], Sizes(moved));
        Assert.Equal(["a/0003.dm3 moved here by mira on 3 Mar 2026"], moved[2].ByHand);
        Assert.Equal([3], moved[2].MovedHere);
        Assert.Equal([5, 5, 5], Sizes(Of(Files, there, Correction.Move(Files[2], null, "mira", Noon.AddHours(1)))));
    }

    [Fact]
    public void What_is_said_about_an_activity_is_not_said_about_a_file_that_was_moved_there()
    {
        var moved = Of(Files, Correction.Move(Files[2], Of(Files)[2], "mira", Noon));
        var there = Correction.Move(Files[2], Of(Files)[2], "mira", Noon);

        Assert.Equal([4, 11], Sizes(Of(Files, there, Correction.Merge(moved[1], moved[2], "mira", Noon.AddHours(1)))));
        Assert.Equal([4, 5, 6], Sizes(Of(Files, there, Correction.Split(moved[2], 3, "mira", Noon.AddHours(1)))));
    }

    [Fact]
    public void An_activity_that_lost_all_its_files_is_gone()
    {
        var rule = Of(Files);

        Assert.Equal([5, 10], Sizes(Of(Files, [.. rule[0].Files.Select(file => Correction.Move(file, rule[2], "mira", Noon))])));
    }

    [Fact]
    public void The_last_name_counts_and_none_takes_it_away()
    {
        var rule = Of(Files);
        var first = Correction.Call(rule[1], "Grid 1", "mira", Noon);
        var second = Correction.Call(rule[1], "Grid 2", "jo", Noon.AddHours(1));

        var named = Of(Files, second, first)[1];
        Assert.Equal("Grid 2", named.Name);
        Assert.Equal(["named by jo on 3 Mar 2026"], named.ByHand);
        var nameless = Of(Files, second, Correction.Call(rule[1], null, "jo", Noon.AddHours(2)))[1];
        Assert.Null(nameless.Name);
        Assert.Empty(nameless.ByHand);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Whatever_people_do_no_file_is_lost_or_doubled(int seed)
    {
        var random = new Random(seed);
        var (files, _) = SimulatedSession.Make(seed);
        List<Correction> corrections = [];
        for (var step = 0; step < 60; step++)
        {
            var now = Activities.Of(files, new(), corrections);
            var (one, other) = (now[random.Next(now.Count)], now[random.Next(now.Count)]);
            var file = one.Files[random.Next(one.Files.Count)];
            corrections.Add(random.Next(4) switch
            {
                0 => Correction.Split(one, file.File, "mira", Noon.AddMinutes(step)),
                1 => Correction.Merge(one, other, "mira", Noon.AddMinutes(step)),
                2 => Correction.Call(one, $"name {step}", "mira", Noon.AddMinutes(step)),
                _ => Correction.Move(file, other, "mira", Noon.AddMinutes(step)),
            });
        }

        var some = files.Where(_ => random.Next(3) > 0).ToArray();
        Assert.Equal(files.Select(file => file.File).Order(), Activities.Of(files, new(), corrections).SelectMany(Numbers).Order());
        Assert.Equal(some.Select(file => file.File).Order(), Activities.Of(some, new(), corrections).SelectMany(Numbers).Order());

        static IEnumerable<long> Numbers(Activity activity) => activity.Files.Select(file => file.File);
    }

    private static IReadOnlyList<Activity> Of(IEnumerable<ActivityFile> files, params Correction[] corrections) => Activities.Of(files, new(), corrections);

    private static int[] Sizes(IEnumerable<Activity> activities) => [.. activities.Select(activity => activity.Files.Count)];
}
