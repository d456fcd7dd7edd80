using Xunit;

namespace Dewar.Workflows;

/// <summary>Definitions and arguments of beamlines, as they are.</summary>
public sealed class RealWorkflowTests
{
    [Theory]
    [InlineData("example-01.json", "example-01", "01-START 02-MKDIR 03-ECHO 04-MD5SUM 05-ECHO 06-DONE", "timeStamp md5Sum")]
    [InlineData("example-01-repeat-fragment.py", "example-01-repeat-fragment", "10-REPEAT", "count")]
    [InlineData("simple.json", "simple", "010-START 020-UPDATE 030-FIT_FLUORESCENCE 040-EXPORT", "timeStamp")]
    [InlineData("process-point-two-stages.py", "Process_Laue_Point", "01-Process-Point 02-Repack-Point", "")]
    [InlineData("xpcs-boost-corr.py", "xpcs8-boost-corr", "01-ANALYSIS-MACHINE 02-PARSE-ARGS 03-LOCAL 04-GROUP 05-POLARIS 06-MONITOR 07-PERMISSIONS 08-DONE", "analysisMachine metadata resultFile boostCorrArgs globusGroup flowActionID url gladierStatus gladierStatus")]
    [InlineData("xpcs-boost-online.py", "xpcs8-02-gladier-boost", "01-Staging 02-Automate 03-MonitorAutomate 04-Automate_TransferOut 05-Automate_Corr 06-Automate_Plots 07-Automate_TransferBack", "clusterDataDir inputHdf5File rawFile qmapDir globusID AutomateId")]
    [InlineData("xrf-maps.py", "xrf-maps", "00-CHECK-FILE 01-ANALYSIS-MACHINE 02-PARSE-ARGS 03-XRF-MAPS-LOCAL 04-GROUP 05-XRF-MAPS-POLARIS 06-MONITOR 07-PERMISSIONS 08-MOVE 09-DONE", "analysisMachine analysisArgs localWorkingDir dataDirectory analysisDirectory demand globusGroup flowID url gladierStatus gladierStatus")]
    public void They_load_unchanged(string file, string name, string stages, string captured)
    {
        var (workflow, findings) = Read(file);
        Assert.DoesNotContain(findings, each => each.IsMistake);
        Assert.Equal((name, stages, captured), (workflow!.Name, string.Join(' ', workflow.Stages.Select(stage => stage.Id)), string.Join(' ', workflow.Stages.SelectMany(stage => stage.OutputVariables.SelectMany(PythonRegex.Names)))));
    }

    [Fact]
    public void Joined_and_continued_texts_are_what_python_makes_of_them()
    {
        var joined = Read("xpcs-boost-corr.py").Workflow!;
        Assert.StartsWith("sh /data/dm/workflows/xpcs8/gladier-xpcs/scripts/dm/parse.sh \"$experimentName\" \"$filePath\" \"$qmap\" ", joined.Stages[1].Command);
        Assert.Contains("eg. '1, 2, 5-7' selects", joined.Description);
        Assert.Equal((TimeSpan.FromSeconds(5), 999_999), (joined.Stages[5].Repeat!.Period, joined.Stages[5].Repeat!.Most));
        var continued = Read("xpcs-boost-online.py").Workflow!;
        Assert.Matches(@"^/data/\S+\.sh {17}\$filePath \$experimentName$", continued.Stages[0].Command);
        Assert.Contains("\\\"START JOB ID: $id\\\"", Read("example-01.json").Workflow!.Stages[2].Command);
        Assert.Equal(("1", "0.0.0"), (Read("simple.json").Workflow!.Version, Read("xrf-maps.py").Workflow!.Version));
    }

    [Fact]
    public void Names_that_nothing_defines_are_told_with_their_stage()
    {
        var (workflow, findings) = Read("negative-undefined-run-ids.py");
        Assert.NotNull(workflow);
        Assert.All(findings, each => Assert.False(each.IsMistake));
        Assert.Equal(
            [("03-MonitorAutomate", "AutomateId"), ("04-Automate_TransferOut", "FlowId"), ("05-Automate_Corr", "AutomateId"), ("06-Automate_Plots", "AutomateId"), ("07-Automate_TransferBack", "AutomateId")],
            findings.Select(each => (each.Where["stage '".Length..^1], each.Message.Split('$', '\'')[2])));
        Assert.Equal(44, findings[0].At.Line);
    }

    [Theory]
    [InlineData("scan_1.mda", "host2", "01-ANALYSIS-MACHINE 02-PARSE-ARGS 03-XRF-MAPS-LOCAL 07-PERMISSIONS 08-MOVE 09-DONE")]
    [InlineData("scan_1.mda", "polaris", "01-ANALYSIS-MACHINE 02-PARSE-ARGS 04-GROUP 05-XRF-MAPS-POLARIS 06-MONITOR 07-PERMISSIONS 09-DONE")]
    [InlineData("scan_1.h5", "host2", "00-CHECK-FILE 09-DONE")]
    [InlineData("scan_1.master", "host2", "00-CHECK-FILE 08-MOVE 09-DONE")]
    public void Their_conditions_choose_the_stages_that_python_would(string file, string machine, string expected)
    {
        string? Value(string name) => name switch { "filePath" => file, "analysisMachine" => machine, _ => null };
        var chosen = Read("xrf-maps.py").Workflow!.Stages.Where(stage => stage.RunIf is not { } condition || Condition.Parse(condition).Holds(Value)).Select(stage => stage.Id);
        Assert.Equal(expected, string.Join(' ', chosen));
    }

    private static (Workflow? Workflow, IReadOnlyList<Finding> Findings) Read(string file) => WorkflowReader.Read(File.ReadAllText(SharedFiles.PathOf($"workflows/{file}")), file);
}
