using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Dewar.Hosting;
using static Dewar.Records.Nexus;

namespace Dewar.Records;

/// <summary>Reads Nexus Experiment documents: those of NexusLIMS, of whatever version, and our own. What has no place is told as a warning.</summary>
internal sealed partial class NexusReader
{
    private const long LongestDocument = 64 << 20;
    private const int Deepest = 32;
    private const int MostNodes = 4_000_000;

    private readonly List<string> _warnings = [];

    /// <exception cref="Refusal">It is no such document, is broken, or is larger than a session can be.</exception>
    public static SessionRecord Read(byte[] document)
    {
        try
        {
            Measure(document);
            using var reader = Reader(document);
            var root = XDocument.Load(reader).Root!;
            return root.Name.LocalName == "Experiment"
                ? new NexusReader().Experiment(root)
                : throw Refusal.Invalid("record-invalid", $"This is XML of something else: it begins with '{Short(root.Name.LocalName)}', not with 'Experiment'.");
        }
        catch (XmlException failure)
        {
            throw Refusal.Invalid("record-invalid", $"This is no XML that can be read: {Short(failure.Message)}");
        }
    }

    private static XmlReader Reader(byte[] document) => XmlReader.Create(
        new MemoryStream(document),
        new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LongestDocument, IgnoreComments = true, IgnoreProcessingInstructions = true });

    /// <summary>Before anything is kept of it.</summary>
    private static void Measure(byte[] document)
    {
        using var reader = Reader(document);
        for (var nodes = 0; reader.Read(); nodes += 1 + reader.AttributeCount)
        {
            if (reader.Depth > Deepest || nodes > MostNodes)
            {
                var most = reader.Depth > Deepest ? $"{Deepest} levels" : $"{MostNodes} parts";
                throw Refusal.Invalid("record-too-large", $"The record has more than {most}. No session is like that.");
            }
        }
    }

    private SessionRecord Experiment(XElement root)
    {
        var summary = Child(root, "summary") ?? new XElement("summary");
        var facts = FactsOf(root);
        Tell(root, "title", "id", "summary", "sample", "project", "acquisitionActivity", "notes");
        Tell(summary, "experimenter", "collaborator", "instrument", "reservationStart", "reservationEnd", "motivation");
        var activities = Children(root, "acquisitionActivity").Select((activity, place) => Activity(activity, place, facts.Count > 0)).ToList();
        var instrument = Child(summary, "instrument");
        return new(
            Text(root, "id") ?? "", Text(root, "title") ?? "",
            new(Attribute(instrument, "pid") ?? "", instrument?.Value.Trim() ?? "", Fact(facts, Description), Fact(facts, Place)),
            Time(Fact(facts, Start)) ?? activities.Min(activity => activity.Start), Time(Fact(facts, End)), Fact(facts, Zone),
            [.. Children(summary, "experimenter").Select(person => Person(person, facts))], [.. Children(summary, "collaborator").Select(person => Person(person, facts))],
            Text(summary, "motivation"), Reservation(summary, facts), [.. Children(root, "sample").Select(Sample)], [.. Children(root, "project").Select(Project)], activities,
            [.. NotesOf(root)], [.. facts.Where(fact => fact.Name == Warning).Select(fact => fact.Text), .. _warnings.Distinct()],
            int.TryParse(Fact(facts, Revision), out var revision) ? revision : 1, Time(Fact(facts, MadeAt)), Fact(facts, MadeBy));
    }

    private static RecordReservation? Reservation(XElement summary, List<(string Name, string Text)> facts)
    {
        var reservation = new RecordReservation(
            Time(Text(summary, "reservationStart")), Time(Text(summary, "reservationEnd")), Attribute(summary, "ref") ?? Fact(facts, Link),
            [.. facts.Where(fact => fact.Name.StartsWith(Answer, StringComparison.Ordinal)).Select(fact => new RecordAnswer(fact.Name[Answer.Length..], fact.Text))]);
        return Fact(facts, HasReservation) == "no" || reservation is { Start: null, End: null, Url: null, Answers: [] } ? null : reservation;
    }

    private static RecordPerson Person(XElement element, List<(string Name, string Text)> facts)
    {
        var text = element.Value.Trim();
        var found = NameAndAccount.Match(text);
        var orcid = Fact(facts, Orcid + text);
        return found.Success ? new(found.Groups["name"].Value, found.Groups["account"].Value, orcid) : new(text, null, orcid);
    }

    private RecordSample Sample(XElement sample, int place)
    {
        Tell(sample, "name", "description", "notes", "elements");
        string[] lines = [.. Children(sample, "description").Select(line => line.Value), .. Children(sample, "notes").Select(Words)];
        return new(
            Attribute(sample, "id") ?? $"sample-{place + 1}", Text(sample, "name"), lines is [] ? null : string.Join('\n', lines),
            [.. Children(sample, "elements").Elements().Select(element => element.Name.LocalName)], Attribute(sample, "ref"));
    }

    private RecordProject Project(XElement project)
    {
        Tell(project, "name", "division", "group", "project_id", "ref");
        return new(Text(project, "project_id"), Text(project, "name"), Text(project, "division"), Text(project, "group"), Text(project, "ref"));
    }

    private RecordActivity Activity(XElement activity, int place, bool isOurs)
    {
        Tell(activity, "startTime", "sampleID", "setup", "notes", "dataset");
        var facts = FactsOf(activity);
        var files = Children(activity, "dataset").Select(dataset => Dataset(dataset, isOurs)).ToList();
        return new(
            int.TryParse(Attribute(activity, "seqno"), out var number) ? number : place, Fact(facts, Name), Fact(facts, Why), Time(Text(activity, "startTime")),
            Time(Fact(facts, End)) ?? files.Max(file => file.TakenAt), Text(activity, "sampleID"), [.. Children(activity, "setup").Elements().Select(Value)],
            [.. NotesOf(activity)], files);
    }

    private RecordFile Dataset(XElement dataset, bool isOurs)
    {
        Tell(dataset, "name", "location", "format", "description", "preview", "meta");
        var values = Children(dataset, "meta").Select(Value).ToList();
        var (taken, size, digest, path) = (Take(Taken, isOurs), Take(Size, isOurs), Take(Digest, isOurs), Take(FilePath, isOurs));
        var location = Text(dataset, "location") ?? "";
        var known = path ?? Addresses.Decode(location);
        var warnings = Children(dataset, "description").Select(line => line.Value)
            .Select(line => line.StartsWith($"{Warning}: ", StringComparison.Ordinal) ? line[(Warning.Length + 2)..] : line);
        return new(
            Text(dataset, "name") ?? "", known, isOurs && Addresses.OfPath(known) == location ? null : location, Kind<RecordFileType>(dataset, "type"),
            Kind<RecordFileRole>(dataset, "role"), Text(dataset, "format"), long.TryParse(size, out var bytes) ? bytes : null, digest, Time(taken), Text(dataset, "preview"),
            values, [.. warnings]);

        // What others say under the same name stays among the values as well.
        string? Take(string name, bool isTakenOut)
        {
            var found = values.Find(value => value.Name == name);
            _ = found is not null && isTakenOut && values.Remove(found);
            return found?.Text;
        }
    }

    private T Kind<T>(XElement dataset, string attribute) where T : struct, Enum
    {
        if (Attribute(dataset, attribute) is not { } word || Enum.TryParse<T>(word, out var kind) && Enum.IsDefined(kind))
        {
            return Enum.TryParse<T>(Attribute(dataset, attribute), out var known) ? known : default;
        }

        _warnings.Add($"'{Short(word)}' is no {attribute} of a file.");
        return default;
    }

    private static RecordValue Value(XElement value) => new(
        Attribute(value, "name") ?? "", value.Value, Attribute(value, "unit"), Attribute(value, "warning")?.Trim() is "true" or "1");

    private static IEnumerable<RecordNote> NotesOf(XElement parent)
    {
        foreach (var notes in Children(parent, "notes").Where(notes => !IsFacts(notes)))
        {
            var source = Attribute(notes, "source");
            var signed = source is null ? Match.Empty : AuthorAndTime.Match(source);
            var at = Time(signed.Groups["time"].Value);
            yield return new(at, at is null ? source : signed.Groups["author"] is { Success: true } author ? author.Value : null, Words(notes));
        }
    }

    private static string Words(XElement notes) => string.Join('\n', Children(notes, "entry").Elements().SelectMany(Lines));

    private static IEnumerable<string> Lines(XElement part) => part.Name.LocalName == "table"
        ? part.Descendants().Where(row => row.Name.LocalName is "title" or "header" or "row")
            .Select(row => row.HasElements ? string.Join(" | ", row.Elements().Select(cell => cell.Value)) : row.Value)
        : [part.Value];

    private static bool IsFacts(XElement notes) => Attribute(notes, "source") == Source && Children(Children(notes, "entry"), "table").Any();

    private static List<(string Name, string Text)> FactsOf(XElement parent) =>
    [
        .. Children(parent, "notes").Where(IsFacts).Descendants().Where(row => row.Name.LocalName == "row").Select(row => row.Elements().ToList())
            .Where(cells => cells.Count == 2).Select(cells => (cells[0].Value, cells[1].Value)),
    ];

    private void Tell(XElement parent, params string[] known)
    {
        foreach (var child in parent.Elements().Where(child => !known.Contains(child.Name.LocalName)))
        {
            _warnings.Add($"The record says something under '{Short(child.Name.LocalName)}', which is not kept.");
        }
    }

    private static string? Fact(List<(string Name, string Text)> facts, string name) => facts.Find(fact => fact.Name == name).Text;

    // A time without a zone is taken as universal: there is nothing better.
    private static DateTimeOffset? Time(string? text) =>
        text is not null && text.Contains('T') && DateTimeOffset.TryParse(text, null, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static string Short(string text) => text.Length <= 200 ? text : $"{text[..200]}…";

    private static XElement? Child(XElement parent, string name) => Children(parent, name).FirstOrDefault();

    private static IEnumerable<XElement> Children(XElement parent, string name) => parent.Elements().Where(child => child.Name.LocalName == name);

    private static IEnumerable<XElement> Children(IEnumerable<XElement> parents, string name) => parents.SelectMany(parent => Children(parent, name));

    private static string? Text(XElement parent, string name) => Child(parent, name)?.Value;

    private static string? Attribute(XElement? element, string name) => element?.Attribute(name)?.Value;

    [GeneratedRegex(@"^(?<name>.+) \((?<account>[^()\s]+)\)$", RegexOptions.NonBacktracking)]
    private static partial Regex NameAndAccount { get; }

    [GeneratedRegex(@"^((?<author>.+) )?at (?<time>\S+)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex AuthorAndTime { get; }
}
