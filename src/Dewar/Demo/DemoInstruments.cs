namespace Dewar.Demo;

/// <summary>
/// Two instruments that write as badly as real ones: files that grow for seconds, get their names late, are written again, and come in
/// bursts.
/// </summary>
internal sealed class DemoInstruments(string root, TimeProvider time)
{
    public const int Images = 12;
    public const int Bursts = 4;
    public const int FramesPerBurst = 25;

    public string Microscope { get; } = Path.Combine(root, "microscope");

    public string Detector { get; } = Path.Combine(root, "detector");

    public Task Run(CancellationToken ct)
    {
        Directory.CreateDirectory(Microscope);
        Directory.CreateDirectory(Detector);
        return Task.WhenAll(RunMicroscope(ct), RunDetector(ct));
    }

    /// <summary>Every picture grows for a while under a temporary name; the session's notes are written again and again.</summary>
    private async Task RunMicroscope(CancellationToken ct)
    {
        var session = Path.Combine(Microscope, "session-1");
        Directory.CreateDirectory(session);
        for (var i = 1; i <= Images; i++)
        {
            var picture = DemoImages.Lattice(i);
            var name = Path.Combine(session, $"lattice-{i:00}.tif");
            await using (var growing = File.Create(name + ".tmp"))
            {
                foreach (var piece in picture.Chunk(picture.Length / 6 + 1))
                {
                    await growing.WriteAsync(piece, ct);
                    await growing.FlushAsync(ct);
                    await Task.Delay(TimeSpan.FromMilliseconds(120), time, ct);
                }
            }

            File.Move(name + ".tmp", name);
            if (i % 6 == 0)
            {
                await File.WriteAllTextAsync(Path.Combine(session, "notes.txt"), $"sample: gold on carbon\nvoltage: 200 kV\npictures: {i}\n", ct);
                await Task.Delay(TimeSpan.FromSeconds(3), time, ct);
            }
        }
    }

    /// <summary>Frames come in bursts, each burst in a folder of its own.</summary>
    private async Task RunDetector(CancellationToken ct)
    {
        for (var burst = 1; burst <= Bursts; burst++)
        {
            var folder = Path.Combine(Detector, $"scan-{burst:000}");
            Directory.CreateDirectory(folder);
            for (var frame = 0; frame < FramesPerBurst; frame++)
            {
                await File.WriteAllBytesAsync(Path.Combine(folder, $"frame-{frame:0000}.npy"), DemoImages.Rings(burst * 100 + frame), ct);
            }

            await File.WriteAllTextAsync(Path.Combine(folder, "scan.txt"), $"# scan {burst}\nenergy 8.0 keV\nexposure 0.1 s\nframes {FramesPerBurst}\n", ct);
            await Task.Delay(TimeSpan.FromSeconds(2), time, ct);
        }
    }
}
