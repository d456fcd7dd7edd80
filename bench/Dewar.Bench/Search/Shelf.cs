using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Dewar.Database;

namespace Dewar.Bench;

/// <summary>
/// A catalogue of files with forty metadata values each, written straight into the database as registering and reading would have: sessions of
/// some hundred files that have much in common, at four instruments, in twenty experiments and a large one.
/// </summary>
internal sealed class Shelf(SiteDatabase database)
{
    public const int PerSession = 500;
    private const int Batch = 20_000;
    private const long Start = 1_700_000_000_000_000;
    private const int Experiments = 21;

    private static readonly string[] Formats = ["Gatan DigitalMicrograph 4", "HDF5 / NeXus", "TIFF", "MRC", "Velox EMD"];
    private static readonly string[] Endings = ["dm4", "h5", "tif", "mrc", "emd"];
    private static readonly string[] Types = ["image", "spectrum", "spectrum-image", "diffraction"];
    private static readonly string[] Materials = ["gold", "silver", "copper", "nickel", "iron", "cobalt", "titanium", "palladium", "graphene", "silicon"];
    private static readonly string[] Shapes = ["nanorods", "foil", "lamella", "powder", "film", "wire", "grain", "interface"];

    /// <summary>Makes the experiments over the API and the files in the database; the site indexes them as those that were there before.</summary>
    public async Task Fill(Site site, int files)
    {
        for (var number = 0; number < Experiments; number++)
        {
            await site.AddExperiment();
        }

        var experiments = await database.Query($"select id from experiments_experiment order by id", row => row.GetInt64(0), default);
        await database.Execute($"update search_indexer set holder = {"bench"}, until_us = {long.MaxValue}", default);
        for (var from = 0; from < files; from += Batch)
        {
            var numbers = Enumerable.Range(from, Math.Min(Batch, files - from)).ToArray();
            var documents = numbers.AsParallel().AsOrdered().Select(Document).ToArray();
            await database.Write(write => Insert(write, experiments, numbers, documents), default);
            if (from % 1_000_000 == 0)
            {
                Report.Note($"{from + numbers.Length:#,0} files written");
            }
        }

        await database.Execute($"update search_indexer set holder = null, until_us = 0, next_file = 1, last_file = {(long)files}", default);
    }

    private static async Task Insert(Transaction write, List<long> experiments, int[] numbers, byte[][] documents)
    {
        long Experiment(int session) => experiments[session % 5 == 0 ? session / 5 % (Experiments - 1) : Experiments - 1];
        // The numbers that they have anyway; but who registers later must be given others.
        await write.ReserveKeys("catalogue_file", numbers.Length, default);
        foreach (var session in numbers.Select(number => number / PerSession).Distinct().Where(session => session * PerSession >= numbers[0]))
        {
            await write.ReserveKeys("catalogue_folder", 1, default);
            await write.Insert("catalogue_folder", ["id", "experiment_id", "parent_id", "path", "own_files", "files", "bytes"],
                [[(long)session + 1, Experiment(session), null, Folder(session), (long)PerSession, (long)PerSession, 0L]], default);
        }

        await write.Insert("catalogue_file", ["id", "experiment_id", "folder_id", "name", "version", "size", "sha256", "modified_ns", "registered_us"], numbers.Select(number => new object?[]
        {
            number + 1L, Experiment(number / PerSession), number / PerSession + 1L, Name(number), 1L, 8_000_000L + number * 7919L % 1_000_000, SHA256.HashData(BitConverter.GetBytes(number)),
            TimeOf(number) * 1000, TimeOf(number) + 60_000_000,
        }), default);
        await write.Insert("extraction_reading",
            ["file_id", "experiment_id", "version", "state", "reader", "reader_version", "format", "media_type", "document", "began_us", "read_us"], numbers.Select((number, place) => new object?[]
            {
                number + 1L, Experiment(number / PerSession), 1L, "read", "bench", 1L, Formats[number / PerSession % 5], "application/octet-stream", documents[place], TimeOf(number), TimeOf(number),
            }), default);
    }

    public static long TimeOf(int number) => Start + number * 10_000_000L;

    /// <summary>What the folder of a session is called.</summary>
    public static string Folder(int session) => $"{Materials[session % 10]}/{Shapes[session / 10 % 8]}/session-{session:000000}/";

    private static string Name(int number) => $"{Materials[number / PerSession % 10]}_{number % PerSession:0000}_{number:00000000}.{Endings[number / PerSession % 5]}";

    /// <summary>Forty values: half of them alike in a session, the others not.</summary>
    private static byte[] Document(int number)
    {
        var session = number / PerSession;
        var random = new Random(number);
        var text = new StringBuilder(6000);
        text.Append(CultureInfo.InvariantCulture, $$"""{"format":"x","mediaType":"x","signals":[{"name":"{{Shapes[session / 10 % 8]}}","type":"{{Types[number % 4]}}"}],"metadata":{""");
        void Word(string key, string value) => text.Append(CultureInfo.InvariantCulture, $$"""
            "{{key}}":{"value":"{{value}}","from":"a/b"},
            """);
        void Number(string key, double value, string unit, double factor) => text.Append(CultureInfo.InvariantCulture, $$"""
            "{{key}}":{"value":{{value}},"unit":"{{unit}}","si":{{value * factor}},"siUnit":"x","from":"a/b"},
            """);
        Word("instrument", $"Microscope {session % 4}");
        Word("operator", $"Person {session * 7 % 97}");
        Word("sample", $"{Materials[session % 10]} {Shapes[session / 10 % 8]} {session % 1000}");
        Word("mode", session % 3 == 0 ? "STEM" : session % 3 == 1 ? "TEM" : "EELS");
        Word("detector", $"Camera {session % 6}");
        Word("software", $"Acquire {session / 400 % 12}.{session / 100 % 4}");
        Word("manufacturer", $"Maker {session % 4}");
        Word("serial_number", $"SN-{1000 + session % 4}");
        Word("proposal", $"P-{session / 20:00000}");
        Word("title", $"scan {number % PerSession} of {Materials[session % 10]}");
        Word("acquired_at", DateTimeOffset.UnixEpoch.AddTicks(TimeOf(number) * 10).ToString("yyyy-MM-ddTHH:mm:ss.ffZ", CultureInfo.InvariantCulture));
        Number("acceleration_voltage", ((double[])[60, 80, 120, 200, 300])[session % 5], "kV", 1e3);
        Number("beam_energy", 5 + session % 500 * 0.02, "keV", 1.602176634e-16);
        Number("exposure_time", Math.Round(Math.Pow(10, random.NextDouble() * 4 - 3), 4), "s", 1);
        Number("magnification", ((int[])[1000, 5000, 20_000, 100_000, 500_000])[random.Next(5)], "", 1);
        Number("pixel_size", Math.Round(random.NextDouble(), 3), "nm", 1e-9);
        Number("temperature", 293 + session % 20, "K", 1);
        foreach (var (place, key, unit, factor) in ((int, string, string, double)[])[(0, "stage_x", "µm", 1e-6), (1, "stage_y", "µm", 1e-6), (2, "stage_z", "µm", 1e-6)])
        {
            Number(key, Math.Round((random.NextDouble() - 0.5) * 1000 + place, 2), unit, factor);
        }

        foreach (var (key, unit, factor) in ((string, string, double)[])[
            ("stage_tilt", "°", Math.PI / 180), ("stage_tilt_beta", "°", Math.PI / 180), ("defocus", "nm", 1e-9), ("dwell_time", "µs", 1e-6), ("beam_current", "pA", 1e-12), ("working_distance", "mm", 1e-3),
            ("camera_length", "mm", 1e-3), ("convergence_angle", "mrad", 1e-3), ("collection_angle", "mrad", 1e-3), ("frame_time", "s", 1), ("live_time", "s", 1), ("real_time", "s", 1), ("frames", "", 1),
            ("pressure", "Pa", 1), ("spot_size", "", 1), ("field_width", "µm", 1e-6), ("field_height", "µm", 1e-6), ("emission_current", "µA", 1e-6), ("scan_number", "", 1), ("detector_temperature", "K", 1)])
        {
            Number(key, random.Next(1, 2000) * 0.5, unit, factor);
        }

        text.Append("\"tree\":{\"Vendor\":{\"a\":1,\"b\":\"text\"}}}}");
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(text.ToString()));
        }

        return packed.ToArray();
    }
}
