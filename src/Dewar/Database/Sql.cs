using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Dewar.Database;

/// <summary>
/// SQL as it is written: what stands in the holes travels as parameters, never as text. Another <see cref="Sql"/> in a hole is spliced in.
/// There is no way to make one from a plain string, so SQL cannot be glued together from what users send.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Sql(int literalLength, int holes)
{
    private readonly List<(string? Text, object? Value)> _parts = new(holes * 2 + 1);
    private readonly int _length = literalLength + holes * 4;

    public static Sql Nothing => new(0, 0);

    /// <summary>A list, <c>(@p1, @p2, …)</c>, to stand behind <c>in</c>.</summary>
    public static Sql List<T>(IEnumerable<T> values)
    {
        var list = Nothing;
        var separator = "(";
        foreach (var value in values)
        {
            list.AppendLiteral(separator);
            list.AppendFormatted(value);
            separator = ", ";
        }

        list.AppendLiteral(separator == "(" ? "(null)" : ")");
        return list;
    }

    public void AppendLiteral(string text) => _parts.Add((text, null));

    public void AppendFormatted(Sql part) => _parts.AddRange(part._parts);

    public void AppendFormatted(byte[]? value) => _parts.Add((null, value ?? (object)DBNull.Value));

    public void AppendFormatted<T>(T value) => _parts.Add((null, value ?? (object)DBNull.Value));

    public static Sql operator +(Sql one, Sql other)
    {
        Sql both = $"{one}{other}";
        return both;
    }

    internal void Fill(DbCommand command)
    {
        var text = new StringBuilder(_length);
        foreach (var (literal, value) in _parts)
        {
            if (literal is not null)
            {
                text.Append(literal);
                continue;
            }

            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{command.Parameters.Count}");
            Dialect.Give(parameter, value!);
            command.Parameters.Add(parameter);
            text.Append(parameter.ParameterName);
        }

        command.CommandText = text.ToString();
    }
}
