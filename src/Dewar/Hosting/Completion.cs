using System.CommandLine;

namespace Dewar.Hosting;

/// <summary>Shell completion: a script for the shell that asks dewar itself what may follow.</summary>
internal static class Completion
{
    private const string Bash = """
        _dewar() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(dewar "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _dewar dewar
        """;

    private const string Zsh = """
        #compdef dewar
        _dewar() {
          local -a found
          found=("${(@f)$(dewar "[suggest:${#BUFFER}]" "$BUFFER" 2>/dev/null)}")
          (( ${#found} )) && compadd -a found || _files
        }
        compdef _dewar dewar
        """;

    private const string Fish = """
        complete -c dewar -a '(dewar "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
        """;

    public static Command Command()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        return new Command("completion", "Print a script that completes dewar's verbs and options: source <(dewar completion bash)") { shell }.Runs((line, _) =>
        {
            Console.WriteLine(line.GetValue(shell) switch { "zsh" => Zsh, "fish" => Fish, _ => Bash });
            return Task.FromResult(ExitCode.Done);
        });
    }
}
