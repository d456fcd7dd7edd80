namespace Dewar.Access;

/// <summary>
/// A person's own computer, which brings files as a station does. What stands where a station's name stands tells whose it is;
/// no station that was registered can be called so.
/// </summary>
internal static class OwnStation
{
    private const string Sign = "~";

    /// <summary>For what a person's programs send over HTTP by themselves.</summary>
    public static string Of(string user) => Sign + user;

    /// <summary>For one upload of <c>dewar</c>'s from one computer.</summary>
    public static string Of(string user, string upload) => $"{Sign}{user}:{upload}";

    public static bool IsOne(string station) => station.StartsWith(Sign, StringComparison.Ordinal);

    /// <summary>Whether the person's programs send by themselves, with no station's work done at the other end.</summary>
    public static bool IsBare(string station) => IsOne(station) && !station.Contains(':', StringComparison.Ordinal);

    /// <summary>Whether the person may work as that station.</summary>
    public static bool IsOf(string station, string user) => station.StartsWith($"{Sign}{user}:", StringComparison.Ordinal) && station.Length < 200 && !station.Any(char.IsControl);

    public static string UserOf(string station) => station[Sign.Length..].Split(':')[0];
}
