using System;
using System.Collections;
using System.Globalization;
using System.Text;

namespace Dewar.Logger.Json;

/// <summary>Writes values in one line.</summary>
internal static class JsonWriter
{
    public static string Write(object? value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return text.ToString();
    }

    private static void Write(object? value, StringBuilder to)
    {
        switch (value)
        {
            case null:
                to.Append("null");
                break;
            case string text:
                Write(text, to);
                break;
            case bool yes:
                to.Append(yes ? "true" : "false");
                break;
            case int or long:
                to.Append(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case double number:
                to.Append(number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case JsonObject members:
                var before = '{';
                foreach (var member in members)
                {
                    to.Append(before);
                    Write(member.Key, to);
                    to.Append(':');
                    Write(member.Value, to);
                    before = ',';
                }

                to.Append(before == '{' ? "{}" : "}");
                break;
            case IEnumerable list:
                var first = to.Append('[').Length;
                foreach (var one in list)
                {
                    if (to.Length > first)
                    {
                        to.Append(',');
                    }

                    Write(one, to);
                }

                to.Append(']');
                break;
            default:
                throw new ArgumentException("JSON has no " + value.GetType().Name + ".");
        }
    }

    // Half a pair of surrogates is escaped: it could not be told in UTF-8.
    private static void Write(string text, StringBuilder to)
    {
        to.Append('"');
        for (var at = 0; at < text.Length; at++)
        {
            var unit = text[at];
            if (unit is '"' or '\\')
            {
                to.Append('\\').Append(unit);
            }
            else if (at + 1 < text.Length && char.IsSurrogatePair(unit, text[at + 1]))
            {
                to.Append(unit).Append(text[++at]);
            }
            else if (unit < ' ' || char.IsSurrogate(unit))
            {
                to.Append("\\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                to.Append(unit);
            }
        }

        to.Append('"');
    }
}
