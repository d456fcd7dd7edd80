using System.Diagnostics;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Sessions;
using Xunit;

namespace Dewar.Logger;

/// <summary>The real program tells a real site over TLS, if Mono trusts its authority.</summary>
public sealed class TlsLineTests(TlsSite site) : SiteTests(site), IClassFixture<TlsSite>, IAsyncLifetime
{
    private readonly TlsSite _site = site;
    private readonly string _folder = Directory.CreateTempSubdirectory("dewar-logger-").FullName;
    private Screen _screen = null!;

    public async ValueTask InitializeAsync() => _screen = await Screen.Start();

    public ValueTask DisposeAsync()
    {
        _screen?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Only_a_site_whose_authority_is_trusted_is_told()
    {
        (await Site.Admin.Send("POST", "api/stations", new NewStation("hall"))).MustSucceed();
        (await Site.Admin.Send("PUT", "api/instruments/talos", new Instrument("talos", "hall", "The talos", new()))).MustSucceed();
        var made = await Site.Admin.Ask<ComputerMade>("PUT", "api/computers/talos-PC", new NewComputer("talos", ""));
        await File.WriteAllTextAsync(Path.Combine(_folder, Settings.FileName), LoggerFiles.Settings(made, _site.Secure.AbsoluteUri, copy: false), TestContext.Current.CancellationToken);
        using var program = new LoggerProgram(_screen, _folder, "^talos ");
        await program.Start();
        await program.Begin("Mira");
        await program.Note("nobody is told yet");
        await Task.Delay(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);
        await program.Picture("14-not trusted");
        Assert.Equal(0, program.Delivered);
        program.Kill();

        using var trust = Process.Start(new ProcessStartInfo("cert-sync", ["--quiet", "--user", _site.RootFile]) { Environment = { ["HOME"] = _folder } })!;
        await trust.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, trust.ExitCode);
        await program.Start();
        await program.Press("Return", () => program.Kinds.Contains("continue"), "that it goes on");
        await program.UntilDelivered();
        Assert.Equal("Mira", (await Site.Admin.Get<SessionDetail>($"api/sessions/{program.Session}")).Session.Person);
    }
}
