using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Dewar.Bench;

/// <summary>A Dewar site in a process of its own, and the way to its API.</summary>
internal sealed class Site : IAsyncDisposable
{
    private const string Password = "only for measuring";

    private readonly Process _process;
    private readonly HttpClient _http;
    private int _experiments;

    private Site(Process process, string home, Uri url, string? database)
    {
        (_process, Home, Url, Database) = (process, home, url, database);
        _http = new() { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) };
    }

    public string Home { get; }

    /// <summary>The address of its PostgreSQL; null for SQLite.</summary>
    public string? Database { get; }

    public Uri Url { get; }

    public int ProcessId => _process.Id;

    public string Token { get; private set; } = "";

    /// <summary>Seconds from the start of the process to the first answer of /api/health.</summary>
    public double StartedIn { get; private set; }

    public static async Task<Site> Start(string home, string? database = null)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}/");
        var password = Path.Combine(home, "password");
        await File.WriteAllTextAsync(password, Password);
        List<string> arguments = ["serve", "--home", home, "--urls", url.ToString().TrimEnd('/'), "--admin-password-file", password];
        if (database is not null)
        {
            arguments.AddRange(["--database", database]);
        }

        var begun = Stopwatch.GetTimestamp();
        var site = new Site(Begin(Bench.Dewar, arguments, Path.Combine(home, "log")), home, url, database);
        site.StartedIn = await Answers(site._process, new Uri(url, "api/health"), begun);
        return site;
    }

    /// <summary>Starts a program that goes on; what it says goes to a file.</summary>
    public static Process Begin(string program, IEnumerable<string> arguments, string log, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "out=$1; shift; exec \"$@\" >>\"$out\" 2>&1 </dev/null", "sh", log, program, .. arguments]);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
    }

    /// <summary>Seconds until an address answers. Asked every two milliseconds.</summary>
    public static async Task<double> Answers(Process process, Uri address, long begun)
    {
        using var http = new HttpClient();
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(address);
                if (answer.IsSuccessStatusCode)
                {
                    return Stopwatch.GetElapsedTime(begun).TotalSeconds;
                }
            }
            catch (HttpRequestException) when (!process.HasExited && Stopwatch.GetElapsedTime(begun).TotalSeconds < 60)
            {
                // Not yet.
            }

            await Task.Delay(2);
        }
    }

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public async Task SignIn()
    {
        for (var attempt = 0; Token.Length == 0; attempt++)
        {
            using var answer = await _http.PostAsJsonAsync("api/sign-in", new { name = "admin", password = Password, token = "bench" });
            if (answer.IsSuccessStatusCode)
            {
                Token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("secret").GetString()!;
                _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
            }
            else if (attempt > 100)
            {
                throw new InvalidOperationException($"The site does not let us in: {await answer.Content.ReadAsStringAsync()}");
            }
            else
            {
                // It answers a moment before the administrator is made.
                await Task.Delay(20);
            }
        }
    }

    public async Task<JsonElement> Get(string path)
    {
        using var answer = await _http.GetAsync(path);
        return await Read(answer);
    }

    public async Task<JsonElement> Post(string path, object body, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _http.SendAsync(request);
        return await Read(answer);
    }

    public async Task Put(string path, object body)
    {
        using var answer = await _http.PutAsJsonAsync(path, body);
        await Read(answer);
    }

    /// <summary>Reads an answer to its end and does no more with it.</summary>
    public async Task Fetch(string path)
    {
        using var answer = await _http.GetAsync(path);
        _ = answer.IsSuccessStatusCode ? default : await Read(answer);
    }

    /// <summary>Seconds from sending a request to its answer; what makes its body is not counted.</summary>
    public async Task<double> TimeToPost(string path, object body, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var begun = Stopwatch.GetTimestamp();
        using var answer = await _http.SendAsync(request);
        await Read(answer);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>The first event of a stream.</summary>
    public async Task<JsonElement> First(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
        while (await lines.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]);
            }
        }

        throw new InvalidOperationException($"{path} said nothing.");
    }

    public async Task<string> AddExperiment()
    {
        var name = $"bench-{++_experiments}";
        await Post("api/experiments", new { name, type = "bench" });
        return name;
    }

    /// <summary>A verb of the command line; its seconds and what it printed.</summary>
    public Task<(double Seconds, string Text)> Verb(params IEnumerable<string> words) => Tool.Output(Bench.Dewar, words, new Dictionary<string, string>
    {
        ["DEWAR_URL"] = Url.ToString(),
        ["DEWAR_TOKEN"] = Token,
    });

    /// <summary>Resident memory in MB, or its peak (VmHWM); nothing for a process that has ended.</summary>
    public static double Memory(int process, string which = "VmRSS")
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(each => each.StartsWith($"{which}:", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    public static async Task End(Process process)
    {
        await Tool.Run("kill", [$"{process.Id}"]);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await End(_process);
    }

    private static async Task<JsonElement> Read(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(body)
            : throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri} answered {(int)answer.StatusCode}: {body}");
    }
}
