using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Xunit;

namespace Dewar.Logger;

/// <summary>A screen without a monitor, with its keyboard.</summary>
internal sealed class Screen : IDisposable
{
    private static readonly string[] Programs = ["mono", "Xvfb", "xdotool", "import", "cert-sync"];
    private readonly Process _server;
    private readonly FileStream _claim;

    private Screen(Process server, FileStream claim, string display)
    {
        (_server, _claim) = (server, claim);
        Display = display;
    }

    public string Display { get; }

    /// <summary>Where pictures are kept, for people who want to look; null where nobody asked.</summary>
    public static string? Pictures => Environment.GetEnvironmentVariable("DEWAR_TEST_PICTURES") is { Length: > 0 } folder ? folder : null;

    public static async Task<Screen> Start()
    {
        Torture.Laboratory.Need(Programs.All(IsThere), "Mono or what goes with it is not there (see tests/services/mono).");
        for (var number = 100; number < 1000; number++)
        {
            // Xvfb's own locks are not enough: of two that find the lock of one that was killed, both may take its number.
            if (Claim(number) is not { } claim)
            {
                continue;
            }

            // Without a reset between programs: in that moment it lets nobody in.
            var server = Process.Start(new ProcessStartInfo("Xvfb", [$":{number}", "-displayfd", "1", "-screen", "0", "480x600x24", "-nolisten", "tcp", "-noreset"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            if (await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is not null)
            {
                return new(server, claim, $":{number}");
            }

            server.Dispose();
            await claim.DisposeAsync();
        }

        throw new InvalidOperationException("Xvfb starts under no number.");
    }

    /// <summary>What it printed.</summary>
    public async Task<string> Do(params string[] arguments)
    {
        using var tool = Process.Start(new ProcessStartInfo("xdotool", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["DISPLAY"] = Display } })!;
        var told = await tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        return told.Trim();
    }

    /// <summary>Asks a window to close, as the cross in its frame does; without a window manager nobody else would.</summary>
    public void AskToClose(string window)
    {
        const int clientMessage = 33;
        var display = XOpenDisplay(Display);
        Assert.NotEqual(0, display);
        Span<nint> message = stackalloc nint[24];
        message.Clear();
        (message[0], message[4], message[5], message[6]) = (clientMessage, nint.Parse(window, CultureInfo.InvariantCulture), XInternAtom(display, "WM_PROTOCOLS", false), 32);
        message[7] = XInternAtom(display, "WM_DELETE_WINDOW", false);
        _ = XSendEvent(display, message[4], false, 0, ref message[0]);
        _ = XCloseDisplay(display);
    }

    public async Task Picture(string name)
    {
        if (Pictures is { } folder)
        {
            Directory.CreateDirectory(folder);
            // Until it is drawn; only people look at it.
            await Task.Delay(700, TestContext.Current.CancellationToken);
            using var import = Process.Start(new ProcessStartInfo("import", ["-display", Display, "-window", "root", Path.Combine(folder, name + ".png")]))!;
            await import.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
        _claim.Dispose();
    }

    /// <summary>Held by the kernel for as long as this process has it; null where another one has.</summary>
    private static FileStream? Claim(int number)
    {
        try
        {
            return new(Path.Combine(Path.GetTempPath(), $"dewar-screen-{number}"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    [DllImport("libX11.so.6")]
    private static extern nint XOpenDisplay([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport("libX11.so.6")]
    private static extern int XCloseDisplay(nint display);

    [DllImport("libX11.so.6")]
    private static extern nint XInternAtom(nint display, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, bool onlyIfThere);

    [DllImport("libX11.so.6")]
    private static extern int XSendEvent(nint display, nint window, bool propagate, nint mask, ref nint message);

    private static bool IsThere(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
