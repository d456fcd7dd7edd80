using Dewar.Hosting;

namespace Dewar.Records;

/// <summary>A session for the logbook: A4, to be printed and pasted in.</summary>
internal sealed class PdfWriter
{
    private const int MostPictures = 10;
    private const int MostRows = 150;

    private readonly SessionRecord _record;
    private readonly Func<RecordFile, byte[]?> _pictures;
    private readonly PdfPaper _paper = new();

    private PdfWriter(SessionRecord record, Func<RecordFile, byte[]?> pictures) => (_record, _pictures) = (record, pictures);

    /// <param name="pictures">The small picture of a file, PNG or JPEG; null where there is none. Asked for a few files of each activity only.</param>
    public static byte[] Write(SessionRecord record, Func<RecordFile, byte[]?> pictures)
    {
        var writer = new PdfWriter(record, pictures);
        writer.Head();
        writer.Summary();
        writer.Samples();
        TimeLine.Draw(writer._paper, record);
        writer.Notes("Notes", record.Notes);
        foreach (var activity in record.Activities)
        {
            writer.Activity(activity);
        }

        var made = record.MadeAt is { } at ? $", made {writer.Moment(at)}" : "";
        return writer._paper.Finish(record.Title, $"{record.Title} · session {record.Id} · revision {record.Revision}{made}", record.MadeAt);
    }

    private void Head()
    {
        var people = string.Join(", ", _record.Experimenters.Select(person => person.Name));
        var instrument = string.Join(" · ", new[] { _record.Instrument.Name, _record.Instrument.Location }.Where(text => text is { Length: > 0 }));
        _paper.Paragraph(_record.Title, 17, isBold: true);
        _paper.Skip(3);
        _paper.Paragraph(string.Join(" · ", new[] { instrument, people, Times() }.Where(text => text is { Length: > 0 })), 10, grey: 0.25);
        _paper.Skip(4);
        _paper.Sheet.Line(PdfPaper.Left, _paper.Y, PdfPaper.Right, _paper.Y, 1, 0.2);
        _paper.Skip(8);
    }

    private void Summary()
    {
        string?[][] rows =
        [
            ["Motivation", _record.Motivation],
            ["Experimenters", string.Join(", ", _record.Experimenters.Select(Person))],
            ["Collaborators", string.Join(", ", _record.Collaborators.Select(Person))],
            ["Instrument", Joined(_record.Instrument.Name, _record.Instrument.Pid, _record.Instrument.Description)],
            ["Time zone", _record.TimeZone],
            ["Reservation", Reservation()],
            .. (_record.Reservation?.Answers ?? []).Select(answer => (string?[])[answer.Question, answer.Text]),
            .. _record.Projects.Select(project => (string?[])["Project", Joined(project.Name, project.Id, project.Division, project.Group, project.Url)]),
            ["Content", Content()],
            .. _record.Warnings.Select(warning => (string?[])["Careful", warning]),
        ];
        _paper.Table(null, rows.Where(row => row[1] is { Length: > 0 }).Select(row => (string[])[row[0]!, row[1]!]), [0.2, 0.8], 8.5);
    }

    private void Samples()
    {
        if (_record.Samples is [])
        {
            return;
        }

        _paper.Heading("Samples", 11);
        _paper.Table(
            ["Sample", "Elements", "Description"],
            _record.Samples.Select(sample => (string[])[sample.Name ?? sample.Id, string.Join(" ", sample.Elements), sample.Description ?? ""]), [0.3, 0.15, 0.55], 8.5);
    }

    private void Notes(string heading, IReadOnlyList<RecordNote> notes)
    {
        if (notes is not [])
        {
            _paper.Heading(heading, 11);
            _paper.Table(null, notes.Select(note => (string[])[note.At is { } at ? Moment(at) : "", note.Author ?? "", note.Text]), [0.2, 0.18, 0.62], 8.5);
        }
    }

    private void Activity(RecordActivity activity)
    {
        _paper.Heading(activity.Title, 12, keepWith: 110);
        var sample = _record.Samples.FirstOrDefault(sample => sample.Id == activity.Sample);
        string?[] facts =
        [
            activity.Start is { } start ? $"{Moment(start)}{(activity.End is { } end && end != start ? $" to {_record.Local(end):HH:mm:ss}" : "")}" : null,
            activity.Files.Count == 1 ? "1 file" : $"{activity.Files.Count} files", sample is null ? null : $"sample {sample.Name ?? sample.Id}",
        ];
        _paper.Paragraph(string.Join(" · ", facts.Where(fact => fact is not null)), 8.5, grey: 0.25);
        if (activity.Why is { Length: > 0 } why)
        {
            _paper.Paragraph($"Begins here because: {why}.", 8, grey: 0.35);
        }

        _paper.Skip(4);
        _paper.Pictures(
        [
            .. from file in Some(activity.Files)
               let bytes = _pictures(file)
               let picture = bytes is null ? null : PdfPicture.Of(bytes)
               where picture is not null
               select (picture, file.Name),
        ]);
        if (activity.Notes is not [])
        {
            _paper.Table(null, activity.Notes.Select(note => (string[])[note.Author ?? "", note.Text]), [0.2, 0.8], 8);
        }

        if (activity.Setup is not [])
        {
            string[] Two(RecordValue[] two) => [.. two.SelectMany(value => (string[])[value.Name, Text(value)]), .. two.Length == 1 ? ["", ""] : (string[])[]];
            _paper.Table(["Set-up", "", "", ""], activity.Setup.Chunk(2).Select(Two), [0.25, 0.25, 0.25, 0.25]);
        }

        _paper.Table(["File", "Taken", "What", "Size", "Values that differ"], activity.Files.Take(MostRows).Select(Row), [0.33, 0.1, 0.13, 0.1, 0.34]);
        if (activity.Files.Count > MostRows)
        {
            _paper.Paragraph($"and {activity.Files.Count - MostRows} more files, which the record in other forms lists.", 8, grey: 0.3);
        }
    }

    private string[] Row(RecordFile file) =>
    [
        file.Name, file.TakenAt is { } at ? _record.Local(at).ToString("HH:mm:ss") : "", Words(file), file.Size is { } size ? Bytes.Show(size) : "",
        string.Join("; ", [.. file.Values.Take(4).Select(value => $"{value.Name} {Text(value)}"), .. file.Warnings.Select(warning => $"Careful: {warning}")]),
    ];

    private static string Words(RecordFile file)
    {
        var type = file.Type switch
        {
            RecordFileType.SpectrumImage => "spectrum image",
            RecordFileType.Unknown or RecordFileType.Misc => "",
            var other => other.ToString().ToLowerInvariant(),
        };
        return file.Role switch
        {
            RecordFileRole.Experimental => type,
            RecordFileRole.Derived => $"{type} (derived)".Trim(),
            _ => $"{type} (calibration)".Trim(),
        };
    }

    /// <summary>A few, spread over the run.</summary>
    private static IEnumerable<RecordFile> Some(IReadOnlyList<RecordFile> files) =>
        files.Count <= MostPictures ? files : Enumerable.Range(0, MostPictures).Select(place => files[place * (files.Count - 1) / (MostPictures - 1)]);

    private string Times() => (_record.Start, _record.End) switch
    {
        ({ } start, { } end) => $"{Moment(start)} to {(_record.Local(end).Date == _record.Local(start).Date ? _record.Local(end).ToString("HH:mm") : Moment(end))}",
        ({ } start, null) => $"from {Moment(start)}",
        _ => "",
    };

    private string? Reservation() => _record.Reservation is { } booked
        ? string.Join(" ", new[] { booked.Start is { } start ? Moment(start) : null, booked.End is { } end ? $"to {Moment(end)}" : null, booked.Url }.Where(text => text is not null))
        : null;

    private string Moment(DateTimeOffset at) => _record.Local(at).ToString("d MMM yyyy HH:mm");

    private string Content()
    {
        var bytes = _record.Activities.SelectMany(activity => activity.Files).Sum(file => file.Size ?? 0);
        return $"{Count(_record.Activities.Count, "activity", "activities")}, {Count(_record.Files, "file", "files")}, {Bytes.Show(bytes)}";
    }

    private static string Count(int number, string one, string many) => $"{number} {(number == 1 ? one : many)}";

    private static string Joined(params IEnumerable<string?> texts) => string.Join(", ", texts.Where(text => text is { Length: > 0 }).Distinct());

    private static string Person(RecordPerson person) =>
        person.Account is { Length: > 0 } account && account != person.Name ? $"{person.Name} ({account})" : person.Name;

    private static string Text(RecordValue value) =>
        string.Join(' ', new[] { value.Text, value.Unit, value.HasWarning ? "(may be wrong)" : null }.Where(text => text is { Length: > 0 }));
}
