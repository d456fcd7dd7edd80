using System.CommandLine;
using Dewar;
using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Demo;
using Dewar.Downloads;
using Dewar.Experiments;
using Dewar.Extraction;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Monitoring;
using Dewar.Records;
using Dewar.Reservations;
using Dewar.Scans;
using Dewar.Search;
using Dewar.Sessions;
using Dewar.Sharing;
using Dewar.Station;
using Dewar.Verification;
using Dewar.Viewing;
using Dewar.Workflows;

return await Verbs.Run(TheVerbs.Build(), args);

namespace Dewar
{
    /// <summary>The verbs.</summary>
    internal static class TheVerbs
    {
        public static RootCommand Build()
        {
            var dewar = new RootCommand("Dewar keeps, moves and understands what scientific instruments write.")
            {
                Server.Command(),
                DemoCommand.Build(Server.Run),
                StationCommand.Build(),
                WorkerCommand.Build(Plugins.Readers),
                AccessCommands.Login(),
                AccessCommands.Logout(),
                AccessCommands.WhoAmI(),
                AccessCommands.SetPassword(),
                AccessCommands.Tokens(),
                UserCommands.Users(),
                UserCommands.Groups(),
                InstrumentCommands.Instruments(ComputerCommands.Logger()),
                ComputerCommands.Build(),
                SessionCommands.Build(),
                RecordCommands.Build(),
                ExperimentCommands.Build(),
                ProposalCommands.Build(),
                BookingCommands.Build(),
                AcquisitionCommands.Acquire(),
                AcquisitionCommands.Upload(OwnComputer.Upload),
                WorkflowCommands.Build(),
                SearchCommand.Build(),
                FileCommands.Build(),
                ShareCommands.Build(),
                DownloadCommand.Build(),
                ManifestCommand.Build(),
                InspectCommand.Build(Plugins.Readers),
                ExtractCommand.Build(Plugins.Readers),
                ViewingCommand.Build(Plugins.Readers),
                VerifyCommand.Build(),
                ReleaseCommand.Build(),
                ScanCommand.Build(),
                MonitoringCommands.Events(),
                MonitoringCommands.Audit(),
                MonitoringCommands.Storages(),
                MonitoringCommands.Work(),
                MonitoringCommands.Settings(),
            };
            dewar.Options.Add(Screen.AsJson);
            dewar.Add(Completion.Command());
            return dewar;
        }
    }
}
