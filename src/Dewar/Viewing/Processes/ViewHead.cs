namespace Dewar.Viewing;

/// <summary>The line that goes before an answer; as many bytes follow as it says.</summary>
/// <param name="Type">The media type.</param>
/// <param name="Asks">It is no answer yet: which of these files beside the one may be read? A line comes back.</param>
internal sealed record ViewHead(
    int Status, string Type = "application/json", long Length = 0, string? FileName = null, string? Element = null, IReadOnlyList<string>? Asks = null)
{
    /// <summary>What a process says when it came up.</summary>
    public static ViewHead Ready { get; } = new(0);
}

/// <summary>Which files may be read beside one, and how large they are. What is not named is not there.</summary>
internal sealed record ViewLeave(IReadOnlyDictionary<string, long> Sizes);

/// <summary>Begins an answer and then writes it.</summary>
/// <param name="head">Says how long it is, to the byte.</param>
internal delegate bool SayAnswer(ViewHead head, Action<Stream> write);
