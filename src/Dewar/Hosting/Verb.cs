using System.CommandLine;
using System.CommandLine.Parsing;
using Spectre.Console;

namespace Dewar.Hosting;

/// <summary>The exit codes of every verb; 'dewar help exit-codes' and the documentation quote these sentences.</summary>
internal enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>Done in part, or not: something failed on the way and was named.</summary>
    Failed = 1,

    /// <summary>The command line or the settings were not right; nothing was begun.</summary>
    Usage = 2,

    /// <summary>The site refused.</summary>
    Refused = 3,

    /// <summary>There is no such thing, or one may not see it.</summary>
    NotFound = 4,

    /// <summary>The site does not answer.</summary>
    Away = 5,

    /// <summary>Not all local copies may be deleted; those that may not were named.</summary>
    NotHeld = 6,

    /// <summary>Stopped by Ctrl-C.</summary>
    Interrupted = 130,
}

/// <summary>What every verb that talks to a site has in common.</summary>
internal static class VerbExtensions
{
    extension(Command command)
    {
        /// <summary>Runs with a connection to the site of the login or environment.</summary>
        public Command Calls(Func<ParseResult, ApiClient, CancellationToken, Task> work) => command.Calls(async (line, api, ct) =>
        {
            await work(line, api, ct);
            return ExitCode.Done;
        });

        public Command Calls(Func<ParseResult, ApiClient, CancellationToken, Task<ExitCode>> work)
        {
            command.SetAction(async (line, ct) =>
            {
                using var api = Profile.Connect();
                return (int)await work(line, api, ct);
            });
            return command;
        }

        public Command Runs(Func<ParseResult, CancellationToken, Task<ExitCode>> work)
        {
            command.SetAction(async (line, ct) => (int)await work(line, ct));
            return command;
        }
    }

    extension(ParseResult line)
    {
        public bool WantsJson => line.GetValue(Screen.AsJson);

        /// <summary>key=value pairs, as several options of a verb take them.</summary>
        public Dictionary<string, string> Pairs(Option<string[]> option)
        {
            var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var text in line.GetValue(option) ?? [])
            {
                var cut = text.IndexOf('=', StringComparison.Ordinal);
                pairs[cut > 0 ? text[..cut] : throw new FormatException($"'{text}' is not of the form key=value.")] = text[(cut + 1)..];
            }

            return pairs;
        }
    }

    /// <summary>Any failure of a verb, as a sentence on the error stream and a code.</summary>
    public static ExitCode Explain(Exception failure, string verb)
    {
        var (code, sentence) = failure switch
        {
            ApiProblem { Code: "database-full" } => (ExitCode.Failed, failure.Message),
            ApiProblem { Code: "unexpected-answer" } or ApiProblem { Status: 0 or 502 or 503 or 504 } => (ExitCode.Away, failure.Message),
            ApiProblem { Status: 404 } => (ExitCode.NotFound, failure.Message),
            ApiProblem { Status: 400 } => (ExitCode.Usage, failure.Message),
            ApiProblem { Status: >= 500 } => (ExitCode.Failed, failure.Message),
            ApiProblem { Status: 401 } when verb is "station" => (ExitCode.Refused, $"{failure.Message} ('dewar token add NAME --scope station' makes a station's token.)"),
            ApiProblem { Status: 401 or 403 } when verb is "worker" => (ExitCode.Refused, $"{failure.Message} ('dewar token add NAME --scope worker' makes a worker's token.)"),
            ApiProblem { Status: 401, Code: not ("sign-in-failed" or "not-signed-in") } when verb is not "set-password" => (ExitCode.Refused, $"{failure.Message} ('dewar login' signs in.)"),
            ApiProblem => (ExitCode.Refused, failure.Message),
            Refusal { Status: < 500 } refusal => (ExitCode.Usage, refusal.Message),
            // A database or a journal of a newer Dewar.
            InvalidDataException => (ExitCode.Usage, failure.Message),
            FormatException or ArgumentException => (ExitCode.Usage, failure.Message),
            OperationCanceledException => (ExitCode.Interrupted, "stopped"),
            IOException or UnauthorizedAccessException => (ExitCode.Failed, failure.Message),
            _ => (ExitCode.Failed, $"{failure.Message} ({failure.GetType().Name}). That is a fault of Dewar's own; with DEWAR_TRACE=1 it tells where."),
        };
        Screen.Say($"dewar {verb}: {sentence}");
        if (Environment.GetEnvironmentVariable("DEWAR_TRACE") is { Length: > 0 })
        {
            Screen.Say(failure.ToString());
        }

        return code;
    }

    /// <summary>Asks on the terminal; only a plain yes is one.</summary>
    public static bool Confirm(string question) => Screen.Side.Prompt(new ConfirmationPrompt(Markup.Escape(question)) { DefaultValue = false });

    /// <summary>A password from a file, from the terminal without showing it, or from a pipe.</summary>
    public static string Password(string? file, string prompt)
    {
        if (file is not null)
        {
            return File.Exists(file) ? File.ReadAllText(file).TrimEnd('\r', '\n') : throw new FormatException($"There is no file '{file}' to read the password from.");
        }

        if (Console.IsInputRedirected)
        {
            return Console.ReadLine() ?? throw new FormatException("No password came on standard input.");
        }

        return Screen.Side.Prompt(new TextPrompt<string>($"{Markup.Escape(prompt)}:").Secret(mask: null));
    }
}
