using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Archives;

/// <summary>Shows what is in an archive.</summary>
internal static class MemberList
{
    private const int MostShown = 200;

    /// <summary>Adds the members to the metadata, and the first of them as text. Names that would lead elsewhere are told.</summary>
    public static void Add(Extraction into, IEnumerable<(string Name, long Length, FileTime? Time)> members)
    {
        var group = into.Metadata.AddGroup("content");
        var text = new StringBuilder();
        var shown = 0;
        foreach (var (name, length, time) in members)
        {
            group.Add(name, length, "bytes");
            if (shown++ < MostShown)
            {
                text.Append($"{length,14}  {time?.Local.ToString("yyyy-MM-dd HH:mm") ?? "",16}  {Plain(name)}\n");
            }

            if (LeadsAway(name))
            {
                into.Warn($"The name '{Plain(name)}' leads out of the folder that the archive would be unpacked to.");
            }
        }

        into.Add(new Signal { Name = "content", Type = SignalType.Text, Text = text.ToString() });
    }

    private static bool LeadsAway(string name) =>
        name.StartsWith('/') || name.StartsWith('\\') || name.Length > 1 && name[1] == ':' || name.Split('/', '\\').Contains("..");

    private static string Plain(string name) => new([.. name.Take(300).Select(letter => char.IsControl(letter) ? '?' : letter)]);
}
