using System.Text;

namespace Dewar.Records;

/// <summary>A session with all that a record can say, and with names that are hard to write down.</summary>
internal static class Told
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    /// <summary>A picture of one pixel, the smallest PNG that there is.</summary>
    public static byte[] Dot { get; } = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");

    public static SessionRecord Session { get; } = new(
        "s-42", "Grains of Ωmega <alloy> & Жук, naïve", new("titan-1", "Titan <1>", "A microscope & more", "Room 12/3"), Start, Start.AddHours(5), "Europe/Berlin",
        [new("Mira Müller", "mira", "0000-0002-1825-0097")], [new("Γιώργος Παπαδόπουλος"), new("Иван Петров", "ivan")], "Why not?\nBecause: a < b && c > \"d\"",
        new(Start.AddMinutes(-30), Start.AddHours(6), "https://booking.example/r/7?a=1&b=2", [new("Consent", "yes"), new("What \"for\"?", "for <fun>")]),
        [
            new("grid 1", "Grid  one", "Steel\nafter annealing", ["Fe", "C", "Xx"], "hdl:1/2"), new("grid 1", "The other", null, ["Fe"]),
            new("", null, "nameless", []),
        ],
        [new("P-1", "Alloys & more", "Materials", "Metals", "https://projects.example/1")],
        [
            new(1, "Overview", null, Start, Start.AddMinutes(10), "grid 1", [new("Voltage", "300", "kV"), new("Operator", "SUPERVISOR", null, true)],
                [new(Start.AddMinutes(1), "mira", "Looks\nwell")],
                [
                    File("a&b<c>.dm3", 0, RecordFileType.Image), File("\u0001bell\u0007 100% #1?.dm3", 5, RecordFileType.Diffraction) with { Warnings = ["The clock was wrong."] },
                    File("\u200Fשלום\u200E ü.dm4", 10, RecordFileType.SpectrumImage),
                ]),
            new(2, null, "18 min without a file, where 40 s are usual", Start.AddMinutes(28), Start.AddMinutes(28), "no such sample", [], [],
                [File("x.tif", 28, RecordFileType.Unknown) with { Url = "https://data.example/a b/x%20y.tif?v=1", Role = RecordFileRole.Derived, Sha256 = null, Size = null }]),
        ],
        [new(Start.AddMinutes(3), "mira", "Note with ]]> and &amp;"), new(null, "ELN", "from elsewhere"), new(Start.AddHours(1), null, "nobody's")], ["One file came late."], 3,
        Start.AddDays(1), "dewar");

    public static string Json(SessionRecord record) => Encoding.UTF8.GetString(SessionJson.Write(record));

    private static RecordFile File(string name, int minute, RecordFileType type) => new(
        name, $"titan 1/märz/{name}", null, type, RecordFileRole.Experimental, "image/x-dm", 1234567 + minute, new string('a', 63) + minute % 10, Start.AddMinutes(minute),
        $"https://site.example/previews/{minute}.png",
        [new("Exposure Time", $"{minute + 1}", "s"), new("Stage <X>", "-1.5", "µm", true)], []);
}
