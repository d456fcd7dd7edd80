using System.Text.Json.Serialization;

namespace Dewar.Viewing;

/// <summary>A question about a file, as a line to a process that looks.</summary>
/// <param name="Root">The storage's tree, as this computer sees it.</param>
/// <param name="Folder">The experiment's folder in it.</param>
/// <param name="Path">The file in that.</param>
/// <param name="Size">Bytes that the catalogue knows; a file of another size is another one.</param>
/// <param name="Version">Of the file: another one is opened anew.</param>
/// <param name="Question">What is asked; <see cref="Questions"/> has the list.</param>
/// <param name="Arguments">As they came with the request.</param>
internal sealed record ViewOrder(
    string Root, string Folder, string Path, long Size, long Version, string Question, IReadOnlyDictionary<string, IReadOnlyList<string>> Arguments)
{
    /// <summary>A process that has a file open is asked about it again.</summary>
    [JsonIgnore]
    public string Key => $"{Root}\0{Folder}\0{Path}\0{Version}";
}

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

/// <summary>Why something can't be shown, in the words that go to whoever asked.</summary>
internal sealed class ViewFault(int status, string message) : Exception(message)
{
    public int Status => status;

    public static ViewFault NotThere(string message) => new(404, message);

    public static ViewFault Wrong(string message) => new(422, message);

    public static ViewFault TooMuch(string message) => new(413, message);
}
