using System.Buffers.Binary;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>The rows of a one-dimensional dataset of compounds as a table: a column for each member that is a number, NaN for text.</summary>
internal sealed class TableValues : SignalValues
{
    private const int MostColumns = 1000;
    private const int MostWords = 100;

    private readonly Hdf5Dataset _dataset;
    private readonly CompoundMember[] _columns;

    private TableValues(Hdf5Dataset dataset, CompoundMember[] columns)
    {
        (_dataset, _columns) = (dataset, columns);
        Shape = [dataset.Shape[0], columns.Length];
    }

    public override ElementType Element => ElementType.Float64;

    public override IReadOnlyList<long> Shape { get; }

    /// <summary>The table; null when the dataset is none.</summary>
    public static TableValues? Of(Hdf5Dataset dataset)
    {
        if (dataset.Type is not CompoundType { IsComplex: false } type || dataset.Shape.Count != 1)
        {
            return null;
        }

        CompoundMember[] columns = [.. type.Members.Where(member => IsNumber(member) || member.Type.IsText).Take(MostColumns)];
        return Array.Exists(columns, IsNumber) ? new(dataset, columns) : null;
    }

    public Signal AsSignal(Hdf5Dataset dataset, bool isMain) => new()
    {
        Name = dataset.Name,
        Type = SignalType.Table,
        Element = Element,
        Axes = [new("row", Shape[0]), new("column", Shape[1])],
        Columns = [.. _columns.Select(column => column.Name)],
        ColumnUnits = [.. _columns.Select(_ => (string?)null)],
        Words = Words(),
        Place = dataset.Path,
        IsMain = isMain,
        Values = dataset.Unreadable is null ? this : null,
    };

    public override void Read(in Slab part, Span<byte> into)
    {
        var rows = _dataset.Read(new Slab([part.Start[0]], [part.Count[0]], [part.Step[0]]));
        Span<byte> plain = stackalloc byte[8];
        Span<double> number = stackalloc double[1];
        var at = 0;
        for (var row = 0; row < part.Count[0]; row++)
        {
            for (var i = 0; i < part.Count[1]; i++, at += 8)
            {
                var column = _columns[part.Start[1] + i * part.Step[1]];
                number[0] = double.NaN;
                if (IsNumber(column))
                {
                    column.Type.ToElements(rows.AsSpan(row * _dataset.Type.Size + column.Offset, column.Type.Size), plain);
                    Decode(plain, column.Type.Element!.Value, number);
                }

                BinaryPrimitives.WriteDoubleLittleEndian(into[at..], number[0]);
            }
        }
    }

    private static bool IsNumber(CompoundMember member) => member.Type.Element is { Size: <= 8 } && member.Type.InnerShape.Count == 0;

    private Dictionary<int, IReadOnlyList<string>> Words()
    {
        var words = new Dictionary<int, IReadOnlyList<string>>();
        if (!Array.Exists(_columns, column => column.Type.IsText) || _dataset.Unreadable is not null)
        {
            return words;
        }

        var rows = _dataset.Decode(MostWords);
        for (var i = 0; i < _columns.Length; i++)
        {
            if (_columns[i].Type.IsText)
            {
                var name = _columns[i].Name;
                words[i] = [.. rows.Select(row => (row as Hdf5Member[])?.FirstOrDefault(member => member.Name == name)?.Value as string ?? "")];
            }
        }

        return words;
    }
}
