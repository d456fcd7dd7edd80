using System.Net;
using System.Net.Sockets;

namespace Dewar.Torture;

/// <summary>What a line does with what is sent through it.</summary>
internal enum LineState
{
    Open,

    /// <summary>A few kilobytes a second.</summary>
    Slow,

    /// <summary>Nothing comes through, and nobody is told; afterwards it goes on.</summary>
    Silent,

    /// <summary>Connections break, and new ones are broken at once.</summary>
    Cut,
}

/// <summary>Stands between a station and the site as the network does.</summary>
internal sealed class CuttableLine : IAsyncDisposable
{
    private const int SlowBytes = 2048;
    private static readonly TimeSpan SlowPause = TimeSpan.FromMilliseconds(100);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly Uri _target;
    private readonly Task _accepting;
    private CancellationTokenSource _cut = new();

    public CuttableLine(string target)
    {
        _target = new(target);
        _listener.Start();
        _accepting = Accept();
    }

    public string Url => $"http://{_listener.LocalEndpoint}";

    public long Bytes { get; private set; }

    public LineState State { get; private set; }

    public async Task Become(LineState state)
    {
        State = state;
        if (state == LineState.Cut)
        {
            await _cut.CancelAsync();
            _cut = new();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _cut.CancelAsync();
        _listener.Stop();
        await _accepting;
    }

    private async Task Accept()
    {
        while (!_closed.IsCancellationRequested)
        {
            try
            {
                _ = Carry(await _listener.AcceptTcpClientAsync(_closed.Token));
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task Carry(TcpClient near)
    {
        using (near)
        {
            using var far = new TcpClient();
            using var until = CancellationTokenSource.CreateLinkedTokenSource(_cut.Token, _closed.Token);
            try
            {
                if (State != LineState.Cut)
                {
                    await far.ConnectAsync(_target.Host, _target.Port, until.Token);
                    await Task.WhenAny(Pump(near.GetStream(), far.GetStream(), until.Token), Pump(far.GetStream(), near.GetStream(), until.Token));
                    await until.CancelAsync();
                }
            }
            catch (Exception broken) when (broken is OperationCanceledException or SocketException or IOException)
            {
                // Both ends are closed with this.
            }

            // A reset instead of a polite end.
            near.LingerState = new(true, 0);
        }
    }

    private async Task Pump(NetworkStream from, NetworkStream to, CancellationToken ct)
    {
        var buffer = new byte[32 << 10];
        while (true)
        {
            var got = await from.ReadAsync(State == LineState.Slow ? buffer.AsMemory(0, SlowBytes) : buffer, ct);
            if (got == 0)
            {
                return;
            }

            while (State == LineState.Silent)
            {
                await Task.Delay(50, ct);
            }

            if (State == LineState.Slow)
            {
                await Task.Delay(SlowPause, ct);
            }

            await to.WriteAsync(buffer.AsMemory(0, got), ct);
            Bytes += got;
        }
    }
}
