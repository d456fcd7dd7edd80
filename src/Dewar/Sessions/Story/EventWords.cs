namespace Dewar.Sessions;

/// <summary>Events as sentences, for the history.</summary>
internal static class EventWords
{
    public static string Of(SessionEvent each) => each.Kind switch
    {
        EventKind.Start => each.Via == SessionKeeper.OpenedByFiles ? "Begun by files that came while no session was open" : $"Begun{Said(each.Detail)}",
        EventKind.Note => each.Detail.Text ?? "",
        EventKind.Pause => "Paused",
        EventKind.Resume => "Resumed",
        EventKind.Continue => "Continued after the logger was started again",
        EventKind.End => "Ended",
        EventKind.Change => $"Changed{Said(each.Detail)}",
        EventKind.Closed => $"Closed by rule: {each.Detail.Text}",
        EventKind.Mended when each.Via == BookedSessions.Via => $"Told otherwise by the booking system{Said(each.Detail)}",
        _ => $"Put right by hand{Said(each.Detail)}{(each.Detail.Text is { Length: > 0 } why ? $": {why}" : "")}",
    };

    private static string Said(EventDetail detail)
    {
        var said = new List<string>();
        Add("person", detail.Person);
        Add("experiment", detail.Experiment);
        Add("project", detail.Project);
        Add("sample", detail.Sample);
        Add("purpose", detail.Purpose);
        Add("booking", detail.Booking is "" ? "none" : detail.Booking);
        Add("record", detail.Consent switch { Reservations.Consent.No => "not wanted", Reservations.Consent.Yes => "wanted", _ => null });
        Add("start", detail.StartedUs is { } start ? $"{SessionStore.At(start):yyyy-MM-dd HH:mm:ss} UTC" : null);
        Add("end", detail.EndedUs is { } end ? $"{SessionStore.At(end):yyyy-MM-dd HH:mm:ss} UTC" : null);
        Add("the computer's clock was wrong by", detail.ClockUs is { } clock && clock != 0 ? Hosting.Duration.Show(TimeSpan.FromMicroseconds(Math.Abs(clock))) : null);
        return said.Count == 0 ? "" : $" ({string.Join(", ", said)})";

        void Add(string what, string? value)
        {
            if (value is { Length: > 0 })
            {
                said.Add($"{what} {value}");
            }
        }
    }
}
