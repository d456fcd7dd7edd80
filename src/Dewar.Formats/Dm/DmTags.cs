using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Dm;

/// <summary>The tree of tags of a DM3 or DM4 file: directories and values, each with a name that may be empty.</summary>
/// <param name="file">The file.</param>
/// <param name="header">Its first bytes.</param>
internal sealed class DmTags(ByteSource file, DmHeader header)
{
    private const byte ValueTag = 21;
    private const byte DirectoryTag = 20;
    private const int Deepest = 64;
    private const int MostKept = 100_000;
    private const int MostRead = 2_000_000;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly Cursor _cursor = new(file, header.Length, bigEndian: true);
    private readonly Dictionary<MetaValue, DmType> _arrays = new(ReferenceEqualityComparer.Instance);
    private readonly bool _wide = header.Version == 4;
    private int _kept;
    private int _read;

    /// <summary>Whether there were more tags than are kept.</summary>
    public bool IsIncomplete => _kept >= MostKept;

    /// <summary>The type of an array whose values were left in the file; null for any other value.</summary>
    public DmType? ArrayOf(MetaValue value) => _arrays.GetValueOrDefault(value);

    /// <summary>Reads all of them. When the file breaks off, those before are there.</summary>
    public void ReadInto(MetaGroup root, CancellationToken ct) => ReadDirectory(root, 0, ct);

    private void ReadDirectory(MetaGroup into, int depth, CancellationToken ct)
    {
        if (depth > Deepest)
        {
            throw new DamagedException($"{file.Name} has tags {Deepest} levels deep", _cursor.Position);
        }

        ct.ThrowIfCancellationRequested();
        _cursor.Skip(2);
        var count = Word();
        var (groups, values) = (0, 0);
        for (var i = 0L; i < count; i++)
        {
            var at = _cursor.Position;
            var kind = _cursor.U8();
            if (kind == 0)
            {
                return;
            }

            if (++_read > MostRead)
            {
                throw new DamagedException($"{file.Name} has more than {MostRead} tags", at);
            }

            var name = Name();
            var end = _wide ? checked(_cursor.I64() + _cursor.Position) : -1;
            switch (kind)
            {
                case DirectoryTag:
                    var group = new MetaGroup(name is "" ? $"TagGroup{groups++}" : name);
                    Keep(into, group);
                    ReadDirectory(group, depth + 1, ct);
                    break;
                case ValueTag:
                    ReadValue(into, name is "" ? $"Data{values++}" : name, end);
                    break;
                default:
                    throw new DamagedException($"{file.Name}: a tag of kind {kind} is none of DigitalMicrograph", at);
            }
        }
    }

    private void ReadValue(MetaGroup into, string name, long end)
    {
        if (_cursor.U32() != 0x25252525)
        {
            throw new DamagedException($"{file.Name}: the tag '{name}' does not begin with its mark", _cursor.Position - 4);
        }

        var length = _cursor.Count(Word(), _wide ? 8 : 4, $"words in the type of the tag '{name}'");
        if (length is 0 or > 4096)
        {
            throw new DamagedException($"{file.Name}: the type of the tag '{name}' has {length} words", _cursor.Position);
        }

        Span<long> definition = length <= 32 ? stackalloc long[length] : new long[length];
        for (var i = 0; i < length; i++)
        {
            definition[i] = Word();
        }

        var (index, at) = (0, _cursor.Position);
        var type = DmType.Of(definition, ref index, file.Name, at);
        if (_kept < MostKept || into.Name is "ImageData")
        {
            Keep(into, Value(name, type, at));
        }

        // DM4 says where a tag ends. Strings are the one type whose length is told differently by different writers.
        _cursor.Position = _wide && type.Code == DmType.String && end > at ? end : checked(at + type.Size);
    }

    private MetaValue Value(string name, DmType type, long at)
    {
        if (name is "Data" && type.Code == DmType.Array)
        {
            var data = new MetaValue(name, null) { Length = type.Length, At = at };
            _arrays.Add(data, type);
            return data;
        }

        _cursor.BigEndian = header.BigEndian;
        try
        {
            var (value, length) = new DmValues(_cursor).Read(type);
            return length is null ? new(name, value) { At = at } : new(name, value) { At = at, Length = length };
        }
        finally
        {
            _cursor.BigEndian = true;
        }
    }

    private void Keep(MetaGroup into, MetaNode node)
    {
        if (_kept < MostKept || into.Name is "ImageList" or "ImageData" || node.Name is "ImageData")
        {
            into.Add(node);
            _kept++;
        }
    }

    private long Word() => _wide ? _cursor.I64() : _cursor.U32();

    // Names are in the code page of the microscope's computer, newer ones in UTF-8.
    private string Name()
    {
        var bytes = _cursor.Bytes(_cursor.U16());
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
