using System.Text.Json;
using Dewar.Hosting;
using Dewar.Reservations;
using Microsoft.AspNetCore.Http;

namespace Dewar.Sessions;

/// <summary>A booking system in the shape of NEMO's API, with bookings and use of one tool as a test wants them.</summary>
internal sealed class NemoServer : IAsyncDisposable
{
    private readonly Dictionary<int, object> _reservations = [];
    private readonly Dictionary<int, object> _usage = [];
    private readonly ForeignServer _server;

    private NemoServer(ForeignServer server)
    {
        _server = server;
        server.Answers = http => http.Response.WriteAsync(http.Request.Path.Value!.Split('/')[^2] switch
        {
            "tools" => """[{"id":12,"name":"The microscope"}]""",
            "users" => """[{"id":7,"username":"ada","first_name":"Ada","last_name":"Lovelace","email":"ada@x"},{"id":8,"username":"bob","first_name":"Bob","last_name":"Noyce","email":"bob@x"}]""",
            "reservations" => JsonSerializer.Serialize(_reservations.Values),
            "usage_events" => JsonSerializer.Serialize(_usage.Values),
            _ => "[]",
        });
    }

    /// <param name="instrument">What its tool is here.</param>
    public static async Task<(NemoServer Server, Func<Task> Look)> Connect(TestSite site, string instrument)
    {
        var (server, name) = (new NemoServer(await ForeignServer.Start()), site.Name("nemo"));
        var setup = new CalendarSetup("nemo", $"{server._server.Address}/api/", Every: "24h", Tools: new Dictionary<string, string> { ["12"] = instrument });
        (await site.Admin.Send("PUT", $"api/reservations/sources/{name}", new CalendarForm(setup, "t"))).MustBe(200);
        return (server, Look);

        async Task Look()
        {
            await site.Look(name);
            await site.Placed();
        }
    }

    public void Books(int id, string user, DateTimeOffset from, DateTimeOffset to, string title = "", bool? consent = null, bool cancelled = false) => _reservations[id] = new
    {
        id,
        tool = 12,
        user = user == "ada" ? 7 : 8,
        start = from,
        end = to,
        cancelled,
        question_data = JsonSerializer.Serialize(new
        {
            experiment_title = new { user_input = title },
            data_consent = new { user_input = consent switch { true => "Agree", false => "Disagree", null => "" } },
            holder = new { user_input = "cryo" },
            sample_group = new { type = "group", user_input = new Dictionary<string, object> { ["0"] = new { sample_name = "grain 7", sample_or_pid = "Sample Name", sample_details = "thin" } } },
        }),
    };

    public void Uses(int id, string user, DateTimeOffset from, DateTimeOffset? to) => _usage[id] = new { id, tool = 12, user = user == "ada" ? 7 : 8, @operator = 8, start = from, end = to };

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
