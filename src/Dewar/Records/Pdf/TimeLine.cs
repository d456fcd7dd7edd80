namespace Dewar.Records;

/// <summary>The session as a strip: activities as numbered blocks, notes as marks below, hours as ticks.</summary>
internal static class TimeLine
{
    private const double High = 18;

    public static void Draw(PdfPaper paper, SessionRecord record)
    {
        DateTimeOffset?[] all = [record.Start, record.End, .. record.Activities.SelectMany(activity => (DateTimeOffset?[])[activity.Start, activity.End]), .. record.Notes.Select(note => note.At)];
        var times = all.OfType<DateTimeOffset>().Select(record.Local).ToList();
        if (times.Count < 2 || times.Max() == times.Min())
        {
            return;
        }

        var (start, length) = (times.Min(), (times.Max() - times.Min()).TotalSeconds);
        double Place(DateTimeOffset at) => PdfPaper.Left + Math.Clamp((record.Local(at) - start).TotalSeconds / length, 0, 1) * PdfPaper.Full;
        paper.Heading("Time line", 11, keepWith: 60);
        var (sheet, y) = (paper.Sheet, paper.Y);
        sheet.Box(PdfPaper.Left, y, PdfPaper.Full, High, 0.95);
        foreach (var (number, activity) in record.Activities.Index())
        {
            if (activity.Start is { } from)
            {
                var (x, width) = (Place(from), Math.Max(1.2, Place(activity.End ?? from) - Place(from)));
                sheet.Box(x, y, width, High, number % 2 == 0 ? 0.62 : 0.75);
                var label = activity.Number.ToString();
                if (paper.Width(label, 7, isBold: true) < width - 2)
                {
                    paper.Words(x + (width - paper.Width(label, 7, isBold: true)) / 2, y + 12, label, 7, isBold: true);
                }
            }
        }

        foreach (var at in record.Notes.Select(note => note.At).OfType<DateTimeOffset>())
        {
            sheet.Line(Place(at), y + High, Place(at), y + High + 5, 1.2, 0.1);
        }

        Ticks(paper, start, length, y + High);
        paper.Skip(High + 24);
    }

    private static void Ticks(PdfPaper paper, DateTimeOffset start, double length, double y)
    {
        // Whole steps of a clock, at most a dozen of them.
        double[] steps = [60, 300, 600, 1800, 3600, 7200, 14400, 21600, 43200, 86400];
        var step = steps.FirstOrDefault(step => length / step <= 12, Math.Ceiling(length / 12 / 86400) * 86400);
        var first = Math.Ceiling(start.TimeOfDay.TotalSeconds / step) * step - start.TimeOfDay.TotalSeconds;
        for (var seconds = first; seconds <= length; seconds += step)
        {
            var (x, text) = (PdfPaper.Left + seconds / length * PdfPaper.Full, start.AddSeconds(seconds).ToString(step < 86400 ? "HH:mm" : "d MMM"));
            paper.Sheet.Line(x, y, x, y + 4, 0.4, 0.5);
            paper.Words(Math.Clamp(x - paper.Width(text, 6.5) / 2, PdfPaper.Left, PdfPaper.Right - paper.Width(text, 6.5)), y + 13, text, 6.5, grey: 0.3);
        }
    }
}
