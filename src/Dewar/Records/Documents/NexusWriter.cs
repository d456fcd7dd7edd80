using System.Text;
using System.Xml;
using System.Xml.Linq;
using static Dewar.Records.Nexus;

namespace Dewar.Records;

/// <summary>A session as XML by the Nexus Experiment schema, version 1.03.</summary>
internal sealed class NexusWriter
{
    private readonly SessionRecord _record;
    private readonly string[] _sampleIds;

    private NexusWriter(SessionRecord record)
    {
        _record = record;
        _sampleIds = SampleIds(record.Samples);
    }

    public static byte[] Write(SessionRecord record)
    {
        using var bytes = new MemoryStream();
        // Line ends inside of values are written as references: a reader would turn them into others.
        var settings = new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n", NewLineHandling = NewLineHandling.Entitize };
        using (var writer = XmlWriter.Create(bytes, settings))
        {
            new XDocument(new NexusWriter(record).Experiment()).Save(writer);
        }

        return bytes.ToArray();
    }

    private XElement Experiment() => Element(
        "Experiment", new XAttribute("xmlns", Space.NamespaceName), new XAttribute(XNamespace.Xmlns + "xsi", Instance), new XAttribute(XNamespace.Xmlns + "nx", Space), Token("title", _record.Title),
        Token("id", _record.Id), Summary(), _record.Samples.Select(Sample), _record.Projects.Select(Project), _record.Activities.Select(Activity),
        _record.Notes.Select(Notes), Facts(SessionFacts()));

    private XElement Summary()
    {
        var reservation = _record.Reservation;
        var (start, end) = reservation is null ? (_record.Start, _record.End) : (reservation.Start, reservation.End);
        return Element(
            "summary", Addresses.IsWhole(reservation?.Url) ? new XAttribute("ref", Addresses.Clean(reservation!.Url!)) : null,
            _record.Experimenters.Select(person => Token("experimenter", Person(person))), _record.Collaborators.Select(person => Token("collaborator", Person(person))),
            Element("instrument", Attribute("pid", _record.Instrument.Pid), XmlText.Of(_record.Instrument.Name)), Time("reservationStart", start), Time("reservationEnd", end),
            Text("motivation", _record.Motivation));
    }

    private XElement Sample(RecordSample sample, int place)
    {
        var symbols = sample.Elements.Where(Symbols.Contains).Distinct().ToList();
        var others = sample.Elements.Except(symbols).ToList();
        var lines = XmlText.Lines(sample.Description ?? "").Concat(others is [] ? [] : [$"Elements: {string.Join(", ", others)}"]);
        return Element(
            "sample", new XAttribute("id", _sampleIds[place]), Attribute("ref", sample.Pid), Token("name", sample.Name), lines.Select(line => Token("description", line)),
            symbols is [] ? null : Element("elements", symbols.Select(symbol => Element(symbol))));
    }

    private static XElement Project(RecordProject project) => Element(
        "project", Token("name", project.Name), Token("division", project.Division), Token("group", project.Group), Token("project_id", project.Id),
        Addresses.IsWhole(project.Url) ? Element("ref", Addresses.Clean(project.Url!)) : null);

    private XElement Activity(RecordActivity activity)
    {
        var sample = _record.Samples.Index().Where(one => one.Item.Id == activity.Sample).Select(one => _sampleIds[one.Index]).FirstOrDefault();
        return Element(
            "acquisitionActivity", new XAttribute("seqno", activity.Number), Time("startTime", activity.Start), Token("sampleID", sample),
            activity.Setup is [] ? null : Element("setup", activity.Setup.Select(value => Value("param", value))), activity.Notes.Select(Notes),
            Facts([(Name, activity.Name), (Why, activity.Why), (End, Stamp(activity.End))]), activity.Files.Select(file => Dataset(file, activity)));
    }

    private XElement Dataset(RecordFile file, RecordActivity activity)
    {
        var isTakenSaid = file.Values.Concat(activity.Setup).Any(value => value.Name == Taken);
        return Element(
            "dataset", new XAttribute("type", file.Type), new XAttribute("role", file.Role), Element("name", XmlText.Of(file.Name)),
            Element("location", Addresses.Of(file)), Text("format", file.Format), file.Warnings.Select(warning => Text("description", $"{Warning}: {warning}")),
            file.Preview is { Length: > 0 } preview ? Element("preview", Addresses.Clean(preview)) : null, file.Values.Select(value => Value("meta", value)),
            Fact(Taken, isTakenSaid ? null : Stamp(file.TakenAt)), Fact(Size, file.Size?.ToString(), "byte"), Fact(Digest, file.Sha256), Fact(FilePath, Addresses.Decode(Addresses.Of(file)) == file.Path ? null : file.Path));

        static XElement? Fact(string name, string? text, string? unit = null) => text is null ? null : Value("meta", new(name, text, unit));
    }

    private XElement Notes(RecordNote note)
    {
        string?[] source = [note.Author, Stamp(note.At) is { } time ? $"at {time}" : null];
        return Element(
            "notes", Attribute("source", string.Join(' ', source.Where(part => part is { Length: > 0 }))),
            Element("entry", new XAttribute(Instance + "type", "nx:TextEntry"), XmlText.Lines(note.Text).Select(line => Element("p", XmlText.Of(line)))));
    }

    private IEnumerable<(string Name, string? Text)> SessionFacts() =>
    [
        (Start, Stamp(_record.Start)), (End, Stamp(_record.End)), (Zone, _record.TimeZone), (Description, _record.Instrument.Description),
        (Place, _record.Instrument.Location), (HasReservation, _record.Reservation is null ? "no" : "yes"),
        (Link, Addresses.IsWhole(_record.Reservation?.Url) ? null : _record.Reservation?.Url),
        .. (_record.Reservation?.Answers ?? []).Select(answer => (Answer + answer.Question, (string?)answer.Text)),
        .. _record.Experimenters.Concat(_record.Collaborators).Select(person => (Orcid + Person(person), person.Orcid)),
        .. _record.Warnings.Select(warning => (Warning, (string?)warning)), (Revision, _record.Revision.ToString()), (MadeAt, Stamp(_record.MadeAt)), (MadeBy, _record.MadeBy),
    ];

    private static XElement Value(string element, RecordValue value) => Element(
        element, new XAttribute("name", XmlText.Of(value.Name)), Attribute("unit", value.Unit), value.HasWarning ? new XAttribute("warning", "true") : null, XmlText.Of(value.Text));

    private static string Person(RecordPerson person) => person.Account is { Length: > 0 } account ? $"{person.Name} ({account})" : person.Name;

    /// <summary>Tokens, each once: an activity's sampleID is one of them to the letter, whatever people call their samples.</summary>
    private static string[] SampleIds(IReadOnlyList<RecordSample> samples)
    {
        HashSet<string> taken = [];
        return [.. samples.Select((sample, place) =>
        {
            var id = XmlText.Token(sample.Id) is { Length: > 0 } token ? token : $"sample-{place + 1}";
            while (!taken.Add(id))
            {
                id += "'";
            }

            return id;
        })];
    }

    private static XElement? Token(string name, string? text) => text is null ? null : Element(name, XmlText.Token(text));

    private static XElement? Text(string name, string? text) => text is null ? null : Element(name, XmlText.Of(text));

    private static XAttribute? Attribute(string name, string? text) => text is { Length: > 0 } ? new(name, XmlText.Of(text)) : null;

    private XElement? Time(string name, DateTimeOffset? at) => Stamp(at) is { } stamp ? Element(name, stamp) : null;

    private string? Stamp(DateTimeOffset? at) => at is { } known ? XmlConvert.ToString(_record.Local(known)) : null;
}
