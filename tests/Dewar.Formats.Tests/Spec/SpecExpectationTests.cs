using System.Text.RegularExpressions;
using Dewar.Formats.Expected;
using Dewar.Sdk;

namespace Dewar.Formats.Spec;

public sealed partial class SpecExpectationTests() : ExpectationContract("formats/spec")
{
    protected override object? Actual(Finding finding, string key)
    {
        var metadata = finding.Extraction.Metadata;
        var headers = metadata.Children.OfType<MetaGroup>().Where(group => group.Name is "header").ToList();
        var names = headers.SelectMany(header => header.Children).Where(node => MotorNames.IsMatch(node.Name)).Cast<MetaValue>().ToList();
        var scans = metadata.Children.OfType<MetaGroup>().Where(group => group.Name is not "header").ToList();
        if (Scan.Match(key) is not { Success: true } match)
        {
            return key switch
            {
                "line_feeds" => metadata.Number("lines"),
                "headers" => headers.Count,
                "scans" => scans.Count,
                "positioner_name_lines" => names.Count,
                "positioner_names" => names.Sum(name => name.Length),
                _ => null,
            };
        }

        var scan = match.Groups["number"].Value is "first" ? scans[0] : scans.Single(group => group.Name == $"scan {match.Groups["number"].Value}.1");
        var signal = finding.Extraction.Signals.FirstOrDefault(signal => signal.Place == scan.Name);
        var labels = (scan.Find("L") as MetaValue)?.Value as string[];
        return match.Groups["rest"].Value.Split('.') switch
        {
            ["line"] => $"#S {scan.Word("S")}",
            ["command"] => signal?.Facts[CoreNames.ScanCommand]?.Value,
            ["first_column"] => labels?[0],
            ["last_column"] => labels?[^1],

            ["label_count"] => labels?.Length,
            ["points"] => scan.Number("points"),
            ["positioners"] => (scan.Find("positioners") as MetaGroup)?.Children.Count ?? 0,
            ["positioner", var name] => scan.Number("positioners", name),
            [var row, var name] when signal is not null => Cell(signal, row is "row[0]" ? 0 : signal.Shape[0] - 1, name),
            _ => null,
        };
    }

    private static double Cell(Signal signal, long row, string name)
    {
        var column = signal.Columns.ToList().IndexOf(name);
        return signal.Values!.ReadNumbers(new([row, column], [1, 1], [1, 1]))[0];
    }

    [GeneratedRegex(@"^scan\[(?<number>\w+)\]\.(?<rest>.+)$")]
    private static partial Regex Scan { get; }

    [GeneratedRegex(@"^O\d+$")]
    private static partial Regex MotorNames { get; }
}
