using System.Globalization;
using System.Text.Json;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Instruments;

namespace Dewar.Sessions;

/// <summary>A microscope whose files come into an experiment.</summary>
internal sealed record Microscope(Beamline Line, string Name)
{
    private static int _deliveries;

    public string Sessions => $"api/instruments/{Name}/sessions";

    public Task Bring(params (string Path, DateTimeOffset Taken)[] files) => files.Length == 0 ? Task.CompletedTask : Line.Register([.. files.Select(file =>
        Line.Arrival(file.Path, file.Path, string.Create(CultureInfo.InvariantCulture, $"s{Interlocked.Increment(ref _deliveries)}")) with { ModifiedNs = file.Taken.InMicroseconds * 1000 })]);
}

internal static class Placing
{
    /// <param name="name">One that is there, whose files also come into another experiment; null for a new one.</param>
    public static async Task<Microscope> Microscope(this TestSite site, string? name = null)
    {
        var scope = new Microscope(await site.Beamline(), name ?? site.Name("scope"));
        if (name is null)
        {
            (await site.Admin.Send("PUT", $"api/instruments/{scope.Name}", new Instrument(scope.Name, scope.Line.Stations[0], "A microscope", new()))).MustSucceed();
        }

        await site.Database.Execute($"""
            update acquisitions_acquisition set options = {new Json(JsonSerializer.Serialize(new AcquisitionOptions { Instrument = scope.Name }, Wire.Json))}
            where public_id = {scope.Line.Acquisition.Id}
            """, default);
        return scope;
    }

    /// <summary>What is told in a test of a time long ago was told then.</summary>
    public static Task ToldThen(this TestSite site, string session) =>
        site.Database.Execute($"update sessions_event set came_us = at_us where session_id = (select id from sessions_session where public_id = {session})", default);

    /// <summary>Waits until all files that came, and all sessions whose bookings changed, are where they belong: the site does it a moment later.</summary>
    public static async Task Placed(this TestSite site)
    {
        while (await site.Database.Number($"""
            select (select count(*) from sessions_change) + (select count(*) from sessions_window) + (select count(*) from sessions_booked)
            + (select count(*) from sessions_filing) + (select count(*) from jobs_job where kind = 'move-file')
            """, default) > 0)
        {
            await Task.Delay(20);
        }
    }
}
