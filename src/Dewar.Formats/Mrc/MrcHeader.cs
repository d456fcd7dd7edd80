using System.Buffers.Binary;
using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Mrc;

/// <summary>The 1024 bytes at the beginning of an MRC file, by the words of MRC2014.</summary>
/// <param name="bytes">All of them.</param>
/// <param name="bigEndian">The byte order of numbers.</param>
internal sealed class MrcHeader(byte[] bytes, bool bigEndian)
{
    public const int Length = 1024;
    private const int LongestSide = 1 << 24;
    private const int ImodStamp = 1146047817;

    public bool BigEndian => bigEndian;

    public int Columns => Word(1);

    public int Rows => Word(2);

    public int Sections => Word(3);

    public int Mode => Word(4);

    public (int X, int Y, int Z) Start => (Word(5), Word(6), Word(7));

    public (int X, int Y, int Z) Intervals => (Word(8), Word(9), Word(10));

    /// <summary>Ångström.</summary>
    public (float X, float Y, float Z) Cell => (Float(11), Float(12), Float(13));

    /// <summary>Which of x (1), y (2), z (3) runs along columns, rows, sections.</summary>
    public int[] Axes
    {
        get
        {
            int[] axes = [Word(17), Word(18), Word(19)];
            return axes.Order().SequenceEqual([1, 2, 3]) ? axes : [1, 2, 3];
        }
    }

    public (float Least, float Most, float Mean) Values => (Float(20), Float(21), Float(22));

    public int SpaceGroup => Word(23);

    public int ExtendedLength => Word(24);

    public string ExtendedType => Text(104, 4);

    public int FormatVersion => Word(28);

    /// <summary>SerialEM: bytes of a section in the extended header, and flags of what is in them; else numbers of integers and
    /// reals.</summary>
    public (int Integers, int Reals) PerSection => (Short(128), Short(130));

    public bool IsImod => Word(39) == ImodStamp;

    public int ImodFlags => Word(40);

    /// <summary>Whether it has the mark that came with MRC2000.</summary>
    public bool HasMark => bytes.AsSpan(208, 3).SequenceEqual("MAP"u8);

    public long DataAt => Length + (long)Math.Max(0, ExtendedLength);

    /// <summary>Reads with the byte order that the stamp says, unless only the other one makes sense; null when neither does.</summary>
    public static MrcHeader? Of(ReadOnlySpan<byte> head)
    {
        if (head.Length < Length)
        {
            return null;
        }

        var bytes = head[..Length].ToArray();
        var stamped = bytes[212] is 0x11 && bytes[213] is 0x11;
        var (first, second) = (new MrcHeader(bytes, stamped), new MrcHeader(bytes, !stamped));
        return first.IsPlausible ? first : second.IsPlausible ? second : null;
    }

    public bool IsPlausible => Columns is > 0 and <= LongestSide && Rows is > 0 and <= LongestSide && Sections is > 0 and <= LongestSide * 8
        && MrcMode.Of(this) is not null && ExtendedLength >= 0;

    /// <summary>Without the mark more must fit: the axes, and the length of the file.</summary>
    public bool Fits(long length)
    {
        int[] axes = [Word(17), Word(18), Word(19)];
        return (axes.Order().SequenceEqual([1, 2, 3]) || Array.TrueForAll(axes, axis => axis == 0))
            && Columns <= 100_000 && Rows <= 100_000 && MrcMode.Of(this) is { } mode
            && checked(DataAt + mode.RowLength(Columns) * Rows * Sections) is var end && end <= length && length - end < 4096
            && Word(23) is >= 0 and <= 630 && Word(56) is >= 0 and <= 10;
    }

    public void AddTo(MetaGroup tree)
    {
        Add("nx", 1, Columns);
        Add("ny", 2, Rows);
        Add("nz", 3, Sections);
        Add("mode", 4, Mode);
        Add("nxstart", 5, Start.X);
        Add("nystart", 6, Start.Y);
        Add("nzstart", 7, Start.Z);
        Add("mx", 8, Intervals.X);
        Add("my", 9, Intervals.Y);
        Add("mz", 10, Intervals.Z);
        tree.Add("cella", new[] { Cell.X, Cell.Y, Cell.Z }, "Å", 40);
        tree.Add("cellb", new[] { Float(14), Float(15), Float(16) }, "deg", 52);
        Add("mapc", 17, Word(17));
        Add("mapr", 18, Word(18));
        Add("maps", 19, Word(19));
        Add("dmin", 20, Values.Least, Values.Least > Values.Most ? "Not set: it is greater than the maximum." : null);
        Add("dmax", 21, Values.Most);
        Add("dmean", 22, Values.Mean);
        Add("ispg", 23, SpaceGroup);
        tree.Add("nsymbt", ExtendedLength, "bytes", 92);
        tree.Add("exttyp", ExtendedType, at: 104);
        Add("nversion", 28, FormatVersion);
        if (IsImod)
        {
            Add("imodStamp", 39, Word(39));
            Add("imodFlags", 40, ImodFlags);
            tree.Add("idtype", (int)Short(160), at: 160);
            tree.Add("tiltangles", new[] { Float(44), Float(45), Float(46), Float(47), Float(48), Float(49) }, "deg", 172);
        }

        tree.Add("origin", new[] { Float(50), Float(51), Float(52) }, "Å", 196);
        tree.Add("map", Text(208, 4), at: 208);
        tree.Add("machst", new long[] { bytes[212], bytes[213], bytes[214], bytes[215] }, at: 212);
        Add("rms", 55, Float(55), Float(55) < 0 ? "Below zero it was not computed." : null);
        Add("nlabl", 56, Word(56));
        for (var i = 0; i < 10; i++)
        {
            if (Text(224 + 80 * i, 80) is { Length: > 0 } label)
            {
                tree.Add($"label {i}", label, at: 224 + 80 * i);
            }
        }

        void Add(string name, int word, object value, string? doubt = null) => tree.Add(name, value, at: 4 * (word - 1), doubt: doubt);
    }

    private string Text(int at, int length) => Encoding.Latin1.GetString(bytes, at, length).Split('\0')[0].TrimEnd();

    private short Short(int at) => bigEndian ? BinaryPrimitives.ReadInt16BigEndian(bytes.AsSpan(at))
        : BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(at));

    // Words are counted from one, as the description does.
    private int Word(int number) =>
        bigEndian ? BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4 * (number - 1)))
            : BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4 * (number - 1)));

    private float Float(int number) => BitConverter.Int32BitsToSingle(Word(number));
}
