using System.Globalization;
using Dewar.Hosting;
using Dewar.Sdk;

namespace Dewar.Search;

/// <summary>Says a query once more, as it was understood: with the names of keys written out and values in the unit that people use.</summary>
internal static class WishText
{
    public static string Of(Wish wish) => wish switch
    {
        All { Of: [] } => "",
        All all => string.Join(' ', all.Of.Select(Inner)),
        Any any => string.Join(" OR ", any.Of.Select(Inner)),
        Not not => $"NOT {Inner(not.Of)}",
        Mentions mentions => mentions.IsPhrase ? Quoted(mentions.Text) : mentions.Text,
        Says says => $"{Name(says.Key)}{(says.IsWhole ? '=' : ':')}{Word(says.Text)}",
        Fits fits => $"{Name(fits.Key)}:{fits.Pattern}",
        Has has => $"has:{Name(has.Key)}",
        Within { Unit: "time" } within => Name(within.Key) + Range(within.Bounds, Time, lasts: true),
        Within { Unit: "byte" } within => Name(within.Key) + Range(within.Bounds, bytes => bytes.ToString("0", CultureInfo.InvariantCulture)),
        Within within => Name(within.Key) + Range(within.Bounds, value => Number(value, within)),
        _ => throw new ArgumentOutOfRangeException(nameof(wish)),
    };

    private static string Inner(Wish wish) => wish is Any or All { Of.Count: not 1 } ? $"({Of(wish)})" : Of(wish);

    private static string Range(Bounds bounds, Func<double, string> show, bool lasts = false) => bounds switch
    {
        { From: double.NegativeInfinity } => (bounds.WithTo ? "<=" : "<") + show(bounds.To),
        { To: double.PositiveInfinity } => (bounds.WithFrom ? ">=" : ">") + show(bounds.From),
        // What was asked for as one value has bounds a digit apart.
        _ when bounds.WithTo && bounds.To - bounds.From <= 1.1e-6 * Math.Abs(bounds.To) => $"={show((bounds.From + bounds.To) / 2)}",
        // The last second that is in it: it lasts as long.
        _ => $":{show(bounds.From)}..{show(lasts ? bounds.To - 1e6 : bounds.To)}",
    };

    private static string Number(double value, Within within)
    {
        var unit = within.Unit is ['=', .. var own] ? own : within.Key.Unit ?? within.Unit ?? "";
        value = within.Unit is not ['=', ..] && Unit.TryParse(unit, out var known) ? known.FromSi(value) : value;
        return value.ToString("g10", CultureInfo.InvariantCulture) + (unit is "1" ? "" : unit);
    }

    private static string Time(double microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)microseconds * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Name(SearchKey key) => key.Name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '.' or '-') ? key.Name : Quoted(key.Name);

    private static string Word(string text) => text is "" || text.Any(letter => char.IsWhiteSpace(letter) || "()\"*?[{".Contains(letter)) ? Quoted(text) : text;

    public static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"")}\"";
}
