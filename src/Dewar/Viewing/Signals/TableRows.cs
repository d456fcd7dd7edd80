namespace Dewar.Viewing;

/// <summary>Rows of tables, with their words.</summary>
internal static class TableRows
{
    private const int MostRows = 1000;
    private const int MostText = 400;

    public static void Answer(OpenedFile file, ViewArguments arguments, SayAnswer say)
    {
        var (signal, values) = SignalList.Values(file, arguments);
        if (values.Shape is not [var rows, var columns] || values.Element.Channels != 1)
        {
            throw ViewFault.Wrong("This signal is no table");
        }

        var start = arguments.Number("start", 0, 0, long.MaxValue);
        var count = Math.Clamp(rows - start, 0, arguments.Number("count", 100, 1, MostRows));
        columns = Math.Min(columns, MostRows);
        var numbers = count == 0 ? [] : values.ReadNumbers(new([start, 0], [count, columns], [1, 1]));
        GroveJson.Say(say, json =>
        {
            json.WriteStartArray();
            for (var row = 0; row < count; row++)
            {
                json.WriteStartArray();
                for (var column = 0; column < columns; column++)
                {
                    var number = numbers[row * columns + column];
                    var words = signal.Words.GetValueOrDefault(column);
                    if (double.IsNaN(number) && words is not null && start + row < words.Count)
                    {
                        var word = words[(int)(start + row)];
                        json.WriteStringValue(word.Length > MostText ? word[..MostText] + "…" : word);
                    }
                    else
                    {
                        GroveJson.WriteNumber(json, number);
                    }
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        });
    }
}
