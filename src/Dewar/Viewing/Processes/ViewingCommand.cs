using System.CommandLine;
using Dewar.Extraction;
using Dewar.Hosting;

namespace Dewar.Viewing;

/// <summary>dewar look: the process that looks into files for the site; people have no use for it.</summary>
internal static class ViewingCommand
{
    public static Command Build(MakeReaders make)
    {
        var program = new Option<string[]>("--reader-program") { Description = "A reader that is a program: NAME=PATTERN PROGRAM", Hidden = true };
        var plugins = new Option<string?>("--plugins") { Description = "A folder with plug-ins", Hidden = true };
        var command = new Command("look", "How Dewar starts the processes that look into files for viewers") { program, plugins };
        command.Hidden = true;
        return command.Runs((line, _) =>
        {
            if (!Console.IsInputRedirected)
            {
                throw new FormatException("This is how Dewar starts the processes that look into files. 'dewar inspect' looks into one here.");
            }

            using var answers = Console.OpenStandardOutput();
            using var alone = OwnProgram.EndWithParent();
            // Whatever a plug-in prints must not stand among the answers.
            Console.SetOut(Console.Error);
            new ViewingLoop(make(new(line.Pairs(program), line.GetValue(plugins))), Console.In, answers).Run();
            return Task.FromResult(ExitCode.Done);
        });
    }
}
