using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Dewar.Access;

/// <summary>
/// Which passwords were right a moment ago, for clients that send theirs with every request: to check one is slow on purpose. Kept are keyed
/// digests over name, password and what the database has for it, so that a changed password counts at once.
/// </summary>
internal sealed class PasswordMemory(TimeProvider time)
{
    private const int Most = 10_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _right = new(StringComparer.Ordinal);

    public bool Knows(string name, string password, string hash) => _right.TryGetValue(Digest(name, password, hash), out var at) && time.GetUtcNow() - at < Kept;

    public void Remember(string name, string password, string hash)
    {
        if (_right.Count >= Most)
        {
            _right.Clear();
        }

        _right[Digest(name, password, hash)] = time.GetUtcNow();
    }

    private string Digest(string name, string password, string hash) => Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{name}\0{hash}\0{password}")));
}
