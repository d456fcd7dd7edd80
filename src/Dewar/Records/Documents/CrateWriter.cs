using System.Text.Json;
using System.Text.Json.Nodes;
using Dewar.Hosting;

namespace Dewar.Records;

/// <summary>What a crate holds beside its description.</summary>
/// <param name="HasFiles">The files lie in the crate under their paths; otherwise they are named by their addresses.</param>
/// <param name="Documents">Other files in the crate, as the record in another form: path, what it is, MIME type.</param>
/// <param name="Licence">The address of the licence, if somebody gave one.</param>
internal sealed record CrateContent(bool HasFiles, IReadOnlyList<(string Path, string Name, string Format)> Documents, string? Licence = null);

/// <summary>
/// A session as an RO-Crate 1.1: <c>ro-crate-metadata.json</c>. The session is an action of people with an instrument on samples, and files are its results;
/// each activity is an action with its own.
/// </summary>
internal sealed class CrateWriter
{
    private const string Specification = "https://w3id.org/ro/crate/1.1";
    private const string NoLicence = "#no-licence";

    private readonly SessionRecord _record;
    private readonly CrateContent _content;
    private readonly JsonArray _graph = [];
    private readonly HashSet<string> _ids = [];
    private readonly JsonArray _parts = [];

    private CrateWriter(SessionRecord record, CrateContent content) => (_record, _content) = (record, content);

    /// <param name="published">When the crate was made.</param>
    public static byte[] Write(SessionRecord record, CrateContent content, DateTimeOffset published) =>
        JsonSerializer.SerializeToUtf8Bytes(new CrateWriter(record, content).Crate(published), Wire.Indented);

    private JsonObject Crate(DateTimeOffset published)
    {
        Add("ro-crate-metadata.json", "CreativeWork", new() { ["conformsTo"] = Reference(Specification), ["about"] = Reference("./") });
        Add(_content.Licence ?? NoLicence, "CreativeWork", new()
        {
            ["name"] = _content.Licence ?? "No licence was given",
            ["description"] = _content.Licence is null ? "Ask the people of the session before using these files." : null,
        });
        var people = OrNone(People(_record.Experimenters));
        Instrument();
        Session(people);
        string[] actions = ["#session", .. _record.Activities.Select(Activity)];
        foreach (var (path, name, format) in _content.Documents)
        {
            _parts.Add(Reference(Add(Addresses.OfPath(path), "File", new() { ["name"] = name, ["encodingFormat"] = format, ["about"] = Reference("#session") })));
        }

        Reservation();
        Add("./", "Dataset", new()
        {
            ["name"] = _record.Title,
            ["description"] = _record.Motivation is { Length: > 0 } motivation ? motivation : $"Session {_record.Id} at {_record.Instrument.Name}",
            ["identifier"] = _record.Id,
            ["version"] = _record.Revision.ToString(),
            ["datePublished"] = Time(published),
            ["license"] = Reference(_content.Licence ?? NoLicence),
            ["author"] = people,
            ["mentions"] = List(actions),
            ["hasPart"] = _parts,
            ["isPartOf"] = OrNone(Projects()),
            ["comment"] = OrNone(Notes()),
        }, place: 1);
        return new() { ["@context"] = new JsonArray($"{Specification}/context", new JsonObject { ["sha256"] = "https://schema.org/sha256" }), ["@graph"] = _graph };
    }

    private void Session(JsonArray? people) => Add("#session", "CreateAction", new()
    {
        ["name"] = _record.Title,
        ["description"] = _record.Motivation,
        ["startTime"] = Time(_record.Start),
        ["endTime"] = Time(_record.End),
        ["agent"] = people?.DeepClone(),
        ["participant"] = OrNone(People(_record.Collaborators)),
        ["instrument"] = Reference("#instrument"),
        ["object"] = OrNone(Samples()),
        ["result"] = OrNone(List(_record.Activities.SelectMany(activity => activity.Files).Select(FileId).Distinct())),
    });

    private string Activity(RecordActivity activity, int place)
    {
        var id = $"#activity-{place + 1}";
        var sample = _record.Samples.Index().Where(one => one.Item.Id == activity.Sample).Select(one => SampleId(one.Index)).FirstOrDefault();
        return Add(id, "CreateAction", new()
        {
            ["name"] = activity.Title,
            ["description"] = activity.Why,
            ["startTime"] = Time(activity.Start),
            ["endTime"] = Time(activity.End),
            ["agent"] = OrNone(People(_record.Experimenters)),
            ["instrument"] = Reference("#instrument"),
            ["object"] = sample is null ? null : Reference(sample),
            ["result"] = OrNone(List(activity.Files.Select(File))),
            ["additionalProperty"] = OrNone(List(activity.Setup.Select((value, number) => Property(value, $"{id}-setup-{number + 1}")))),
            ["comment"] = OrNone(List(activity.Notes.Select((note, number) => Note(note, $"{id}-note-{number + 1}")))),
        });
    }

    private string FileId(RecordFile file) => !_content.HasFiles && Addresses.IsWhole(file.Url) ? Addresses.Clean(file.Url!) : Addresses.OfPath(file.Path.TrimStart('/'));

    private string File(RecordFile file)
    {
        var id = FileId(file);
        if (_ids.Contains(id))
        {
            return id;
        }

        Add(id, "File", new()
        {
            ["name"] = file.Name,
            ["description"] = file.Warnings is [] ? null : string.Join(' ', file.Warnings),
            ["contentSize"] = file.Size?.ToString(),
            ["sha256"] = file.Sha256,
            ["encodingFormat"] = file.Format,
            ["dateCreated"] = Time(file.TakenAt),
            ["thumbnail"] = Addresses.IsWhole(file.Preview) ? Reference(Addresses.Clean(file.Preview!)) : null,
        });
        _parts.Add(Reference(id));
        if (Addresses.IsWhole(file.Preview) && Addresses.Clean(file.Preview!) is var preview && !_ids.Contains(preview))
        {
            Add(preview, new JsonArray("File", "ImageObject"), new() { ["name"] = $"Picture of {file.Name}", ["encodingFormat"] = "image/png" });
            _parts.Add(Reference(preview));
        }

        return id;
    }

    private void Instrument() => Add("#instrument", "IndividualProduct", new()
    {
        ["name"] = _record.Instrument.Name,
        ["identifier"] = _record.Instrument.Pid,
        ["description"] = _record.Instrument.Description,
        ["location"] = _record.Instrument.Location,
    });

    private static string SampleId(int place) => $"#sample-{place + 1}";

    private JsonArray Samples() => List(_record.Samples.Select((sample, place) => Add(SampleId(place), "Thing", new()
    {
        ["name"] = sample.Name ?? sample.Id,
        ["identifier"] = sample.Pid ?? sample.Id,
        ["description"] = sample.Description,
        ["keywords"] = sample.Elements is [] ? null : string.Join(", ", sample.Elements),
    })));

    private JsonArray People(IReadOnlyList<RecordPerson> people) => List(people.Select(Person));

    private string Person(RecordPerson person)
    {
        var id = person.Orcid is { Length: > 0 } orcid ? $"https://orcid.org/{orcid}" : $"#person-{Addresses.OfPath(person.Account ?? person.Name).Replace("/", "%2F")}";
        return _ids.Contains(id) ? id : Add(id, "Person", new() { ["name"] = person.Name, ["identifier"] = person.Account });
    }

    private JsonArray Projects() => List(_record.Projects.Select((project, place) => Add($"#project-{place + 1}", "Project", new()
    {
        ["name"] = project.Name ?? project.Id,
        ["identifier"] = project.Id,
        ["url"] = Addresses.IsWhole(project.Url) ? project.Url : null,
    })));

    private JsonArray Notes() => List(_record.Notes.Select((note, place) => Note(note, $"#note-{place + 1}")));

    private string Note(RecordNote note, string id) => Add(id, "Comment", new()
    {
        ["text"] = note.Text,
        ["dateCreated"] = Time(note.At),
        ["author"] = note.Author is { Length: > 0 } author ? Reference(Person(Known(author))) : null,
    });

    /// <summary>The person of the session who has this name or account, else somebody of that name.</summary>
    private RecordPerson Known(string author) =>
        _record.Experimenters.Concat(_record.Collaborators).FirstOrDefault(person => person.Account == author || person.Name == author) ?? new(author);

    private void Reservation()
    {
        if (_record.Reservation is not { } reservation)
        {
            return;
        }

        Add("#reservation", "Event", new()
        {
            ["name"] = "Reservation",
            ["about"] = Reference("#session"),
            ["startDate"] = Time(reservation.Start),
            ["endDate"] = Time(reservation.End),
            ["url"] = Addresses.IsWhole(reservation.Url) ? reservation.Url : null,
            ["description"] = reservation.Answers is [] ? null : string.Join('\n', reservation.Answers.Select(answer => $"{answer.Question}: {answer.Text}")),
        });
    }

    private string Property(RecordValue value, string id) => Add(id, "PropertyValue", new() { ["name"] = value.Name, ["value"] = value.Text, ["unitText"] = value.Unit });

    private string Add(string id, JsonNode type, JsonObject properties, int? place = null)
    {
        var entity = new JsonObject { ["@id"] = id, ["@type"] = type };
        foreach (var (name, value) in properties.Where(property => property.Value is not null))
        {
            entity[name] = value!.DeepClone();
        }

        _ids.Add(id);
        _graph.Insert(place ?? _graph.Count, entity);
        return id;
    }

    private string? Time(DateTimeOffset? at) => at is { } known ? _record.Local(known).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFzzz") : null;

    private static JsonObject Reference(string id) => new() { ["@id"] = id };

    private static JsonArray List(IEnumerable<string> ids) => new([.. ids.Select(Reference)]);

    private static JsonArray? OrNone(JsonArray some) => some.Count == 0 ? null : some;
}
