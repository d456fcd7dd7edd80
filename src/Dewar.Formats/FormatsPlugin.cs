using Dewar.Formats.Archives;
using Dewar.Formats.Blo;
using Dewar.Formats.Compound;
using Dewar.Formats.Dm;
using Dewar.Formats.Documents;
using Dewar.Formats.Hdf5;
using Dewar.Formats.Mrc;
using Dewar.Formats.Msa;
using Dewar.Formats.NetCdf3;
using Dewar.Formats.PlainText;
using Dewar.Formats.PointClouds;
using Dewar.Formats.Ser;
using Dewar.Formats.Spreadsheets;
using Dewar.Formats.Tables;
using Dewar.Formats.Tiff;
using Dewar.Formats.Unknown;
using Dewar.Sdk;

namespace Dewar.Formats;

/// <summary>Every reader in the box. A new one is a folder beside this file and a line in it.</summary>
public sealed class FormatsPlugin : IPlugin
{
    /// <summary>Among equally sure readers the first one gets the file.</summary>
    public static IReadOnlyList<IFormatReader> Readers { get; } =
    [
        new BloReader(),
        new DmReader(),
        new MrcReader(),
        new TiffReader(),
        new TescanHeaderReader(),
        new HitachiTextReader(),
        new JeolTextReader(),
        new MsaReader(),
        new SerReader(),
        new Hdf5Reader(),

        // General forms come last: a special reader that is as sure goes before them.
        new NetCdfReader(),
        new SpreadsheetReader(),
        new PackageReader(),
        new CompoundReader(),
        new ZipReader(),
        new TarReader(),
        new PdfReader(),
        new RtfReader(),
        new PcdReader(),
        new PlyReader(),
        new LasReader(),
        new MeshReader(),
        new ObjReader(),
        new XyzReader(),
        new JsonFileReader(),
        new XmlFileReader(),
        new TableReader(),
        new PlainTextReader(),
        new UnknownReader(),
    ];

    public void Register(IPluginRegistry registry)
    {
        foreach (var reader in Readers)
        {
            registry.Add(reader);
        }
    }
}
