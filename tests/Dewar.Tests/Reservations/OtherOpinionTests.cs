using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Dewar.Reservations;

/// <summary>Rules made at random, expanded by ours and by python-dateutil.</summary>
public sealed class OtherOpinionTests
{
    private const int Cases = 300, Compared = 30;

    private static readonly string[] Days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    [Fact]
    public async Task Another_implementation_finds_the_same_times()
    {
        var python = await Python();
        if (python is null && Environment.GetEnvironmentVariable("DEWAR_TEST_REQUIRE") == "all")
        {
            Assert.Fail("There is no Python with dateutil: tests/install python3-dateutil.");
        }

        Assert.SkipWhen(python is null, "There is no Python with dateutil.");
        var random = new Random(20261122);
        var cases = Enumerable.Range(0, Cases).Select(_ => Rule(random)).ToList();

        var theirs = JsonSerializer.Deserialize<List<List<string>>>(await Ask(python!, [Repository.PathOf("tests/Dewar.Tests/Reservations/dateutil_times.py")],
            JsonSerializer.Serialize(cases.Select(each => new object[] { Text(each.Start), each.Rule, Text(End(each.Start)), Compared }))))!;

        var different = cases.Zip(theirs).Select(pair => (pair.First, Ours: Ours(pair.First.Start, pair.First.Rule), Theirs: string.Join(' ', Synchronised(pair.First.Start, pair.Second))))
            .Where(each => each.Ours != each.Theirs).Select(each => $"{Text(each.First.Start)} {each.First.Rule}\n  ours   {each.Ours}\n  theirs {each.Theirs}").ToList();
        Assert.True(different.Count == 0, $"{different.Count} of {Cases}:\n{string.Join('\n', different.Take(10))}");
        Assert.True(theirs.Count(each => each.Count > 1) > Cases / 3);
    }

    /// <summary>Dateutil leaves out a start that does not fit the rule; for RFC 5545 it is the first all the same. Rules here have no count, so nothing else differs.</summary>
    private static IEnumerable<string> Synchronised(DateTime start, List<string> times) => times.FirstOrDefault() == Text(start) ? times : times.Prepend(Text(start)).Take(Compared);

    private static string Ours(DateTime start, string rule) => string.Join(' ', RecurrenceTests.Times(start, rule, start, End(start), Compared).Select(Text));

    private static DateTime End(DateTime start) => start.AddYears(15);

    // From days to years: dateutil goes through every hour, minute and second, which takes it ages where a rule gives few times.
    private static (DateTime Start, string Rule) Rule(Random random)
    {
        var frequency = Enum.GetValues<Frequency>()[(int)Frequency.Daily + random.Next(4)];
        var start = new DateTime(2019 + random.Next(6), 1 + random.Next(12), 1 + random.Next(28), random.Next(24), random.Next(60), random.Next(60));
        var parts = new List<string> { $"FREQ={frequency.ToString().ToUpperInvariant()}" };
        bool Now(int chance) => random.Next(100) < chance;
        string Some(int most, Func<string> one) => string.Join(',', Enumerable.Range(0, 1 + random.Next(most)).Select(_ => one()).Distinct());
        string Signed(int most) => $"{(Now(35) ? -1 : 1) * (1 + random.Next(most))}";
        void Add(int chance, string key, Func<string> value)
        {
            if (Now(chance))
            {
                parts.Add($"{key}={value()}");
            }
        }

        Add(50, "INTERVAL", () => $"{1 + random.Next(5)}");
        Add(30, "WKST", () => Days[random.Next(7)]);
        Add(25, "BYMONTH", () => Some(3, () => $"{1 + random.Next(12)}"));
        var yearly = frequency == Frequency.Yearly;
        var weeks = yearly && Now(25);
        Add(yearly ? 20 : 0, "BYYEARDAY", () => Some(4, () => Signed(366)));
        Add(frequency == Frequency.Weekly ? 0 : 25, "BYMONTHDAY", () => Some(4, () => Signed(31)));
        // With weeks and no day, dateutil takes all seven days and the standard that of the start.
        // dateutil leaves out the days of a first or last week that lie in the other year, and forgets plain weekdays beside counted ones.
        Add(weeks ? 100 : 0, "BYWEEKNO", () => Some(3, () => $"{random.Next(2, 52)}"));
        var isCounted = !weeks && frequency >= Frequency.Monthly && Now(50);
        Add(weeks ? 100 : 35, "BYDAY", () => isCounted ? Some(4, () => $"{Signed(5)}{Days[random.Next(7)]}") : Some(4, () => Days[random.Next(7)]));
        Add(25, "BYHOUR", () => Some(3, () => $"{random.Next(24)}"));
        Add(20, "BYMINUTE", () => Some(3, () => $"{random.Next(60)}"));
        Add(15, "BYSECOND", () => Some(2, () => $"{random.Next(60)}"));
        Add(parts.Exists(part => part.StartsWith("BY", StringComparison.Ordinal)) ? 20 : 0, "BYSETPOS", () => Some(2, () => Signed(4)));
        return (start, string.Join(';', parts));
    }

    private static async Task<string?> Python()
    {
        foreach (var python in new[] { "/usr/bin/python3", "python3" })
        {
            try
            {
                await Ask(python, ["-c", "import dateutil"], "");
                return python;
            }
            catch (Exception absent) when (absent is System.ComponentModel.Win32Exception or InvalidOperationException)
            {
                TestContext.Current.SendDiagnosticMessage($"{python}: {absent.Message}");
            }
        }

        return null;
    }

    private static async Task<string> Ask(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (told, wrong) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await told : throw new InvalidOperationException(await wrong);
    }

    private static string Text(DateTime time) => time.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
}
