namespace Dewar.Records;

/// <summary>A run of files that were taken together.</summary>
/// <param name="Number">Its place in the record; Dewar counts from 1.</param>
/// <param name="Name">What somebody called it.</param>
/// <param name="Why">Why it does not go on with the one before.</param>
/// <param name="Start">When its first file was taken.</param>
/// <param name="End">When its last file was taken.</param>
/// <param name="Sample">The sample, by its id.</param>
/// <param name="Setup">Values that are equal in all its files.</param>
/// <param name="Notes">What people wrote about it.</param>
/// <param name="Files">In order of time.</param>
public sealed record RecordActivity(
    int Number, string? Name, string? Why, DateTimeOffset? Start, DateTimeOffset? End, string? Sample, IReadOnlyList<RecordValue> Setup, IReadOnlyList<RecordNote> Notes,
    IReadOnlyList<RecordFile> Files)
{
    internal string Title => Name is { Length: > 0 } name ? $"{Number}. {name}" : $"Activity {Number}";
}

/// <summary>What kind of thing is in a file.</summary>
public enum RecordFileType
{
    Unknown,
    Image,
    Spectrum,
    SpectrumImage,
    Diffraction,
    Notes,
    Misc,
}

/// <summary>What a file is good for.</summary>
public enum RecordFileRole
{
    Experimental,
    MasterCalibration,
    UserCalibration,
    Derived,
}

/// <param name="Name">What it is called, as it is on the disk.</param>
/// <param name="Path">Where it lies in the storage, as it is on the disk: nothing in it is encoded.</param>
/// <param name="Url">Where it can be had, as an address; null where its path is all there is.</param>
/// <param name="Type">What is in it.</param>
/// <param name="Role">What it is good for.</param>
/// <param name="Format">Its format, as a MIME type or a name.</param>
/// <param name="Size">How many bytes it has.</param>
/// <param name="Sha256">The digest of its bytes, in lower case hexadecimals.</param>
/// <param name="TakenAt">When the instrument took it.</param>
/// <param name="Preview">The address of its picture.</param>
/// <param name="Values">What it says that not all files of the activity say.</param>
/// <param name="Warnings">What to be careful about, in plain words.</param>
public sealed record RecordFile(
    string Name, string Path, string? Url, RecordFileType Type, RecordFileRole Role, string? Format, long? Size, string? Sha256, DateTimeOffset? TakenAt, string? Preview,
    IReadOnlyList<RecordValue> Values, IReadOnlyList<string> Warnings);

/// <param name="Name">What it is, as "Exposure Time".</param>
/// <param name="Text">The value, as it is shown.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="HasWarning">It may be wrong: the instrument is known for it.</param>
public sealed record RecordValue(string Name, string Text, string? Unit = null, bool HasWarning = false);
