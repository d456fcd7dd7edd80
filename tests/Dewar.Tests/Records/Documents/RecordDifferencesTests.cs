using Xunit;
using static Dewar.Records.RecordDifferenceKind;

namespace Dewar.Records;

public sealed class RecordDifferencesTests
{
    private static readonly SessionRecord Plain = Told.Session with { Activities = [Activity(1, 1, 4), Activity(2, 5, 8), Activity(3, 9, 12)] };

    [Fact]
    public void Nothing_changed_nothing_is_said() => Assert.Empty(RecordDifferences.Between(Told.Session, SessionJson.Read(SessionJson.Write(Told.Session))));

    [Fact]
    public void What_is_said_about_the_session() => Says(
        Plain with
        {
            Title = "Grains",
            Motivation = null,
            Experimenters = [new("Jo")],
            Warnings = [],
            Samples = [.. Plain.Samples.Take(2)],
            Reservation = Plain.Reservation! with { Answers = [new("Consent", "no")] },
        },
        (SessionChanged, "session", "The title changed from Grains of Ωmega <alloy> & Жук, naïve to Grains."),
        (SessionChanged, "session", "The motivation is not known any more; it was Why not? Because: a < b && c > \"d\"."),
        (SessionChanged, "session", "The experimenter changed from Mira Müller to Jo."),
        (SessionChanged, "session", "Sample removed:  (nameless)."),
        (SessionChanged, "session", "Answer added: Consent: no."),
        (SessionChanged, "session", "Answer removed: Consent: yes."),
        (SessionChanged, "session", "Answer removed: What \"for\"?: for <fun>."),
        (SessionChanged, "session", "Warning removed: One file came late.."));

    [Fact]
    public void Notes_that_come_and_go() => Says(
        Plain with { Notes = [.. Plain.Notes.Skip(1), new(null, "jo", "Beam was down")] },
        (NoteAdded, "session", "A note by jo was added: \"Beam was down\"."),
        (NoteRemoved, "session", "A note by mira was removed: \"Note with ]]> and &amp;\"."));

    [Fact]
    public void Files_that_come_and_go() => Says(
        Plain with { Activities = [Activity(1, 1, 4), Activity(2, 6, 8), Activity(3, 9, 13)] },
        (FileAdded, "Activity 3", "13.dm3 came to Activity 3."),
        (FileRemoved, "Activity 2", "5.dm3, which was in Activity 2, is gone."));

    [Fact]
    public void A_file_that_moved() => Says(
        Plain with { Activities = [Activity(1, 1, 3), Activity(2, 4, 8), Activity(3, 9, 12)] }, (FileMoved, "Activity 2", "4.dm3 went from what was Activity 1 to Activity 2."));

    [Fact]
    public void A_file_with_a_new_name_or_new_content()
    {
        var activity = Plain.Activities[0];

        Says(
            Plain with { Activities = [activity with { Files = [activity.Files[0] with { Path = "b/1.dm3" }, activity.Files[1] with { Sha256 = "other" }, .. activity.Files.Skip(2)] }, .. Plain.Activities.Skip(1)] },
            (FileChanged, "Activity 1", "2.dm3 has other content than before."),
            (FileRenamed, "Activity 1", "a/1.dm3 is now b/1.dm3."));
    }

    [Fact]
    public void An_activity_that_was_cut() => Says(
        Plain with { Activities = [Activity(1, 1, 4), Activity(2, 5, 6), Activity(3, 7, 8) with { Why = "cut by mira on 3 Mar 2026" }, Activity(4, 9, 12)] },
        (ActivitySplit, "Activity 3", "Activity 3, with 2 files, was cut from what was Activity 2: cut by mira on 3 Mar 2026."));

    [Fact]
    public void Activities_that_were_joined() => Says(
        Plain with { Activities = [Activity(1, 1, 8), Activity(2, 9, 12)] }, (ActivityMerged, "Activity 1", "What was Activity 2 is now part of Activity 1."));

    [Fact]
    public void Activities_that_are_new_gone_or_named() => Says(
        Plain with { Activities = [Activity(1, 1, 4) with { Name = "Overview" }, Activity(2, 9, 12), Activity(3, 13, 14)] },
        (ActivityAdded, "Activity 3", "Activity 3 is new, with 2 files."),
        (ActivityNamed, "Activity 1", "Activity 1 is now called 'Overview'."),
        (ActivityRemoved, "Activity 2", "What was Activity 2 is gone, with its 4 files."));

    [Fact]
    public void A_value_that_changed_in_all_files_is_said_once()
    {
        var activity = Plain.Activities[1];
        var set = activity with { Setup = [new("Voltage", "300", "kV")] };

        Says(
            Plain with { Activities = [Plain.Activities[0], set, Plain.Activities[2]] },
            (ValueChanged, "Activity 2", "Voltage changed from 200 kV to 300 kV in all 4 files of Activity 2."));
    }

    [Fact]
    public void A_value_that_only_went_from_the_set_up_to_the_files_did_not_change()
    {
        var activity = Plain.Activities[1];
        var apart = activity with { Setup = [], Files = [.. activity.Files.Select(file => file with { Values = [.. file.Values, new("Voltage", "200", "kV")] })] };

        Says(Plain with { Activities = [Plain.Activities[0], apart, Plain.Activities[2]] });
    }

    [Fact]
    public void A_value_of_one_file()
    {
        var activity = Plain.Activities[1];

        Says(
            Plain with { Activities = [Plain.Activities[0], activity with { Files = [activity.Files[0] with { Values = [new("Exposure", "9", "s")] }, .. activity.Files.Skip(1)] }, Plain.Activities[2]] },
            (ValueChanged, "Activity 2", "Exposure changed from 5 s to 9 s in 5.dm3."));
    }

    private static void Says(SessionRecord newer, params (RecordDifferenceKind, string, string)[] expected) => Assert.Equal(
        expected.Order(), RecordDifferences.Between(Plain, newer).Select(difference => (difference.Kind, difference.Place, difference.Text)).Order());

    private static RecordActivity Activity(int number, int first, int last) => new(
        number, null, null, null, null, null, [new("Voltage", "200", "kV")], [],
        [.. Enumerable.Range(first, last - first + 1).Select(file => new RecordFile(
            $"{file}.dm3", $"a/{file}.dm3", null, RecordFileType.Image, RecordFileRole.Experimental, null, 1, $"digest {file}", null, null, [new("Exposure", $"{file}", "s")], []))]);
}
