using System.CommandLine;
using System.Globalization;
using System.Net.ServerSentEvents;
using Dewar.Audit;
using Dewar.Hosting;
using Dewar.Storages;
using Dewar.Verification;

namespace Dewar.Monitoring;

internal static class MonitoringCommands
{
    public static Command Audit()
    {
        var limit = new Option<int>("--limit") { Description = "How many", DefaultValueFactory = _ => 50 };
        var expect = new Option<string?>("--expect") { Description = "A digest noted at an earlier check; fails if the log no longer holds it" };
        return new("audit", "The audit log")
        {
            new Command("list", "List entries, newest first") { limit }.Calls(async (line, api, ct) =>
            {
                var entries = await api.Get<List<AuditEntry>>($"api/audit?limit={line.GetValue(limit)}", ct);
                if (line.WantsJson)
                {
                    Screen.Json(entries);
                    return;
                }

                Entries(entries);
            }),
            Search(limit),
            new Command("check", "Check that every entry follows from the one before it; prints the last digest") { expect }.Calls(async (line, api, ct) =>
            {
                var check = await api.Get<AuditCheck>(Query.Of("api/audit/check", ("expect", line.GetValue(expect))), ct);
                if (line.WantsJson)
                {
                    Screen.Json(check);
                }
                else
                {
                    Console.WriteLine($"{check.Verdict}\n{check.Head}");
                }

                return check.BrokenAt is null && check.HoldsExpected is not false ? ExitCode.Done : ExitCode.Failed;
            }),
        };
    }

    private static Command Search(Option<int> limit)
    {
        var who = new Option<string?>("--who") { Description = "A user, or 'station NAME'; with a star at the end, whoever begins so" };
        var action = new Option<string?>("--action") { Description = "Such as experiment.closed, or 'experiment.*'" };
        var subject = new Option<string?>("--subject") { Description = "To what it was done" };
        var text = new Option<string?>("--text") { Description = "Anywhere in subject or detail" };
        var from = new Option<DateTimeOffset?>("--from") { Description = "Not before" };
        var to = new Option<DateTimeOffset?>("--to") { Description = "Before" };
        return new Command("search", "Find entries, newest first; all that is given must fit") { who, action, subject, text, from, to, limit }.Calls(async (line, api, ct) =>
        {
            var (found, before, most) = (new List<AuditEntry>(), (long?)null, line.GetValue(limit));
            do
            {
                var page = await api.Get<AuditPage>(Query.Of("api/audit/search", ("who", line.GetValue(who)), ("action", line.GetValue(action)), ("subject", line.GetValue(subject)),
                    ("text", line.GetValue(text)), ("from", line.GetValue(from)?.ToString("O")), ("to", line.GetValue(to)?.ToString("O")), ("before", before?.ToString(CultureInfo.InvariantCulture)),
                    ("limit", Math.Clamp(most - found.Count, 1, 1000).ToString(CultureInfo.InvariantCulture))), ct);
                found.AddRange(page.Items);
                before = page.Next;
            }
            while (before is not null && found.Count < most);

            if (line.WantsJson)
            {
                Screen.Json(found);
                return;
            }

            Entries(found);
        });
    }

    private static void Entries(List<AuditEntry> entries) => Screen.Table(entries, ("id", e => $"{e.Id}"), ("at", e => Screen.When(e.At)), ("who", e => e.Who), ("action", e => e.Action),
        ("subject", e => e.Subject), ("detail", e => e.Detail.ToString()));

    /// <summary>What the site does in the background.</summary>
    public static Command Work() => new Command("work", "What the site does in the background: what waits, and why").Calls(async (line, api, ct) =>
    {
        var work = await api.Get<WorkView>("api/work", ct);
        if (line.WantsJson)
        {
            Screen.Json(work);
            return;
        }

        var rows = work.Kinds.Select(kind => (What: $"jobs: {kind.Kind}", kind.Waiting, Note: kind.Failing > 0 ? $"{kind.Failing} failed before" : ""))
            .Append(("files to read", work.Reading.Waiting, string.Join("; ", work.Reading.Causes.Select(cause => $"{cause.Files}: {cause.Cause}"))))
            .Concat(work.Verifications.Select(run => ($"verification of {run.Experiment}", run.Replicas, run.Message ?? run.State.ToString().ToLowerInvariant())))
            .Concat(work.Scans.Select(scan => ($"scan of {scan.Experiment ?? scan.Storage}", scan.Files, scan.Message ?? scan.State.ToString().ToLowerInvariant())));
        Screen.Table([.. rows], ("what", row => row.Item1), ("how many", row => $"{row.Item2}"), ("note", row => row.Item3));
        foreach (var job in work.Jobs.Where(job => job.Failure is not null))
        {
            Screen.Say($"Job {job.Id} ({job.Kind}) after {job.Attempts} tries: {job.Failure}. Next at {Screen.When(job.DueAt)}.");
        }
    });

    public static Command Settings() => new Command("settings", "The settings of the site that are in force, and where each was said; without secrets").Calls(async (line, api, ct) =>
    {
        var settings = await api.Get<List<SettingInForce>>("api/settings", ct);
        if (line.WantsJson)
        {
            Screen.Json(settings);
            return;
        }

        Screen.Table(settings, ("setting", s => s.Key), ("value", s => s.Value), ("from", s => s.From ?? "default"));
    });

    public static Command Storages() => new("storage", "Storages")
    {
        Accept(),
        new Command("list", "List storages: whether they are there, how many replicas are suspect or missing, free space").Calls(async (line, api, ct) =>
        {
            var storages = await api.Get<List<StorageView>>("api/storages", ct);
            var trouble = (await api.Get<List<StorageTrouble>>("api/storages/trouble", ct)).ToDictionary(each => each.Storage);
            if (line.WantsJson)
            {
                Screen.Json(storages.Select(s => new
                {
                    s.Name, s.Kind, s.Path, s.Here, s.Trouble, s.FreeBytes, s.TotalBytes, trouble.GetValueOrDefault(s.Name)?.Suspect, trouble.GetValueOrDefault(s.Name)?.Missing,
                    trouble.GetValueOrDefault(s.Name)?.Background,
                }));
                return;
            }

            Screen.Table(storages, ("name", s => s.Name), ("kind", s => s.Kind), ("path", s => s.Path), ("state", s => s.Here ? "here" : s.Trouble ?? "away"),
                ("suspect", s => $"{trouble.GetValueOrDefault(s.Name)?.Suspect}"), ("missing", s => $"{trouble.GetValueOrDefault(s.Name)?.Missing}"), ("free", s => s.FreeBytes is { } free ? Bytes.Show(free) : ""), ("of", s => s.TotalBytes is { } total ? Bytes.Show(total) : ""));
        }),
    };

    private static Command Accept()
    {
        var name = new Argument<string>("storage") { Description = "The in-place storage's name" };
        return new Command("accept", "Take what is at an in-place storage's path now for that storage, although it is another folder than before") { name }.Calls(async (line, api, ct) =>
        {
            var storage = await api.Post<StorageView>($"api/storages/{Query.Name(line.GetValue(name)!)}/accept", null, ct);
            if (line.WantsJson)
            {
                Screen.Json(storage);
            }
            else
            {
                Screen.Say($"'{storage.Name}' is what is at '{storage.Path}' from now on. 'dewar scan --storage {storage.Name} --wait' compares it with the catalogue.");
            }
        });
    }

    public static Command Events()
    {
        var after = new Option<long?>("--after") { Description = "Begin behind this event instead of now" };
        return new Command("events", "Show what happens, as it happens") { after }.Calls(async (line, api, ct) =>
        {
            var last = line.GetValue(after)?.ToString(System.Globalization.CultureInfo.InvariantCulture);
            while (true)
            {
                try
                {
                    using var answer = await api.Stream("api/events", headers => { if (last is not null) { headers.Add("Last-Event-ID", last); } }, ct);
                    await using var body = await answer.Content.ReadAsStreamAsync(ct);
                    await foreach (var item in SseParser.Create(body).EnumerateAsync(ct))
                    {
                        last = item.EventId is { Length: > 0 } id ? id : last;
                        if (item.EventId is { Length: > 0 } || (line.WantsJson && item.EventType == "progress"))
                        {
                            Console.WriteLine(line.WantsJson ? $"{{\"event\":\"{item.EventType}\",\"id\":\"{item.EventId}\",\"data\":{item.Data}}}" : $"{item.EventId}\t{item.EventType}\t{Screen.Clean(item.Data)}");
                        }
                    }
                }
                catch (Exception broken) when (broken is IOException or ApiProblem { MayPass: true })
                {
                    Screen.Say($"The line broke ({broken.Message}); going on in a moment.");
                }

                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, ct);
            }
        });
    }
}
