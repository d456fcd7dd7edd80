using System.CommandLine;
using System.Text.Json;
using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Verification;

/// <summary>dewar verify --local: may I delete my copy?</summary>
internal static class LocalCommands
{
    public static Option<string> Age { get; } = new("--age") { Description = "How long ago the site may have read its replica last", DefaultValueFactory = _ => "7d" };

    public static async Task<ExitCode> Verify(ParseResult line, ApiClient api, string experiment, string folder, CancellationToken ct)
    {
        _ = Duration.Parse(line.GetValue(Age)!);
        using var root = LocalFiles.Open(folder);
        var (may, mayNot) = (0L, 0L);
        var answers = new LocalFiles(api, experiment, line.GetValue(Age)!).Judge(root, [], ct).Select(verdict =>
        {
            _ = verdict.MayGo ? may++ : mayNot++;
            return Answer(verdict);
        });
        if (line.WantsJson)
        {
            await using var output = Console.OpenStandardOutput();
            await JsonSerializer.SerializeAsync(output, answers, Wire.Indented, ct);
            output.Write("\n"u8);
        }
        else
        {
            await foreach (var some in answers.Chunk(500).WithCancellation(ct))
            {
                Show(some);
            }

            Screen.Say($"{may} of {may + mayNot} files may be deleted here{(mayNot > 0 ? $"; {mayNot} may not" : "")}.");
        }

        return mayNot == 0 ? ExitCode.Done : ExitCode.NotHeld;
    }

    public static void Show(IReadOnlyCollection<LocalAnswer> answers) => Screen.Table(answers, ("path", a => a.Path), ("may be deleted", a => a.MayBeDeleted ? "yes" : "no"),
        ("reason", a => a.MayBeDeleted ? $"{a.Reason} {Screen.When(a.VerifiedAt)}" : a.Reason), ("held as", a => a.HeldAs is { } path ? $"{a.Storage}:{path} version {a.Version}" : ""));

    public static LocalAnswer Answer(LocalVerdict verdict) => new(verdict.File.Shown, verdict.MayGo, verdict.Reason, verdict.File.Entry.Size, verdict.File.Sha256,
        verdict.Answer?.Path, verdict.Answer?.Version, verdict.Answer?.Storage, verdict.Answer?.VerifiedAt);
}
