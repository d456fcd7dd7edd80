using System.Text.RegularExpressions;
using Xunit;

namespace Dewar;

/// <summary>What may not stand in a source file. Each rule is tried on an example of what it forbids and of what it must let pass.</summary>
public sealed partial class StyleTests
{
    private static readonly Dictionary<string, Rule> Rules = new()
    {
        ["Time comes from a TimeProvider"] = new(@"\bDateTime(Offset)?\.(Utc)?Now\b")
        {
            // .NET Framework 4.0 has none; the logger's clock is its own.
            Where = path => path != "src/Dewar.Logger/Clock.cs",
            Bad = ["var now = DateTime.Now;", "DateTimeOffset.UtcNow", """$"{DateTime.UtcNow}" """],
            Good = ["time.GetUtcNow()", "// DateTime.Now", "\"DateTime.Now\""],
        },
        // Whether something is a task cannot be read; a call, or a name that says so, is the best guess.
        ["Nobody blocks on a task"] = new(@"\)\s*\.Result\b|(?i:task)\w*\.Result\b|\.GetAwaiter\(\)\s*\.GetResult\(|\.Wait\(\)")
        {
            Bad = ["Load().Result", "loadTask.Result", "task.Result.Name", "Load()\n    .GetAwaiter().GetResult()", "task.Wait();"],
            Good = ["stage.Result", "(Result)x", "new() { Result = 1 }", "gate.WaitAsync(ct)", "job.Results", "Wait()"],
        },
        ["Nobody sleeps"] = new(@"\bThread\.Sleep\b")
        {
            Bad = ["Thread.Sleep(1);"],
            Good = ["await Task.Delay(pause, time, ct);"],
        },
        ["Hosting makes the HTTP clients"] = new(@"\bnew\s+HttpClient\s*[({]|\bHttpClient\s+\w+\s*=\s*new\b")
        {
            Where = path => path.StartsWith("src/", StringComparison.Ordinal) && !path.StartsWith("src/Dewar/Hosting/", StringComparison.Ordinal),
            Bad = ["new HttpClient()", "new HttpClient { Timeout = wait }", "using HttpClient site = new(handler);"],
            Good = ["HttpClient site = clients.CreateClient();", "new HttpClientHandler()"],
        },
        ["A type is named for what it is"] = new(
            @"\b(class|struct|record|interface|enum)\s+\w*(Manager|Helper|Util|Utils|Base|Info|Data|Impl|Dto|Service)\b")
        {
            Bad = ["class FileManager", "sealed record FileInfo(", "record struct PathUtils", "interface IClockService", "class Base<T>"],
            Good = ["class Database", "record Metadata", "class BaseLine", "where T : class", "class Watcher : BackgroundService"],
        },
        // Frameworks ask for a few such names; what is overridden or implemented explicitly is theirs as well.
        ["No method is called Async"] = new(
            @"(?<!\boverride\b[^\n;]*)\b(Task|ValueTask|IAsyncEnumerable)(<[^()]*>)?\s+"
            + @"(?!(Dispose|Initialize|Start|Stop|TryHandle|Invoke|Bind)Async\b)\w+Async\s*(<[^()]*>)?\(")
        {
            Bad = ["public Task LoadAsync(int id) => x;", "Task<List<int>> ReadAsync<T>(T it)", "async ValueTask SaveAsync()\n{"],
            Good =
            [
                "protected override async Task ExecuteAsync(CancellationToken ct)", "public ValueTask DisposeAsync() => gate.CloseAsync();",
                "Task IThing.StartItAsync()", "await ReadAsync(file);", "Task<int> Load() => file.ReadAsync();",
            ],
        },
        ["No failure is swallowed"] = new(@"\bcatch\s*(\(\s*(System\.)?Exception(\s+\w+)?\s*\)\s*)?\{\s*\}")
        {
            Bad = ["catch (Exception) { }", "catch (Exception e)\n{\n    // never mind\n}", "catch { }"],
            Good = ["catch (IOException) { }", "catch (Exception e) { Log(e); }", "catch (Exception) when (ct.IsCancellationRequested) { }"],
        },
        ["No region"] = new(@"^\s*#region\b")
        {
            Bad = ["    #region Fields"],
            Good = ["// #region"],
        },
        ["A warning is not turned off without a reason in the line above"] = new(
            @"(?<!^[ \t]*//[^\n]*\n)^[ \t]*#(pragma[ ]+warning[ ]+disable|nullable[ ]+disable)\b")
        {
            In = file => file.Text,
            Bad = ["#pragma warning disable CA1000", "// about a()\na();\n    #nullable disable\n", "#pragma warning disable CA1000 // because"],
            Good = ["// Generated code does not know.\n#pragma warning disable CA1000", "#pragma warning restore CA1000", "#nullable enable"],
        },
        // The words are put together here because this rule reads this file, too.
        ["Nothing is left to be done"] = new("\\b(TO" + "DO|FIX" + "ME|HA" + "CK|XX" + "X)\\b|new NotImplemented" + "Exception\\b")
        {
            In = file => file.Text,
            Bad = ["// TO" + "DO: later", "/* FIX" + "ME */", "throw new NotImplemented" + "Exception();"],
            Good = ["// todos are a word of another language"],
        },
    };

    public static TheoryData<string> Names => [.. Rules.Keys];

    [Theory, MemberData(nameof(Names))]
    public void All_sources_keep_the_rule(string name) => Assert.Empty(SourceFile.Product.Concat(SourceFile.Tests).SelectMany(Rules[name].Breaches));

    [Theory, MemberData(nameof(Names))]
    public void The_rule_catches_what_it_should(string name) =>
        Assert.All(Rules[name].Bad, text => Assert.NotEmpty(Rules[name].Breaches(new("src/Dewar/Room/File.cs", text))));

    [Theory, MemberData(nameof(Names))]
    public void The_rule_lets_pass_what_it_should(string name) =>
        Assert.All(Rules[name].Good, text => Assert.Empty(Rules[name].Breaches(new("src/Dewar/Room/File.cs", text))));

    [Fact]
    public void Classes_ask_for_at_most_five_things() =>
        Assert.Empty(SourceFile.Product.Concat(SourceFile.Tests).SelectMany(GreedyClasses));

    [Theory]
    [InlineData("class A(int a, int b, int c, int d, int e, int f);", 1)]
    [InlineData("class A<T>(\n    Map<int, int> a, int b, int c, int d, [From(1, 2)] int e, (int, int) f) : B(a);", 1)]
    [InlineData("class A(int a, Map<int, int[,]> b, Func<int, (int, int), int> c, int d, int e = F(1, 2));", 0)]
    [InlineData("record A(int a, int b, int c, int d, int e, int f); record class B(int a, int b, int c, int d, int e, int f);", 0)]
    [InlineData("class A : B { void F(int a, int b, int c, int d, int e, int f) { } }", 0)]
    public void Greedy_classes_are_found(string text, int classes) => Assert.Equal(classes, GreedyClasses(new("a.cs", text)).Count());

    private static IEnumerable<string> GreedyClasses(SourceFile file) =>
        from Match found in PrimaryConstructor.Matches(file.Code)
        let parameters = Nested.Replace(found.Groups["parameters"].Value, "").Count(',') + 1
        where parameters > 5
        select $"{file.Path}: {found.Groups["name"].Value} asks for {parameters}";

    // Balances its round brackets.
    [GeneratedRegex(@"(?<!\brecord\s+)\bclass\s+(?<name>\w+)\s*(<[^>]*>)?\s*\((?<parameters>(?:[^()]|(?<open>\()|(?<-open>\)))*)(?(open)(?!))\)")]
    private static partial Regex PrimaryConstructor { get; }

    [GeneratedRegex(@"[(\[<](?:[^][()<>]|(?<open>[(\[<])|(?<-open>[])>]))*(?(open)(?!))[])>]")]
    private static partial Regex Nested { get; }

    /// <summary>A rule is a pattern that must not be found.</summary>
    private sealed record Rule(string Pattern)
    {
        private readonly Regex _pattern = new(Pattern, RegexOptions.Multiline | RegexOptions.ExplicitCapture);

        public required string[] Bad { get; init; }
        public required string[] Good { get; init; }
        public Func<string, bool> Where { get; init; } = path => !path.EndsWith(".sql", StringComparison.Ordinal);
        public Func<SourceFile, string> In { get; init; } = file => file.Code;

        public IEnumerable<string> Breaches(SourceFile file) =>
            from Match found in _pattern.Matches(In(file))
            where Where(file.Path)
            let line = In(file).AsSpan(0, found.Index).Count('\n') + 1
            select $"{file.Path}({line}): {found.Value.Trim()}";
    }
}
