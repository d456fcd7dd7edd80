using Dewar.Sessions;

namespace Dewar.Records;

/// <summary>What is delivered.</summary>
/// <param name="ForeignId">What the target called this record before; null the first time.</param>
/// <param name="Document">The record in a form, by its name: json, xml, pdf, crate.</param>
/// <param name="Pictures">Thumbnails, as PNG.</param>
internal sealed record RecordPackage(
    RecordTarget Target, Session Session, SessionRecord Record, string? ForeignId, Func<string, Task<byte[]>> Document, Func<RecordFile, byte[]?> Pictures, RecordReader Reader);

/// <summary>For whom a record is, as far as is known, and where they look at it.</summary>
internal sealed record RecordReader(string? Email, string Page);

/// <param name="ForeignId">What the target calls it.</param>
/// <param name="Url">Where it can be seen there.</param>
internal sealed record Delivered(string? ForeignId, string? Url);

/// <summary>Delivers records to one kind of target. What it throws is kept as the reason, and tried again.</summary>
internal interface IRecordExporter
{
    string Kind { get; }

    /// <summary>What is wrong with a target as it was described; null for nothing.</summary>
    string? Fault(RecordTarget target);

    /// <summary>Looks whether the target answers and would take a record, and delivers nothing. What it throws is the reason why not.</summary>
    /// <returns>What was found, in words.</returns>
    Task<string> Try(RecordTarget target, CancellationToken ct);

    Task<Delivered> Deliver(RecordPackage package, CancellationToken ct);
}
