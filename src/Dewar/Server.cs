using System.CommandLine;
using System.Data.Common;
using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Audit;
using Dewar.Catalogue;
using Dewar.Dav;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Downloads;
using Dewar.Experiments;
using Dewar.Extraction;
using Dewar.Hosting;
using Dewar.Incoming;
using Dewar.Instruments;
using Dewar.Jobs;
using Dewar.Monitoring;
using Dewar.Portal;
using Dewar.Records;
using Dewar.Reservations;
using Dewar.Scans;
using Dewar.Search;
using Dewar.Sessions;
using Dewar.Sharing;
using Dewar.Station;
using Dewar.Storages;
using Dewar.Uploads;
using Dewar.Verification;
using Dewar.Viewing;

namespace Dewar;

/// <summary>The site: what it can do, on one screen.</summary>
internal static class Server
{
    /// <param name="time">A clock of its own, for programs that let a site live faster.</param>
    public static WebApplication Build(SiteSettings site, TimeProvider? time = null)
    {
        var builder = SiteHost.Builder(site);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton<AuditLog>();
        foreach (var source in Plugins.Proposals(site))
        {
            builder.Services.AddSingleton(source);
        }

        Add<AccessModule>(builder);
        Add<StoragesModule>(builder);
        Add<InstrumentsModule>(builder);
        Add<ExperimentsModule>(builder);
        Add<ReservationsModule>(builder);
        Add<AcquisitionsModule>(builder);
        Add<CatalogueModule>(builder);
        Add<ExtractionModule>(builder);
        Add<SessionsModule>(builder);
        Add<RecordsModule>(builder);
        Add<ViewingModule>(builder);
        Add<SearchModule>(builder);
        Add<DownloadsModule>(builder);
        Add<SharingModule>(builder);
        Add<DavModule>(builder);
        Add<UploadsModule>(builder);
        Add<IncomingModule>(builder);
        Add<VerificationModule>(builder);
        Add<ScansModule>(builder);
        Add<MonitoringModule>(builder);
        Add<PortalModule>(builder);
        builder.Services.AddSingleton<JobQueue>().AddHostedService<Worker>();

        var app = builder.Build();
        app.Use(SignedRequests.Answer);
        SiteHost.Use(app);
        app.UseMiddleware<Authentication>();
        app.Use(SignedRequests.Recognise);
        app.UseRouting();
        app.Use(SiteHost.EncodedSlashes);
        app.Use(Rules.Guard);
        Map<AccessModule>(app);
        Map<StoragesModule>(app);
        Map<InstrumentsModule>(app);
        Map<ExperimentsModule>(app);
        Map<ReservationsModule>(app);
        Map<AcquisitionsModule>(app);
        Map<CatalogueModule>(app);
        Map<ExtractionModule>(app);
        Map<SessionsModule>(app);
        Map<RecordsModule>(app);
        Map<ViewingModule>(app);
        Map<SearchModule>(app);
        Map<DownloadsModule>(app);
        Map<SharingModule>(app);
        Map<DavModule>(app);
        Map<UploadsModule>(app);
        Map<IncomingModule>(app);
        Map<VerificationModule>(app);
        Map<ScansModule>(app);
        Map<MonitoringModule>(app);
        Map<PortalModule>(app);
        ApiDescription.Map(app, description => description.OpenToAll());
        Unguarded(app);
        return app;
    }

    public static Command Command() => ServeCommand.Build((site, ct) => Run(site, Announce, ct));

    /// <summary>Runs a site, with its embedded station, until it is told to stop.</summary>
    /// <param name="ready">Is called once it answers, with the token that sets the first password when nobody can sign in yet.</param>
    public static async Task Run(SiteSettings site, Func<string, string?, Task> ready, CancellationToken ct)
    {
        using var home = await HomeLock.Take(site.Home, TimeProvider.System, ct);
        await using var app = Build(site);
        await Prepare(app, site, ct);
        var password = site.AdminPasswordFile is { } file ? (await File.ReadAllTextAsync(file, ct)).TrimEnd('\r', '\n') : null;
        var setup = await app.Services.GetRequiredService<UserStore>().EnsureAdministrator(password, ct);
        // Only now: whoever signs in the moment that it answers must not be told that the password is wrong.
        await SiteHost.Listen(app, site, ct);
        var parts = Parts(RunStation(app, site, ct), RunWorker(app, site, ct));
        await ready(SiteHost.FirstAddress(app), setup);
        if (await Task.WhenAny(app.WaitForShutdownAsync(ct), parts) == parts && parts.IsFaulted)
        {
            // A site whose own station or worker can't work would look well and take nothing.
            await app.StopAsync(CancellationToken.None);
        }
        else
        {
            await app.WaitForShutdownAsync(ct);
        }

        await parts;
    }

    /// <summary>Brings the database up to date, makes the storages, and the first administrator.</summary>
    public static async Task Prepare(WebApplication app, SiteSettings site, CancellationToken ct)
    {
        var database = app.Services.GetRequiredService<SiteDatabase>();
        try
        {
            await Migrator.Bring(database, Migrator.OfSite, app.Services.GetRequiredService<TimeProvider>(), ct);
            await FileMetadata.AddMissingWords(database, ct);
        }
        catch (DbException failure)
        {
            throw new IOException($"The database ({database.Description}) can't be used: {failure.Message.TrimEnd('.')}. {database.Advice}", failure);
        }

        await app.Services.GetRequiredService<StorageStore>().Ensure(site.Storages, ct);
    }

    private static Task Announce(string url, string? setup)
    {
        Console.WriteLine($"Dewar is at {url}");
        if (setup is not null)
        {
            Console.WriteLine($"Nobody can sign in yet. Set the administrator's password (user 'admin') within a week at:\n  {url}set-password#{setup}");
        }

        return Task.CompletedTask;
    }

    /// <summary>Ends when all have ended, and at once with the first that fails.</summary>
    private static async Task Parts(params Task[] parts)
    {
        await foreach (var part in Task.WhenEach(parts))
        {
            await part;
        }
    }

    /// <summary>The embedded station: the same as any other, over the same API.</summary>
    private static async Task RunStation(WebApplication app, SiteSettings site, CancellationToken ct)
    {
        if (site.EmbeddedStation is not { } name)
        {
            return;
        }

        var token = await app.Services.GetRequiredService<StationStore>().EnsureEmbedded(name, ct);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(ct, app.Lifetime.ApplicationStopping);
        var options = new StationOptions { Site = new(SiteHost.LocalAddress(app)), Token = token, Home = Path.Combine(site.Home, "station"), Roots = site.Roots };
        var agent = new StationAgent(options, app.Services.GetRequiredService<TimeProvider>(), app.Services.GetRequiredService<ILoggerFactory>());
        try
        {
            await agent.Run(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The site is going down, and its station with it.
        }
    }

    /// <summary>The embedded worker: the same as any other, over the same API.</summary>
    private static async Task RunWorker(WebApplication app, SiteSettings site, CancellationToken ct)
    {
        if (site.Reading == 0)
        {
            return;
        }

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(ct, app.Lifetime.ApplicationStopping);
        var worker = new EmbeddedWorker(app.Services.GetRequiredService<TokenStore>(), site.Home, WorkerCommand.Of(site, Plugins.Readers),
            app.Services.GetRequiredService<TimeProvider>(), app.Services.GetRequiredService<ILogger<ReadingWorker>>());
        try
        {
            await worker.Run(new(SiteHost.LocalAddress(app)), stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The site is going down, and its worker with it.
        }
    }

    private static void Add<TModule>(WebApplicationBuilder builder) where TModule : IModule => TModule.Add(builder.Services);

    private static void Map<TModule>(WebApplication app) where TModule : IModule => TModule.Map(app);

    /// <summary>A route without a written permission is a mistake of ours, and no site starts with it.</summary>
    private static void Unguarded(WebApplication app)
    {
        var open = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<Needed>() is null).Select(endpoint => endpoint.RoutePattern.RawText).ToList();
        if (open.Count > 0)
        {
            throw new InvalidOperationException($"These routes name no permission: {string.Join(", ", open)}");
        }
    }
}
