using Dewar.Logger.Journal;
using Dewar.Logger.Json;
using Xunit;

namespace Dewar.Logger;

public sealed class JournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dewar-logger-").FullName;
    private readonly string _session = Guid.NewGuid().ToString();
    private readonly List<Entry> _read = [];

    private string FilePath => Path.Combine(_folder, "journal.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Entries_are_numbered_and_there_after_a_restart()
    {
        var id = Fill("one", "two");

        using var journal = Open();

        Assert.Equal((id, 3, 0), (journal.Id, journal.Last, journal.Delivered));
        Assert.Equal([1, 2, 3], _read.Select(entry => entry.Sequence));
        Assert.Equal(["one", "two"], Told().Notes.Select(note => note.Text));
        Assert.Equal((3, 1000), (journal.CountWaiting(out var since), since));
        Assert.Null(journal.PutAside);
    }

    // Wherever the power failed while the last entry was written, all before it is there and the next gets its number.
    [Fact]
    public void A_line_torn_anywhere_is_put_aside_and_nothing_before_it_is_lost()
    {
        Fill("one");
        var before = new FileInfo(FilePath).Length;
        using (var journal = Open())
        {
            journal.Append(Note("the last, with ü and 字"));
        }

        var whole = File.ReadAllBytes(FilePath);
        for (var cut = before + 1; cut < whole.Length; cut++)
        {
            File.WriteAllBytes(FilePath, whole[..(int)cut]);
            using var journal = Open();

            Assert.Equal(["one"], Told().Notes.Select(note => note.Text));
            Assert.Equal(whole[(int)before..(int)cut], File.ReadAllBytes(journal.PutAside!));
            Assert.Equal(3, journal.Append(Note("again")).Sequence);
        }
    }

    [Theory, InlineData(0), InlineData(40)]
    public void A_line_that_was_written_as_zeros_or_changed_is_no_line(int at)
    {
        Fill("one", "two");
        var bytes = File.ReadAllBytes(FilePath);
        var last = Array.LastIndexOf(bytes, (byte)'\n', bytes.Length - 2) + 1;
        bytes[last + at] = at == 0 ? (byte)0 : (byte)(bytes[last + at] ^ 1);
        File.WriteAllBytes(FilePath, bytes);

        using var journal = Open();

        Assert.Equal(["one"], Told().Notes.Select(note => note.Text));
        Assert.NotNull(journal.PutAside);
    }

    // The site knows entries by their ids, so a journal of a new name may tell them again.
    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void When_the_disk_spoilt_a_line_in_the_middle_the_others_go_on_in_a_new_journal(int line)
    {
        var id = Fill("one", "two", "three");
        var lines = File.ReadAllLines(FilePath);
        lines[line] = lines[line].Replace('"', '\'');
        File.WriteAllLines(FilePath, lines);
        var ids = lines.Skip(1).Where(text => text.Contains('"')).Select(text => JsonReader.ReadObject(text)!.Text("id")).ToList();

        using var journal = Open();

        Assert.NotEqual(id, journal.Id);
        Assert.Equal(ids, journal.Undelivered(500, 1 << 20).Select(entry => entry.Id));
        Assert.Equal(Enumerable.Range(1, ids.Count), journal.Undelivered(500, 1 << 20).Select(entry => (int)entry.Sequence));
        Assert.Equal(lines, File.ReadAllLines(journal.PutAside!));
    }

    [Fact]
    public void What_the_site_has_is_not_sent_again()
    {
        Fill("one", "two", "three");
        using (var journal = Open())
        {
            Assert.Equal([1, 2], journal.Undelivered(2, 1 << 20).Select(entry => entry.Sequence));
            Assert.Equal([1], journal.Undelivered(500, 10).Select(entry => entry.Sequence));
            journal.Acknowledge(2);
            Assert.Equal([3, 4], journal.Undelivered(500, 1 << 20).Select(entry => entry.Sequence));
        }

        using var again = Open();
        Assert.Equal(2, again.Delivered);
        Assert.Equal([3, 4], again.Undelivered(500, 1 << 20).Select(entry => entry.Sequence));
        again.Acknowledge(4);
        Assert.Empty(again.Undelivered(500, 1 << 20));
        Assert.Equal(0, again.CountWaiting(out _));
    }

    [Fact]
    public void A_site_that_was_set_back_gets_what_it_lost()
    {
        Fill("one", "two", "three");
        using var journal = Open();
        journal.Acknowledge(4);

        journal.Acknowledge(1);

        Assert.Equal([2, 3, 4], journal.Undelivered(500, 1 << 20).Select(entry => entry.Sequence));
        Assert.Equal(5, journal.Append(Note("four")).Sequence);
    }

    // As when a computer was set back to an earlier image of its disk: numbers of this journal stand for other entries at the site.
    [Fact]
    public void A_journal_that_is_older_than_the_site_knows_goes_on_as_another()
    {
        var id = Fill("one");
        using var journal = Open();
        journal.Acknowledge(2);
        var note = journal.Append(Note("new"));

        journal.Acknowledge(7);

        Assert.NotEqual(id, journal.Id);
        Assert.Contains(note.Id, journal.Undelivered(500, 1 << 20).Select(entry => entry.Id));
        Assert.Equal(0, journal.Delivered);
    }

    [Fact]
    public void Signs_of_life_are_delivered_and_not_counted()
    {
        Fill();
        using var journal = Open();
        journal.Append(Entry.Of("alive", _session, 2000, 12));

        Assert.Equal(1, journal.CountWaiting(out _));
        Assert.Equal(12, journal.Undelivered(500, 1 << 20)[1].Facts.Number("offset"));
    }

    [Fact]
    public void The_number_that_was_delivered_survives_a_rename_that_did_not_come()
    {
        var path = Path.Combine(_folder, "small.json");
        AtomicFile.Write(path, new JsonObject { ["a"] = 1 });
        File.WriteAllText(path + ".new", """{"a":""");
        Assert.Equal(1, AtomicFile.Read(path)!.Number("a"));

        AtomicFile.Write(path, new JsonObject { ["a"] = 2 });
        Assert.Equal(2, AtomicFile.Read(path)!.Number("a"));

        File.Move(path, path + ".new");
        Assert.Equal(2, AtomicFile.Read(path)!.Number("a"));
    }

    [Fact]
    public void A_session_is_what_its_entries_tell()
    {
        Session? session = null;
        foreach (var entry in new[]
        {
            Entry.Of("start", _session, 1000, null, new() { ["user"] = "mira", ["experiment"] = "", ["project"] = "", ["sample"] = "S-1", ["purpose"] = "twins" }),
            Entry.Of("pause", _session, 2000, null), Entry.Of("note", "another", 2500, null, new() { ["text"] = "not here" }),
            Entry.Of("resume", _session, 3000, null), Entry.Of("change", _session, 4000, null, new() { ["sample"] = "S-2" }),
        })
        {
            session = Session.After(session, entry);
        }

        Assert.Equal(("mira", "S-2", "twins", SessionState.Open, 4000L), (session!.Purpose.User, session.Purpose.Sample, session.Purpose.Text, session.State, session.LastAt));
        Assert.Empty(session.Notes);
        Assert.Equal(SessionState.Ended, Session.After(session, Entry.Of("end", _session, 5000, null))!.State);

        // One that another computer began.
        var other = Session.After(session, Entry.Of("continue", "another", 9000, null, new() { ["user"] = "olaf", ["startedAt"] = 500L }))!;
        Assert.Equal(("another", "olaf", 500L, 9000L), (other.Id, other.Purpose.User, other.StartedAt, other.LastAt));
    }

    [Fact]
    public void The_last_names_come_first_and_each_once()
    {
        var path = Path.Combine(_folder, "recents.json");
        foreach (var user in new[] { "mira", "olaf", "MIRA" })
        {
            new Recents(path).Remember(new(new() { ["user"] = user }));
        }

        Assert.Equal(["MIRA", "olaf"], new Recents(path).Of("user"));
        Assert.Empty(new Recents(path).Of("project"));
    }

    private string Fill(params string[] notes)
    {
        using var journal = Open();
        journal.Append(Entry.Of("start", _session, 1000, null, new() { ["user"] = "mira" }));
        foreach (var note in notes)
        {
            journal.Append(Note(note));
        }

        return journal.Id;
    }

    private Entry Note(string text) => Entry.Of("note", _session, 2000, null, new() { ["text"] = text });

    private EntryJournal Open()
    {
        _read.Clear();
        return EntryJournal.Open(_folder, _read.Add);
    }

    private Session Told() => _read.Aggregate((Session?)null, Session.After)!;
}
