using System.Text.Json;
using Dewar.Hosting;
using Dewar.Sdk;

namespace Dewar.Experiments;

/// <summary>
/// Proposals from JSON: a file with a list of them, or a folder with such files, which a user office writes there. Read anew when one
/// has changed. docs/guides/administrator.md has an example.
/// </summary>
internal sealed class JsonProposals(string path) : IProposalSource
{
    private const long Largest = 64 << 20;

    private Book _read = new("", []);

    public string Name => Path.GetFileName(path.TrimEnd('/'));

    public async Task<IReadOnlyList<Proposal>> Find(string text, int most, CancellationToken ct)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. (await All(ct)).Where(proposal => words.All(word => Says(proposal, word))).OrderByDescending(proposal => proposal.Starts).ThenByDescending(proposal => proposal.Id, StringComparer.Ordinal).Take(most)];
    }

    public async Task<Proposal?> Get(string id, CancellationToken ct) => (await All(ct)).FirstOrDefault(proposal => proposal.Id == id);

    private static bool Says(Proposal proposal, string word) => ((string?[])[proposal.Id, proposal.Title, .. (proposal.People ?? []).Select(person => person.Name)])
        .Any(text => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true);

    // Two may read at the same time; what either has read is right.
    private async Task<IReadOnlyList<Proposal>> All(CancellationToken ct)
    {
        var files = Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal).Select(each => new FileInfo(each))] : (FileInfo[])[new(path)];
        var stamp = string.Join('\n', files.Select(file => $"{file.FullName} {(file.Exists ? file.Length : -1)} {file.LastWriteTimeUtc.Ticks}"));
        if (stamp != _read.Stamp)
        {
            var all = new Dictionary<string, Proposal>();
            foreach (var file in files)
            {
                foreach (var proposal in await Read(file, ct))
                {
                    all[proposal.Id] = proposal;
                }
            }

            _read = new(stamp, [.. all.Values]);
        }

        return _read.All;
    }

    private static async Task<List<Proposal>> Read(FileInfo file, CancellationToken ct)
    {
        try
        {
            if (file.Length > Largest)
            {
                throw new IOException($"it has {Bytes.Show(file.Length)}; {Bytes.Show(Largest)} are read at most");
            }

            await using var stream = file.OpenRead();
            var read = await JsonSerializer.DeserializeAsync<List<Proposal?>>(stream, Wire.Json, ct) ?? [];
            return [.. read.Where(proposal => proposal is { Id.Length: > 0, Title: not null }).Select(proposal => proposal!)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new IOException($"The proposals in '{file.FullName}' can't be read: {fault.Message.TrimEnd('.')}.", fault);
        }
    }

    private sealed record Book(string Stamp, IReadOnlyList<Proposal> All);
}
