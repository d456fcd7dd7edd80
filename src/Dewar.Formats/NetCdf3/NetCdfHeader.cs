using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.NetCdf3;

/// <summary>A variable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dimensions">Their numbers, the slowest first.</param>
/// <param name="Element">The type of its values; null for letters.</param>
/// <param name="Start">Its first value, in bytes from the beginning of the file.</param>
/// <param name="Tree">What the file says of it.</param>
internal sealed record NetCdfVariable(string Name, int[] Dimensions, ElementType? Element, long Start, MetaGroup Tree)
{
    public string? Unit => Word("units");

    public string? Word(string attribute) => Tree.Word("attributes", attribute);
}

/// <summary>The header of a netCDF file.</summary>
internal sealed class NetCdfHeader
{
    private const int MostNames = 65_536;
    private const int MostDimensions = 64;
    private readonly Cursor _cursor;
    private readonly ByteSource _file;
    private readonly List<(string Name, long Length)> _dimensions = [];
    private long _records;
    private int _recordDimension = -1;
    private long _recordLength;

    public NetCdfHeader(ByteSource file)
    {
        _file = file;
        _cursor = new(file, 3, bigEndian: true);
        Version = _cursor.U8();
    }

    public int Version { get; }

    public IReadOnlyList<(string Name, long Length)> Dimensions => _dimensions;

    public List<NetCdfVariable> Variables { get; } = [];

    public void Read(MetaGroup tree)
    {
        // All ones: the file was being written, and the number must be found from its length.
        _records = Number();
        var streaming = Version == 5 ? _records < 0 : _records == uint.MaxValue;
        ReadDimensions(tree.AddGroup("dimensions"));
        ReadAttributes(tree.AddGroup("attributes"));
        ReadVariables(tree.AddGroup("variables"));
        if (_recordDimension < 0)
        {
            return;
        }

        var first = Variables.Where(IsRecord).Select(variable => variable.Start).DefaultIfEmpty(_file.Length).Min();
        var there = _recordLength > 0 ? Math.Max(0, _file.Length - first) / _recordLength : 0;
        _records = streaming ? there : Math.Max(0, _records);
        _dimensions[_recordDimension] = _dimensions[_recordDimension] with { Length = _records };
        tree.Add("records", _records, at: 4);
    }

    public bool IsRecord(NetCdfVariable variable) => variable.Dimensions is [var first, ..] && first == _recordDimension;

    public bool IsCoordinate(NetCdfVariable variable) => variable is { Dimensions: [var only], Element: not null } && _dimensions[only].Name == variable.Name;

    /// <summary>Elements along each dimension; of records as many as are there.</summary>
    public long[] ShapeOf(NetCdfVariable variable, ByteSource file, Extraction into)
    {
        long[] shape = [.. variable.Dimensions.Select(dimension => _dimensions[dimension].Length)];
        if (IsRecord(variable) && _recordLength > 0 && shape[0] > 0)
        {
            var there = Math.Max(0, (file.Length - variable.Start + _recordLength - 1) / _recordLength);
            if (there < shape[0])
            {
                into.Warn($"{shape[0]} records of '{variable.Name}' are announced, and {there} are there.");
                shape[0] = there;
            }
        }

        return shape;
    }

    /// <summary>Bytes from one element to the next along each dimension: records of all variables take turns.</summary>
    public IReadOnlyList<long> StridesOf(NetCdfVariable variable, ElementType element, IReadOnlyList<long> shape)
    {
        var strides = PackedValues.Packed(element, shape);
        return IsRecord(variable) ? [_recordLength, .. strides.Skip(1)] : strides;
    }

    private void ReadDimensions(MetaGroup tree)
    {
        for (var count = List(10, "dimensions", 8); count > 0; count--)
        {
            var name = Name();
            var at = _cursor.Position;
            var length = Number();
            if (length < 0)
            {
                throw new DamagedException($"Dimension '{name}' has a length of {length}", at);
            }

            if (length == 0)
            {
                _recordDimension = _dimensions.Count;
            }

            _dimensions.Add((name, length));
            tree.Add(name, length == 0 ? "unlimited" : length, at: at);
        }
    }

    private void ReadAttributes(MetaGroup tree)
    {
        for (var count = List(12, "attributes", 12); count > 0; count--)
        {
            var name = Name();
            var at = _cursor.Position;
            var type = _cursor.I32();
            var (element, size) = TypeOf(type, at);
            var length = _cursor.Count(Number(), size, $"values of attribute '{name}'");
            var end = _cursor.Position + ((long)length * size + 3) / 4 * 4;
            if (element is null)
            {
                tree.Add(name, Encoding.UTF8.GetString(_cursor.Bytes(Math.Min(length, 16_384))).TrimEnd('\0'), at: at);
            }
            else
            {
                var few = Math.Min(length, MetaValue.Most);
                var values = new PackedValues(_file, _cursor.Position, element.Value, [few]) { BigEndian = true }.ReadNumbers(Slab.All([few]));
                var whole = element.Value.Kind != ElementKind.Float && values.All(value => Math.Abs(value) < 1e15);
                object value = whole ? values.Select(Convert.ToInt64).ToArray() : values;
                tree.Add(name, length == 1 ? whole ? (object)Convert.ToInt64(values[0]) : values[0] : value, at: at);
            }

            _cursor.Position = end;
        }
    }

    private void ReadVariables(MetaGroup tree)
    {
        var records = new List<long>();
        for (var count = List(11, "variables", 28); count > 0; count--)
        {
            var name = Name();
            var rank = _cursor.Count(Number(), 4, $"dimensions of '{name}'");
            if (rank > MostDimensions)
            {
                throw new DamagedException($"Variable '{name}' claims {rank} dimensions", _cursor.Position);
            }

            var dimensions = new int[rank];
            for (var i = 0; i < rank; i++)
            {
                var at = _cursor.Position;
                var number = Number();
                dimensions[i] = number >= 0 && number < _dimensions.Count ? (int)number : throw new DamagedException($"Variable '{name}' has a dimension that is not there", at);
            }

            var group = tree.AddGroup(name);
            group.Add("dimensions", dimensions.Select(dimension => _dimensions[dimension].Name).ToArray());
            ReadAttributes(group.AddGroup("attributes"));
            var typeAt = _cursor.Position;
            var (element, size) = TypeOf(_cursor.I32(), typeAt);
            group.Add("type", element?.ToString() ?? "char", at: typeAt);
            Number();
            var startAt = _cursor.Position;
            var start = Version == 1 ? _cursor.U32() : _cursor.I64();
            if (start < 0)
            {
                throw new DamagedException($"Variable '{name}' begins at {start}", startAt);
            }

            var variable = new NetCdfVariable(name, dimensions, element, start, group);
            Variables.Add(variable);
            if (IsRecord(variable))
            {
                records.Add(dimensions.Skip(1).Aggregate((long)size, (product, dimension) => checked(product * _dimensions[dimension].Length)));
            }
        }

        // A record of one variable alone is not filled up to four bytes.
        _recordLength = records.Count == 1 ? records[0] : records.Sum(length => checked((length + 3) / 4 * 4));
    }

    private int List(int tag, string what, int least)
    {
        var at = _cursor.Position;
        var found = _cursor.I32();
        var count = Number();
        if (found != tag && (found != 0 || count != 0))
        {
            throw new DamagedException($"The list of {what} is not there: its mark is {found}", at);
        }

        return Math.Min(_cursor.Count(count, least, what), MostNames);
    }

    private long Number() => Version == 5 ? _cursor.I64() : _cursor.U32();

    private string Name()
    {
        var length = _cursor.Count(Number(), 1, "letters of a name");
        var name = Encoding.UTF8.GetString(_cursor.Bytes(length));
        _cursor.Position += (4 - length % 4) % 4;
        return name;
    }

    private (ElementType? Element, int Size) TypeOf(int type, long at) => type switch
    {
        1 => (ElementType.Int8, 1),
        2 => (null, 1),
        3 => (ElementType.Int16, 2),
        4 => (ElementType.Int32, 4),
        5 => (ElementType.Float32, 4),
        6 => (ElementType.Float64, 8),
        7 when Version == 5 => (ElementType.UInt8, 1),
        8 when Version == 5 => (ElementType.UInt16, 2),
        9 when Version == 5 => (ElementType.UInt32, 4),
        10 when Version == 5 => (ElementType.Int64, 8),
        11 when Version == 5 => (ElementType.UInt64, 8),
        _ => throw new DamagedException($"Type {type} is none of netCDF", at),
    };
}
