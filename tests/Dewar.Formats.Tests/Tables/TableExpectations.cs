using Dewar.Formats.Expected;

namespace Dewar.Formats.Tables;

public sealed class TableExpectations() : ExpectationContract("formats/csv")
{
    // HyperSpy has no special type for a value over time.
    protected override object? Actual(Finding finding, string key) =>
        key.EndsWith(".Signal.signal_type", StringComparison.Ordinal) && finding.Extraction.Signals.All(signal => signal.Axes is [{ Name: "time" }]) ? "" : null;
}
