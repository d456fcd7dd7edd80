using System.Globalization;

namespace Dewar.Bench;

/// <summary>What to measure, and with how much.</summary>
internal sealed record Options
{
    public const string Help = """
        Options
          --files N       files of "small", "download", "register", "list" and "scan" (100000); small ones of "fairness" (20000)
          --size BYTES    size of the one large file (2G); the set of 4 MB files has as much
          --large BYTES   size of the large file of "fairness" (8G); that much room is needed on the disk
          --rounds N      how often each is measured; the median counts (3; starts: 10)
          --filled N      files in the catalogue before "register" measures again (500000)
          --catalogue N   files in the catalogue of "scale" (10000000)
          --searched N    files in the catalogue of "search" (1000000)
          --values SIZE   values of the packed dataset of "reading" (256M)
          --seconds N     how long "visible" runs (60)
          --seed N        of what is drawn in "month" (2026)
          --days N        of "month", from its first (31)
          --rate N        files a minute of "visible" (1000)
          --engine E      sqlite or postgres only; default both
          --work DIR      where files are made and copied to; all on one disk (artifacts/bench/work)
        """;

    public required IReadOnlyList<string> Names { get; init; }
    public int? FilesGiven { get; init; }
    public int Files => FilesGiven ?? 100_000;
    public long Size { get; init; } = 2L << 30;
    public long Large { get; init; } = 8L << 30;
    public int Rounds { get; init; } = 3;
    public int Filled { get; init; } = 500_000;
    public int Catalogue { get; init; } = 10_000_000;
    public int Searched { get; init; } = 1_000_000;
    public long Values { get; init; } = 256L << 20;
    public int Seconds { get; init; } = 60;
    public int Rate { get; init; } = 1000;
    public int Seed { get; init; } = 2026;
    public int Days { get; init; } = 31;
    public IReadOnlyList<string> Engines { get; init; } = ["sqlite", "postgres"];
    public string Work { get; init; } = Path.Combine(Bench.Root, "artifacts/bench/work");

    public static Options Parse(string[] args, IReadOnlyList<string> known)
    {
        var options = new Options { Names = [] };
        for (var i = 0; i < args.Length; i++)
        {
            var word = args[i];
            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                options = known.Contains(word) ? options with { Names = [.. options.Names, word] }
                    : throw new FormatException($"There is no benchmark '{word}'; there are: {string.Join(", ", known)}.");
                continue;
            }

            var value = ++i < args.Length ? args[i] : throw new FormatException($"{word} needs a value.");
            options = word switch
            {
                "--files" => options with { FilesGiven = (int)Number(value) },
                "--size" => options with { Size = Number(value) },
                "--large" => options with { Large = Number(value) },
                "--rounds" => options with { Rounds = (int)Number(value) },
                "--filled" => options with { Filled = (int)Number(value) },
                "--catalogue" => options with { Catalogue = (int)Number(value) },
                "--searched" => options with { Searched = (int)Number(value) },
                "--values" => options with { Values = Number(value) },
                "--seconds" => options with { Seconds = (int)Number(value) },
                "--rate" => options with { Rate = (int)Number(value) },
                "--days" => options with { Days = (int)Math.Min(31, Number(value)) },
                "--seed" => options with { Seed = (int)Number(value) },
                "--engine" => options with { Engines = value is "sqlite" or "postgres" ? [value] : throw new FormatException($"'{value}' is no engine: sqlite or postgres.") },
                "--work" => options with { Work = Path.GetFullPath(value) },
                _ => throw new FormatException($"There is no option '{word}'.\n{Help}"),
            };
        }

        return options.Names.Count > 0 ? options : options with { Names = known };
    }

    private static long Number(string given)
    {
        var text = given.Length > 2 && given[^1] is 'b' or 'B' ? given[..^1].TrimEnd() : given;
        var factor = text[^1] switch { 'k' or 'K' => 1L << 10, 'm' or 'M' => 1L << 20, 'g' or 'G' => 1L << 30, _ => 1L };
        return long.TryParse(factor == 1 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number * factor : throw new FormatException($"'{given}' is no number.");
    }
}
