using Dewar.Formats.Expected;

namespace Dewar.Formats.Spreadsheets;

public sealed class SpreadsheetExpectations() : ExpectationContract("formats/spreadsheet")
{
    protected override object? Actual(Finding finding, string key) => InTree(finding, key.Replace('_', ' '));
}
