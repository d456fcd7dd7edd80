using System.Text.Json;
using Xunit;

namespace Dewar.Workflows;

public sealed class WorkflowReaderTests
{
    private const string Json = """
        {
          "name": "reduce", "owner": "beamline", "version": 2, "userAccount": "dmuser", "onFailure": "99-tell",
          "arguments": {
            "threshold": {"type": "number", "default": 0.5, "help": "Below it counts nothing"},
            "mode": {"required": true, "choices": ["fast", "good"]},
            "detectors": {"type": "multiple_choice", "choices": ["a", "b"], "default": "a,b"}
          },
          "stages": {
            "20-sum": {"command": ["sum", "--in", "$filePath", "--mode", "$mode"], "needs": ["10-dark"], "executor": "slurm", "retries": 2, "retryDelay": "30s", "timeout": 3600,
              "resources": {"cores": 8, "memory": "16GB", "time": "2h", "gpus": 1, "partition": "short"}, "inputs": ["dark.tif"], "outputs": ["sum.h5"], "cache": true,
              "environment": {"OMP_NUM_THREADS": 8}, "secrets": {"TOKEN": "globus"}},
            "10-dark": {"command": "dark $threshold > dark.tif", "outputVariableRegexList": "Mean: (?P<mean>.*)", "workingDir": "/tmp"},
            "30-show": {"command": "show $mean", "needs": [], "runIf": "$threshold > 0.1", "repeatPeriod": 10, "repeatUntil": "\"$mean\" != \"\"", "maxRepeats": 3},
            "99-tell": {"command": "mail $mean"}
          }
        }
        """;

    private const string Yaml = """
        name: reduce
        owner: beamline
        version: 2
        userAccount: dmuser
        onFailure: 99-tell
        arguments:
          threshold: {type: number, default: 0.5, help: Below it counts nothing}
          mode: {required: true, choices: [fast, good]}
          detectors: {type: multiple_choice, choices: [a, b], default: "a,b"}
        stages:
          20-sum:
            command: [sum, --in, $filePath, --mode, $mode]
            needs: [10-dark]
            executor: slurm
            retries: 2
            retryDelay: 30s
            timeout: 3600
            resources: {cores: 8, memory: 16GB, time: 2h, gpus: 1, partition: short}
            inputs: [dark.tif]
            outputs: [sum.h5]
            cache: true
            environment: {OMP_NUM_THREADS: 8}
            secrets: {TOKEN: globus}
          10-dark:
            command: dark $threshold > dark.tif
            outputVariableRegexList: "Mean: (?P<mean>.*)"
            workingDir: /tmp
          30-show:
            command: show $mean
            needs: []
            runIf: $threshold > 0.1
            repeatPeriod: 10
            repeatUntil: '"$mean" != ""'
            maxRepeats: 3
          99-tell:
            command: mail $mean
        """;

    private const string Python = """
        # how it is reduced
        {'name': 'reduce', 'owner': u'beamline', 'version': 2, "userAccount": 'dm' 'user', 'onFailure': '99-tell',
         'arguments': {
           'threshold': {'type': 'number', 'default': 0.5, 'help': 'Below it ' + \
               'counts nothing'},
           'mode': {'required': True, 'choices': ('fast', 'good'),},
           'detectors': {'type': 'multiple_choice', 'choices': ['a', 'b'], 'default': 'a,b'} },
         'stages': {
            '20-sum': {'command': ['sum', '--in', '$filePath', '--mode', '$mode'], 'needs': ['10-dark'], 'executor': 'slurm', 'retries': 2, 'retryDelay': '30s', 'timeout': 3600,
              'resources': {'cores': 8, 'memory': '16GB', 'time': '2h', 'gpus': 1, 'partition': 'short'}, 'inputs': ['dark.tif'], 'outputs': ['sum.h5'], 'cache': True,
              'environment': {'OMP_NUM_THREADS': 8}, 'secrets': {'TOKEN': 'globus'}},
            '10-dark': {'command': 'dark $threshold \
        > dark.tif', 'outputVariableRegexList': ['Mean: (?P<mean>.*)'], 'workingDir': '/tmp', 'runIf': None},  # the first
            '30-show': {'command': '''show $mean''', 'needs': [], 'runIf': '$threshold > 0.1', 'repeatPeriod': 10, 'repeatUntil': '"$mean" != ""', 'maxRepeats': 3},
            '99-tell': {'command': 'mail $mean'},
         }
        }
        """;

    [Fact]
    public void All_three_forms_say_the_same()
    {
        var (json, yaml, python) = (Good(Json), Good(Yaml), Good(Python));
        var expected = JsonSerializer.Serialize(json, Hosting.Wire.Json);
        Assert.Equal(expected, JsonSerializer.Serialize(yaml, Hosting.Wire.Json));
        Assert.Equal(expected, JsonSerializer.Serialize(python, Hosting.Wire.Json));
        Assert.Equal(["10-dark", "20-sum", "30-show", "99-tell"], json.Stages.Select(stage => stage.Id));
        var sum = json.Stages[1];
        Assert.Equal((8, 16_000_000_000L, TimeSpan.FromHours(2), 1, "short", TimeSpan.FromHours(1)), (sum.Resources.Cores, sum.Resources.Memory, sum.Resources.Time, sum.Resources.Gpus, sum.Resources.Partition, sum.Timeout));
        Assert.Equal("", string.Join('|', StageOrder.Before(json)["30-show"]));
        Assert.Equal("10-dark", string.Join('|', StageOrder.Before(json)["20-sum"]));
    }

    [Theory]
    [InlineData("{'name': 'x', 'stages': {'1': {'command': 'a', 'runif': '\"a\" == \"b\"'}}}", 1, 48, "There is no key 'runif'; did you mean 'runIf'?")]
    [InlineData("{'name': 'x',\n 'stages': {'1': {'command': 'a' 'repeatPeriod': 3}}}", 2, 48, "After the value of 'command' a comma or the closing brace must follow; its '{' is in line 2.")]
    [InlineData("{'name': 'x', 'stages': {'1': {'command': 'a', 'repeatPeriod': 3}}}", 1, 31, "'repeatUntil' and 'maxRepeats' are missing")]
    [InlineData("{'name': 'x', 'stages': {'1': {'command': open('/etc/passwd').read()}}}", 1, 43, "'open' is a name, and definitions are not executed")]
    [InlineData("{'name': 'x', 'stages': {'1': {'command': f'{1+1}'}}}", 1, 43, "f-string")]
    [InlineData("{'name': 'x', 'stages': {'1': {'command': 'a\n'}}}", 1, 43, "This text is not closed in its line")]
    [InlineData("{'name': 'x', 'stages': {'1': {'command': 'a'}}", 1, 48, "After the value of 'stages' a comma or the closing brace must follow; its '{' is in line 1.")]
    [InlineData("{'name': 'x', 'stages': {}}", 1, 1, "'stages' is missing")]
    [InlineData("{'stages': {'1': {'command': 'a'}}}", 1, 1, "'name' is missing")]
    [InlineData("{'name': 'x', 'stages': {'1': {'command': 'a', 'needs': ['2']}, '2': {'command': 'b', 'needs': ['1']}}}", 1, 26, "1 needs 2 needs 1")]
    [InlineData("{'name': 'x', 'stages': {'1': {'command': 'a', 'needs': ['0']}}}", 1, 26, "It needs '0', and there is no such stage.")]
    [InlineData("{'name': 'x', 'stages': {'1': {'command': 'a', 'outputVariableRegexList': ['(?P<a>']}}}", 1, 26, "can't be read")]
    [InlineData("{'name': 'x', 'stages': {'1': {'command': 'a', 'runIf': '\"a\" = \"b\"'}}}", 1, 26, "'and', 'or' or the end must follow")]
    [InlineData("{'name': 'x', 'stages': {'1': {'command': 'a', 'runIf': '__import__(\"os\")'}}}", 1, 26, "'__import__' is neither a text in quotes nor a number nor a $variable")]
    [InlineData("{'name': 'x', 'stages': {'1': {'command': 'a', 'executor': 'pbs'}}}", 1, 60, "There is no executor 'pbs'; there are: local, ssh, slurm, sge, snakemake.")]
    [InlineData("{'name': 'x', 'arguments': {'n': {'type': 'int', 'default': 'many'}}, 'stages': {'1': {'command': 'a'}}}", 1, 34, "'many' is no whole number.")]
    [InlineData("name: x\nstages:\n  1:\n    command: [a\n", 5, 1, "")]
    [InlineData("just a text", 1, 1, "A workflow is a map")]
    public void A_mistake_is_told_with_its_place(string text, int line, int column, string message)
    {
        var findings = WorkflowReader.Read(text).Findings.Where(each => each.IsMistake).ToList();
        Assert.Contains(findings, each => each.Message.Contains(message, StringComparison.Ordinal) && (each.At.Line, each.At.Column) == (line, column));
    }

    [Fact]
    public void Texts_hold_what_python_and_json_say_they_hold()
    {
        Assert.Equal("a\tb\\d\"'\u00e9\U0001F600A", Command("""{'name': 'x', 'stages': {'1': {'command': 'a\tb\d\"\'\xe9\U0001F600\101'}}}"""));
        Assert.Equal("a\\tb", Command("""{'name': 'x', 'stages': {'1': {'command': r'a\tb'}}}"""));
        Assert.Equal("a/b\U0001F600", Command("""{"name": "x", "stages": {"1": {"command": "a\/b\ud83d\ude00"}}}"""));
        Assert.Equal("one\ntwo", Command("{'name': 'x', 'stages': {'1': {'command': \"\"\"one\ntwo\"\"\"}}}"));
    }

    [Fact]
    public void Texts_that_are_meant_to_break_a_reader_are_refused()
    {
        foreach (var text in (string[])[new string('[', 100_000), string.Concat(Enumerable.Repeat("{'a':", 10_000)), new string('(', 5_000), new string(' ', 2 << 20), "{'a': 1e999}", "{'a': '\\U00110000'}", "\0", "{'name': 'x', 'stages': {'1': {'command': 'a', 'runIf': '" + new string('(', 3000) + "'}}}"])
        {
            Assert.Contains(WorkflowReader.Read(text).Findings, each => each.IsMistake);
        }

        var laughs = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat("bcdefgh".Select((letter, number) => $"{letter}: &{letter} [{string.Join(',', Enumerable.Repeat($"*{(char)('a' + number)}", 10))}]\n"));
        Assert.Contains(WorkflowReader.Read(laughs, "x.yaml").Findings, each => each.Message.Contains("parts", StringComparison.Ordinal));
        // One that goes back in many ways would take years.
        Assert.DoesNotMatch(PythonRegex.Of("(?P<a>(a+)+)$"), new string('a', 100_000) + "!");
    }

    private static string? Command(string text) => Good(text).Stages[0].Command;

    private static Workflow Good(string text)
    {
        var (workflow, findings) = WorkflowReader.Read(text);
        Assert.DoesNotContain(findings, each => each.IsMistake);
        return workflow!;
    }
}
