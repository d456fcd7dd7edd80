namespace Dewar.Bench;

/// <summary>Some people who look around, and one who sends files from a browser over a link of 100 Mbit/s.</summary>
internal sealed class Crowd(IReadOnlyList<Browsing> people, Sending sending)
{
    public static async Task<Crowd> Gather(Site site, int people, TimeSpan breath)
    {
        var source = await Registering.Source.Open(site);
        await source.Register(0, Browsing.Files);
        var all = new List<Browsing>();
        for (var number = 0; number < people; number++)
        {
            all.Add(new(site, source.Experiment, await Person.Add(site, $"visitor-{number}"), breath, number));
        }

        return new(all, new(site, source.Experiment, await Person.Add(site, "sender")));
    }

    /// <summary>All of them go on until something has ended; what the people were answered.</summary>
    public async Task<List<Answer>> Until(Task end)
    {
        var sent = sending.Until(end);
        var answers = await Task.WhenAll(people.Select(each => each.Until(end)));
        await sent;
        return [.. answers.SelectMany(each => each)];
    }
}
