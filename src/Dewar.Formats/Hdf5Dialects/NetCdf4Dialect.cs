using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>netCDF-4 (Unidata): HDF5 with dimension scales for every dimension; the conventions of climate and forecast (CF) name what is measured.</summary>
internal sealed class NetCdf4Dialect : IHdf5Dialect
{
    private const int Most = 200;

    public FormatPassport Passport { get; } = new("netCDF-4", ".nc .nc4 .cdf", "Every variable over its dimensions, with long names and units; title, institution, history.", "Unidata: The NetCDF-4 format; CF conventions 1.11");

    public bool Knows(Hdf5File file) => file.Root.Attribute("_NCProperties") is not null || file.Root.Children.OfType<Hdf5Dataset>().Any(each => each.Attribute("_Netcdf4Dimid") is not null);

    public void Read(Hdf5File file, Extraction into, CancellationToken ct)
    {
        into.Format = "netCDF-4";
        into.MediaType = "application/x-netcdf";
        into.Facts.Tell(CoreNames.Title, file.Root.Text("title"), "@title");
        into.Facts.Tell(CoreNames.Description, file.Root.Text("comment") ?? file.Root.Text("history"), "@comment");
        into.Facts.Tell(CoreNames.Facility, file.Root.Text("institution"), "@institution");
        into.Facts.Tell(CoreNames.Instrument, file.Root.Text("instrument"), "@instrument");
        into.Facts.Tell(CoreNames.Operator, file.Root.Text("creator_name") ?? file.Root.Text("author"), "@creator_name");
        into.Facts.Tell(CoreNames.AcquiredAt, TimeText.Parse(file.Root.Text("time_coverage_start")), "@time_coverage_start");
        foreach (var group in DialectTools.Groups(file.Root, _ => true, 6).Prepend(file.Root))
        {
            foreach (var variable in group.Children.OfType<Hdf5Dataset>())
            {
                ct.ThrowIfCancellationRequested();
                if (into.Signals.Count < Most && variable is { IsNull: false, Type.Element: not null, Shape.Count: > 0, Elements: > 1 } && variable.Text("CLASS") is not "DIMENSION_SCALE")
                {
                    into.Add(Hdf5Signals.Of(variable, isMain: false));
                }
            }
        }
    }
}
