using System.Runtime.InteropServices;
using Dewar.Formats.Bytes;
using Dewar.Formats.PlainText;
using Dewar.Sdk;

namespace Dewar.Formats.Tables;

/// <summary>
/// Numbers that are written as text, row by row. Where each thousandth row begins is remembered, so that a part is read without the rest.
/// </summary>
/// <param name="text">The text.</param>
/// <param name="start">The first row, in bytes.</param>
/// <param name="dialect">How rows are written.</param>
internal sealed class TextRows(TextBytes text, long start, Dialect dialect)
{
    // Rows behind so many bytes are not counted: that would take longer than anyone waits.
    public const long MostScanned = 256L << 20;
    private const int Every = 1024;
    private readonly List<long> _begins = [start];
    private long _rows;
    private long _scannedTo = start;
    private readonly Lock _lock = new();

    /// <summary>Counts the rows, up to <see cref="MostScanned"/>.</summary>
    /// <param name="estimate">How many there are altogether, as far as one can tell.</param>
    public long Count(out long estimate, CancellationToken ct = default)
    {
        Scan(long.MaxValue, ct);
        estimate = _scannedTo >= text.Bytes.Length ? _rows : (long)((double)_rows * (text.Bytes.Length - _begins[0]) / Math.Max(1, _scannedTo - _begins[0]));
        return _rows;
    }

    /// <summary>Reads fields of some rows.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="step">Rows from one to the next.</param>
    /// <param name="fields">Which fields.</param>
    /// <param name="into">Row by row; NaN for what is no number.</param>
    public void Read(long first, long step, ReadOnlySpan<int> fields, Span<double> into)
    {
        var wanted = fields.Length == 0 ? 0 : into.Length / fields.Length;
        if (wanted == 0)
        {
            return;
        }

        Scan(first + 1, default);
        var block = (int)Math.Min(first / Every, _begins.Count - 1);
        var rows = new Rows(text, _begins[block], dialect);
        var places = new (int Start, int End)[fields.Length == 0 ? 1 : Max(fields) + 1];
        var next = first;
        var done = 0;
        for (var number = (long)block * Every; done < wanted && rows.Next(out var row); number++)
        {
            if (number != next)
            {
                continue;
            }

            var count = dialect.Split(row, places);
            for (var i = 0; i < fields.Length; i++)
            {
                into[done * fields.Length + i] = fields[i] < count && dialect.TryNumber(row[places[fields[i]].Start..places[fields[i]].End], out var value) ? value : double.NaN;
            }

            done++;
            next += step;
        }

        if (done < wanted)
        {
            throw new DamagedException($"{text.Bytes.Name} ends after {next - step + 1} rows, and more are announced", text.Bytes.Length);
        }
    }

    private static int Max(ReadOnlySpan<int> numbers)
    {
        var most = 0;
        foreach (var number in numbers)
        {
            most = Math.Max(most, number);
        }

        return most;
    }

    private void Scan(long upTo, CancellationToken ct)
    {
        lock (_lock)
        {
            if (_rows >= upTo || _scannedTo - _begins[0] >= MostScanned || _scannedTo >= text.Bytes.Length)
            {
                return;
            }

            var rows = new Rows(text, _scannedTo, dialect);
            while (_rows < upTo && _scannedTo - _begins[0] < MostScanned && rows.Next(out _))
            {
                if (_rows > 0 && _rows % Every == 0)
                {
                    ct.ThrowIfCancellationRequested();
                    _begins.Add(rows.Offset);
                }

                _rows++;
                _scannedTo = rows.Position;
            }

            _scannedTo = _rows >= upTo || _scannedTo - _begins[0] >= MostScanned ? _scannedTo : text.Bytes.Length;
        }
    }
}

/// <summary>Columns of text rows as a table, or one of them as a line.</summary>
/// <param name="rows">The rows.</param>
/// <param name="length">How many there are.</param>
/// <param name="fields">Which fields the columns are.</param>
/// <param name="flat">One column without an axis of its own.</param>
/// <param name="skip">Rows at the beginning that don't count.</param>
internal sealed class TextColumns(TextRows rows, long length, IReadOnlyList<int> fields, bool flat = false, long skip = 0) : SignalValues
{
    public override ElementType Element => ElementType.Float64;

    public override IReadOnlyList<long> Shape { get; } = flat ? [length] : [length, fields.Count];

    public override void Read(in Slab part, Span<byte> into)
    {
        var wanted = new int[flat ? 1 : part.Count[1]];
        for (var i = 0; i < wanted.Length; i++)
        {
            wanted[i] = fields[flat ? 0 : (int)(part.Start[1] + i * part.Step[1])];
        }

        // On all machines that .NET runs on, memory is little-endian.
        var numbers = MemoryMarshal.Cast<byte, double>(into);
        rows.Read(part.Start[0] + skip, part.Step[0], wanted, numbers);
        if (!BitConverter.IsLittleEndian)
        {
            ByteOrder.Reverse(into, sizeof(double));
        }
    }
}
