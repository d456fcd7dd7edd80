using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Catalogue;

/// <summary>Free metadata of a file: a flat JSON object that people and programs add to.</summary>
internal static class FileMetadata
{
    private const int LongestKey = 200;
    private const int Largest = 256 * 1024;

    /// <summary>Keys of <paramref name="change"/> over those before; null removes.</summary>
    public static string Merge(string? before, string change)
    {
        var merged = before is null ? [] : JsonNode.Parse(before)!.AsObject();
        foreach (var (key, value) in JsonNode.Parse(change)!.AsObject())
        {
            if (key.Length is 0 or > LongestKey)
            {
                throw Refusal.Invalid("metadata-invalid", $"A metadata key has 1 to {LongestKey} characters.");
            }

            if (value is null)
            {
                merged.Remove(key);
            }
            else
            {
                merged[key] = value.DeepClone();
            }
        }

        var text = merged.ToJsonString(Wire.Json);
        return text.Length <= Largest ? text
            : throw Refusal.Invalid("metadata-too-large", $"The metadata of one file would be {Bytes.Show(text.Length)}; at most {Bytes.Show(Largest)} are kept.");
    }

    /// <summary>A change as text; half a surrogate pair, which JSON's escapes can hold, has none.</summary>
    public static string Text(IReadOnlyDictionary<string, JsonElement?> change)
    {
        try
        {
            return JsonSerializer.Serialize(change, Wire.Json);
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException or ArgumentException)
        {
            throw Refusal.Invalid("metadata-invalid", $"The metadata holds a text that is not valid Unicode: {(odd.InnerException ?? odd).Message}");
        }
    }

    public static IReadOnlyDictionary<string, JsonElement> Parse(string? text) =>
        text is null ? new Dictionary<string, JsonElement>() : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(text, Wire.Json)!;

    /// <summary>What stands for a key with a value in an experiment. Others may share it, so the value itself is compared after it.</summary>
    public static long Word(long experimentId, string key, string value) => BinaryPrimitives.ReadInt64BigEndian(
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new[] { experimentId.ToString(CultureInfo.InvariantCulture), key, Plain(value) })));

    /// <summary>All words of a file's metadata.</summary>
    public static HashSet<long> Words(long experimentId, string? text) => [.. Parse(text).Select(pair => Word(experimentId, pair.Key, pair.Value.ToString()))];

    /// <summary>Notes the words of new files.</summary>
    public static Task AddWords(Transaction write, IReadOnlyCollection<long> words, IReadOnlyCollection<(long Folder, string Name)> files, CancellationToken ct) =>
        words.Count == 0 ? Task.CompletedTask : write.Insert("catalogue_word", ["word", "folder_id", "name"], words.SelectMany(word => files.Select(file => new object?[] { word, file.Folder, file.Name })), ct);

    /// <summary>Gives a file other metadata, and the words for it.</summary>
    public static async Task Set(
        Transaction write, long experimentId, (long Id, long Folder, string Name) file, string? before, string after, CancellationToken ct)
    {
        await write.Execute($"update catalogue_file set metadata = {new Json(after)} where id = {file.Id}", ct);
        var (old, now) = (Words(experimentId, before), Words(experimentId, after));
        foreach (var word in old.Except(now))
        {
            await write.Execute($"delete from catalogue_word where word = {word} and folder_id = {file.Folder} and name = {file.Name}", ct);
        }

        foreach (var word in now.Except(old))
        {
            await write.Execute($"insert into catalogue_word (word, folder_id, name) values ({word}, {file.Folder}, {file.Name}) on conflict do nothing", ct);
        }
    }

    /// <summary>A file has another path now, with the same metadata.</summary>
    public static async Task MoveWords(Transaction write, IEnumerable<long> words, (long Folder, string Name) from, (long Folder, string Name) to, CancellationToken ct)
    {
        foreach (var word in words)
        {
            await write.Execute($"update catalogue_word set folder_id = {to.Folder}, name = {to.Name} where word = {word} and folder_id = {from.Folder} and name = {from.Name}", ct);
        }
    }

    /// <summary>A file is in another experiment now, with the same metadata.</summary>
    public static async Task MoveWords(Transaction write, string? metadata, (long Experiment, long Folder, string Name) from, (long Experiment, long Folder, string Name) to, CancellationToken ct)
    {
        foreach (var word in Words(from.Experiment, metadata))
        {
            await write.Execute($"delete from catalogue_word where word = {word} and folder_id = {from.Folder} and name = {from.Name}", ct);
        }

        await AddWords(write, Words(to.Experiment, metadata), [(to.Folder, to.Name)], ct);
    }

    /// <summary>The words of files that were described before there were any. What was done when it is stopped is not done again.</summary>
    public static async Task AddMissingWords(SiteDatabase database, CancellationToken ct)
    {
        const int Piece = 5000;
        while (await database.Write(async write =>
        {
            await write.Lock("words", ct);
            var files = await write.Query($"""
                select f.id, f.experiment_id, f.folder_id, f.name, f.metadata from catalogue_wordless w join catalogue_file f on f.id = w.file_id
                order by w.file_id limit {Piece}
                """, row => (Id: row.GetInt64(0), Folder: row.GetInt64(2), Name: row.GetString(3), Words: Words(row.GetInt64(1), row.TextOrNull(4))), ct);
            await write.Insert("catalogue_word", ["word", "folder_id", "name"],
                files.SelectMany(file => file.Words.Select(word => new object?[] { word, file.Folder, file.Name })), ct);
            await write.Execute($"delete from catalogue_wordless where file_id <= {files.Select(file => file.Id).LastOrDefault()}", ct);
            return files.Count;
        }, ct) > 0)
        {
        }
    }

    /// <summary>Alike for all spellings of a number, since PostgreSQL keeps the number, not its spelling; and for all that is no single value.</summary>
    private static string Plain(string value) => value is ['{' or '[', ..] ? value[..1]
        : double.TryParse(value, CultureInfo.InvariantCulture, out var number) ? (number + 0.0).ToString("R", CultureInfo.InvariantCulture) : value;
}
