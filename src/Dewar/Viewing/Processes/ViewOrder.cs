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
