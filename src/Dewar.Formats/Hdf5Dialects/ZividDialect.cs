using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Zivid's 3D cameras (.zdf, a netCDF-4 file): a point for each pixel in millimetres, its colour and contrast, and the camera's settings.</summary>
internal sealed class ZividDialect : IHdf5Dialect
{
    private static readonly string[] Coordinates = ["x", "y", "z"];

    public FormatPassport Passport { get; } = new("Zivid ZDF", ".zdf", "Point cloud with colour, colour image, contrast; camera settings.", "Zivid Data Format, as the files describe themselves");

    public bool Knows(Hdf5File file) => file.Root.Dataset("data/pointcloud") is { Shape: [_, _, >= 3] };

    public void Read(Hdf5File file, Extraction into, CancellationToken ct)
    {
        into.Format = "Zivid ZDF (netCDF-4)";
        into.MediaType = "application/x-zdf";
        var cloud = file.Root.Dataset("data/pointcloud")!;
        if (cloud.Type.Element is { } element)
        {
            var points = new PointRows(cloud);
            into.Add(new()
            {
                Name = "point cloud",
                Type = SignalType.PointCloud,
                Element = element,
                Axes = [new("point", points.Shape[0]), new("component", 3)],
                Columns = Coordinates,
                ColumnUnits = ["mm", "mm", "mm"],
                Place = cloud.Path,
                IsMain = true,
                Values = points,
            });
        }

        if (file.Root.Dataset("data/rgba_image") is { Type.Size: 1, Shape: [var rows, var columns, 3 or 4] } colour && colour.AsSignalValues() is { } values)
        {
            var pixels = new ElementType(ElementKind.Unsigned, 8, (int)colour.Shape[2]);
            into.Add(new() { Name = "colour", Type = SignalType.Image, Element = pixels, Axes = [new("y", rows), new("x", columns)], Place = colour.Path, Values = new PixelValues(values, pixels, [rows, columns]) });
        }

        if (file.Root.Dataset("data/contrast") is { Type.Element: { } number, Shape: [var high, var wide] } contrast)
        {
            into.Add(new() { Name = "contrast", Type = SignalType.Image, Element = number, Axes = [new("y", high), new("x", wide)], Place = contrast.Path, Values = contrast.AsSignalValues() });
        }

        into.Facts.Tell(CoreNames.Manufacturer, "Zivid", "the format");
        foreach (var (name, attribute) in new[] { (CoreNames.Instrument, "model_name"), (CoreNames.SerialNumber, "serial_number"), (CoreNames.Software, "firmware_version") })
        {
            into.Facts.Tell(name, file.Root.Group("data/camera_info")?.Text(attribute) ?? file.Root.Group("camera_info")?.Text(attribute) ?? file.Root.Text(attribute), attribute);
        }
    }

    /// <summary>The grid of points as a list of points.</summary>
    private sealed class PointRows(Hdf5Dataset cloud) : SignalValues
    {
        private readonly SignalValues _grid = cloud.AsSignalValues() ?? throw new DamagedException($"{cloud.Path} can't be read");

        public override ElementType Element => _grid.Element;

        public override IReadOnlyList<long> Shape { get; } = [cloud.Shape[0] * cloud.Shape[1], 3];

        public override void Read(in Slab part, Span<byte> into)
        {
            var columns = cloud.Shape[1];
            var each = part.Count[0] == 0 ? 0 : into.Length / (int)part.Count[0];
            var one = part;
            for (var i = 0L; i < part.Count[0];)
            {
                // As many points as lie in this row of the grid go in one reading.
                var first = part.Start[0] + i * part.Step[0];
                var (row, column) = (first / columns, first % columns);
                var here = Math.Min(part.Count[0] - i, (columns - column - 1) / part.Step[0] + 1);
                _grid.Read(new([row, column, one.Start[1]], [1, here, one.Count[1]], [1, part.Step[0], one.Step[1]]), into.Slice((int)(i * each), (int)(here * each)));
                i += here;
            }
        }
    }
}
