using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Sessions;

/// <summary>Takes what loggers say: each entry once, in its order, at the time at which it was by the site's clock.</summary>
internal sealed class LoggerDesk(SessionKeeper keeper, Forgotten forgotten)
{
    private const int MostEntries = 500;

    /// <summary>Entries may lie so far in the future: clocks drift between two measurements.</summary>
    private const long FutureUs = 60_000_000;

    private static readonly Dictionary<string, EventKind> Kinds = new(StringComparer.Ordinal)
    {
        ["start"] = EventKind.Start,
        ["note"] = EventKind.Note,
        ["pause"] = EventKind.Pause,
        ["resume"] = EventKind.Resume,
        ["continue"] = EventKind.Continue,
        ["end"] = EventKind.End,
        ["change"] = EventKind.Change,
    };

    public async Task<EntriesTaken> Take(ControlComputer computer, LoggerBatch batch, CancellationToken ct)
    {
        if (batch.Entries.Count > MostEntries || !Guid.TryParse(batch.Journal, out _))
        {
            throw Refusal.Invalid("entries-invalid", $"At most {MostEntries} entries at a time, of a journal that is named by a UUID.");
        }

        var nowUs = keeper.NowUs;
        var offsetUs = nowUs - batch.SentAt * 1000;
        return await keeper.Write(async write =>
        {
            var last = await write.Number($"select coalesce(max(sequence), 0) from sessions_journal where computer_id = {computer.Key} and journal = {batch.Journal}", ct);
            await ComputerStore.Measured(write, computer, offsetUs, ct);
            await ClockStore.Measured(write, computer, nowUs, offsetUs, ct);
            var refused = new List<EntryRefused>();
            foreach (var entry in batch.Entries.Where(entry => entry.Sequence > last).OrderBy(entry => entry.Sequence))
            {
                if (entry.Sequence != last + 1)
                {
                    throw new Refusal(409, "entries-missing", $"Entry {last + 1} of this journal is missing; the site has those up to {last}. Send from there.") { Sequence = last };
                }

                var offset = entry.Offset * 1000 ?? offsetUs;
                if (await Take(write, computer, entry, offset, nowUs, ct) is { } why)
                {
                    refused.Add(new(entry.Sequence, why));
                }

                last = entry.Sequence;
            }

            await write.Execute($"""
                insert into sessions_journal (computer_id, journal, sequence) values ({computer.Key}, {batch.Journal}, {last})
                on conflict (computer_id, journal) do update set sequence = excluded.sequence
                """, ct);
            return new EntriesTaken(last, refused, nowUs / 1000);
        }, ct);
    }

    /// <returns>Why it makes no sense; null when it does.</returns>
    private async Task<string?> Take(Transaction write, ControlComputer computer, LoggerEntry entry, long offsetUs, long nowUs, CancellationToken ct)
    {
        // A time that can't be is as good as none: it happened at the latest now.
        var isPossible = entry.At is > 0 and < 253_402_300_000_000;
        var atUs = Math.Min(isPossible ? entry.At * 1000 + offsetUs : nowUs, nowUs + FutureUs);
        var detail = new EventDetail { Person = Line(entry.User), Experiment = Line(entry.Experiment), Project = Line(entry.Project), Sample = Line(entry.Sample), Purpose = Line(entry.Purpose), Text = entry.Text, ClockUs = offsetUs };
        var id = Guid.TryParse(entry.Id, out var uuid) ? uuid.ToString() : Guid.CreateVersion7().ToString();
        if (isPossible)
        {
            await ClockStore.Measured(write, computer, atUs, offsetUs, ct);
        }

        var isKnown = Kinds.TryGetValue(entry.Kind, out var kind);
        var what = new SessionEvent(id, kind, atUs, nowUs, detail.Person ?? $"computer {computer.Name}", "logger", detail);
        var session = Guid.TryParse(entry.Session, out _) ? await SessionStore.Find(write, entry.Session, ct) : null;
        if (session is not null && what.Detail.Person is null)
        {
            what = what with { Who = session.Person.Length > 0 ? session.Person : what.Who };
        }

        var fault = Fault(computer, entry, isKnown, session);
        if (fault is not null)
        {
            // Told again under another number it is kept once.
            if (await write.Number($"select count(*) from sessions_event where public_id = {id}", ct) == 0)
            {
                await SessionKeeper.Refuse(write, what, fault, ct);
            }

            return fault;
        }

        if (entry.Kind == "alive")
        {
            await keeper.Seen(write, session!, atUs, ct);
        }
        else if (kind != EventKind.Start)
        {
            await keeper.Add(write, session!, what, ct);
        }
        else if (session is null)
        {
            await forgotten.MakeRoom(write, computer.Instrument, computer.Name, detail.Person ?? "", atUs, ct);
            await keeper.Begin(write, entry.Session, computer.Instrument, computer.Key, what, ct);
        }

        return null;
    }

    private static string? Fault(ControlComputer computer, LoggerEntry entry, bool isKnown, Session? session) => entry switch
    {
        _ when !isKnown && entry.Kind != "alive" => $"'{Line(entry.Kind)}' is nothing that happens in a session.",
        _ when !Guid.TryParse(entry.Session, out _) => "It names no session.",
        { Kind: "start" } => session is null || session.Instrument == computer.Instrument ? null : "There is a session of this name elsewhere.",
        _ when session is null => "Nobody began the session that it is about.",
        _ when session.Instrument != computer.Instrument => "The session that it is about is at another instrument.",
        { Kind: "note", Text: not { Length: > 0 } } => "A note without a text.",
        _ => null,
    };

    /// <summary>Lists show it in one line.</summary>
    private static string? Line(string? text) => text is null ? null : string.Concat((text.Length <= 300 ? text : text[..300]).Select(each => char.IsControl(each) ? ' ' : each)).Trim();
}
