using System.CommandLine;
using System.Text;
using Dewar.Hosting;

namespace Dewar.Sessions;

/// <summary>Control computers, and the logger with its settings for one of them.</summary>
internal static class ComputerCommands
{
    /// <summary>Of the verb <c>instrument</c>.</summary>
    public static Command Logger()
    {
        var name = new Argument<string>("instrument") { Description = "The instrument" };
        var computer = new Option<string?>("--computer") { Description = "The control computer's name; default: the instrument's" };
        var folder = new Option<string>("--folder") { Description = "Where the instrument's programs write on it", DefaultValueFactory = _ => "" };
        var copy = new Option<bool>("--copy") { Description = "The logger copies that folder to the site; for computers that no station sees" };
        var site = new Option<string?>("--address") { Description = "How that computer reaches the site, such as http://10.0.0.5:8470; default: as you do" };
        var to = new Option<string>("--out") { Description = "The folder to put the logger and its settings in", Required = true };
        return new Command("logger", "Make the logger for an instrument's control computer: the program and its settings, with a key of its own") { name, computer, folder, copy, site, to }.Calls(async (line, api, ct) =>
        {
            var instrument = line.GetValue(name)!;
            var of = line.GetValue(computer) ?? instrument;
            var made = await api.Ask<ComputerMade>(HttpMethod.Put, $"api/computers/{Query.Name(of)}", new NewComputer(instrument, line.GetValue(folder)!), ct);
            var at = Directory.CreateDirectory(line.GetValue(to)!).FullName;
            LoggerFiles.Write(at, LoggerFiles.Settings(made, line.GetValue(site) ?? api.Site.ToString(), line.GetValue(copy)));
            if (line.WantsJson)
            {
                Screen.Json(new { made.Computer, folder = at });
                return;
            }

            Screen.Say($"Copy the folder {at} to {of} and start {LoggerFiles.Program} there. {LoggerFiles.SettingsFile} has the computer's key: whoever has it can speak as that computer.");
        });
    }

    public static Command Build()
    {
        var name = new Argument<string>("computer") { Description = "The control computer" };
        var code = new Argument<string>("code") { Description = "As its window shows it" };
        var instrument = new Option<string?>("--instrument") { Description = "Instead of the one that it asked for" };
        return new("computer", "Control computers of instruments")
        {
            new Command("list", "List control computers, and those that ask to be added").Calls(async (line, api, ct) =>
            {
                var all = await api.Get<List<ControlComputer>>("api/computers", ct);
                if (line.WantsJson)
                {
                    Screen.Json(all);
                    return;
                }

                Screen.Table(all, ("name", c => c.Name), ("state", c => c.State.ToString().ToLowerInvariant()), ("instrument", c => c.Instrument), ("code", c => c.Code ?? ""), ("address", c => c.Address),
                    ("heard", c => Screen.When(c.HeardAt)), ("clock", Clock), ("folder", c => c.Folder), ("logger", c => c.Version));
            }),
            new Command("confirm", "Confirm a computer that asks, when its window shows the same code") { name, code, instrument }.Calls((line, api, ct) =>
                api.Post<ControlComputer>($"api/computers/{Query.Name(line.GetValue(name)!)}/confirm", new Confirmation(line.GetValue(code)!, line.GetValue(instrument)), ct)),
            new Command("revoke", "Revoke a computer's key at once, or refuse one that asks") { name }.Calls((line, api, ct) => api.Do(HttpMethod.Delete, $"api/computers/{Query.Name(line.GetValue(name)!)}", null, ct)),
        };
    }

    public static string Clock(ControlComputer computer) => computer.HeardAt is null ? "" : Math.Abs(computer.OffsetSeconds) < 2 ? "right"
        : $"{Duration.Show(TimeSpan.FromSeconds(Math.Abs(computer.OffsetSeconds)))} {(computer.OffsetSeconds > 0 ? "slow" : "fast")}";
}

/// <summary>The logger's program and its settings.</summary>
internal static class LoggerFiles
{
    public const string Program = "dewar-logger.exe";
    public const string SettingsFile = "dewar-logger.ini";

    /// <summary>Beside this one.</summary>
    public static string OwnProgram => Path.Combine(AppContext.BaseDirectory, "logger", Program);

    /// <summary>In plain lines, which can be read and mended with any editor. Old Windows wants its line ends.</summary>
    public static string Settings(ComputerMade made, string site, bool copy) => string.Join("\r\n",
        "# Settings of the Dewar logger, made by the site for this computer. Keep this file to yourself: the secret speaks for the computer.",
        $"site = {site.TrimEnd('/')}",
        $"computer = {made.Computer.Name}",
        $"instrument = {made.Computer.Instrument}",
        $"key = {made.Key}",
        $"secret = {made.Secret}",
        "# Where the instrument's programs write; with copy = yes the logger sends what comes there to the site.",
        $"folder = {made.Computer.Folder}",
        $"copy = {(copy ? "yes" : "no")}",
        "");

    public static void Write(string folder, string settings)
    {
        if (!File.Exists(OwnProgram))
        {
            throw new FileNotFoundException($"The logger's program is not beside this one (it should be {OwnProgram}). The settings were not written.");
        }

        File.Copy(OwnProgram, Path.Combine(folder, Program), overwrite: true);
        var path = Path.Combine(folder, SettingsFile);
        File.WriteAllText(path, settings, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
