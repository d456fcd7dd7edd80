using System.CommandLine;
using Dewar;
using Dewar.Hosting;

var dewar = new RootCommand("Dewar keeps, moves and understands what scientific instruments write.")
{
    Server.Command(),
};
dewar.Options.Add(Screen.AsJson);

var line = dewar.Parse(args);
try
{
    return await line.InvokeAsync(new() { EnableDefaultExceptionHandler = false });
}
catch (Exception failure)
{
    return (int)VerbExtensions.Explain(failure, line.CommandResult.Command.Name);
}
