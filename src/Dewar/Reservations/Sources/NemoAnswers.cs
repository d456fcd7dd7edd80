using System.Text.Json;

namespace Dewar.Reservations;

/// <summary>
/// The questions of NEMO and their answers: an object, or the same as text, with a key for each question and the answer under <c>user_input</c>. The names are those
/// that NexusLIMS established.
/// </summary>
internal static class NemoAnswers
{
    /// <param name="names">Where the questions may stand; the first that is there.</param>
    public static Said Of(JsonElement it, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (it.TryGetProperty(name, out var value) && Object(value) is { } questions)
            {
                return Of(questions);
            }
        }

        return new();
    }

    private static Said Of(JsonElement questions)
    {
        var said = new Said();
        foreach (var question in questions.EnumerateObject())
        {
            var answer = Answer(question.Value);
            said = question.Name switch
            {
                "experiment_title" => said with { Title = Plain(answer) },
                "experiment_purpose" => said with { Purpose = Plain(answer) },
                "project_id" => said with { Project = Plain(answer) is { Length: > 0 } project ? project : null },
                "data_consent" => said with { Consent = CalendarTimes.Consent(Plain(answer)) },
                "sample_group" => said with { Samples = Samples(answer) },
                _ => Plain(answer) is { Length: > 0 } text ? said with { Questions = [.. said.Questions, new(question.Name, text)] } : said,
            };
        }

        return said;
    }

    /// <summary>A group is asked once for each sample: its answers are numbered, or a list.</summary>
    private static List<Sample> Samples(JsonElement groups)
    {
        var each = groups.ValueKind switch
        {
            JsonValueKind.Object => groups.EnumerateObject().Select(pair => pair.Value),
            JsonValueKind.Array => groups.EnumerateArray(),
            _ => [],
        };
        return [.. each.Where(group => group.ValueKind == JsonValueKind.Object).Select(Sample).OfType<Sample>()];
    }

    /// <summary>The name is a name, or the sample's identifier where somebody chose to give that.</summary>
    private static Sample? Sample(JsonElement group)
    {
        string Text(string key) => group.TryGetProperty(key, out var value) ? Plain(Answer(value)) : "";
        var (name, kind, details) = (Text("sample_name"), Text("sample_or_pid"), Text("sample_details"));
        return name.Length == 0 && details.Length == 0 ? null
            : new(name, kind.Contains("pid", StringComparison.OrdinalIgnoreCase) ? name : null, details.Length > 0 ? details : null);
    }

    private static JsonElement Answer(JsonElement question) => question.ValueKind == JsonValueKind.Object && question.TryGetProperty("user_input", out var input) ? input : question;

    private static string Plain(JsonElement answer) => answer.ValueKind switch
    {
        JsonValueKind.Array => string.Join(", ", answer.EnumerateArray().Select(Plain).Where(text => text.Length > 0)),
        JsonValueKind.Object => answer.TryGetProperty("type", out _) ? "" : answer.GetRawText(),
        _ => (ForeignJson.Text(answer) ?? "").Trim(),
    };

    private static JsonElement? Object(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 1 } text)
        {
            try
            {
                using var inner = JsonDocument.Parse(text, new() { MaxDepth = 32 });
                value = inner.RootElement.Clone();
            }
            catch (JsonException)
            {
                // Questions of an older form of NEMO are plain text, which names nothing.
                return null;
            }
        }

        return value.ValueKind == JsonValueKind.Object ? value : null;
    }
}
