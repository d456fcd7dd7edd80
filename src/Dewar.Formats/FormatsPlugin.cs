using Dewar.Formats.Archives;
using Dewar.Formats.Blo;
using Dewar.Formats.Bruker;
using Dewar.Formats.Cbf;
using Dewar.Formats.Compound;
using Dewar.Formats.DigitalSurf;
using Dewar.Formats.Dm;
using Dewar.Formats.Documents;
using Dewar.Formats.Edax;
using Dewar.Formats.Edf;
using Dewar.Formats.Empad;
using Dewar.Formats.Fio;
using Dewar.Formats.Fits;
using Dewar.Formats.Frames;
using Dewar.Formats.Hamamatsu;
using Dewar.Formats.Hdf5;
using Dewar.Formats.Images.Bmp;
using Dewar.Formats.Images.Gif;
using Dewar.Formats.Images.Jpeg;
using Dewar.Formats.Images.Netpbm;
using Dewar.Formats.Images.Others;
using Dewar.Formats.Images.Png;
using Dewar.Formats.Images.WebP;
using Dewar.Formats.Jeol;
using Dewar.Formats.Mda;
using Dewar.Formats.Mib;
using Dewar.Formats.Mrc;
using Dewar.Formats.Msa;
using Dewar.Formats.Nano;
using Dewar.Formats.NetCdf3;
using Dewar.Formats.Npy;
using Dewar.Formats.PlainText;
using Dewar.Formats.PointClouds;
using Dewar.Formats.Ripple;
using Dewar.Formats.Sas;
using Dewar.Formats.Sdds;
using Dewar.Formats.Ser;
using Dewar.Formats.Spe;
using Dewar.Formats.Spec;
using Dewar.Formats.Spreadsheets;
using Dewar.Formats.Tables;
using Dewar.Formats.Tiff;
using Dewar.Formats.Tvips;
using Dewar.Formats.Unknown;
using Dewar.Formats.Wdf;
using Dewar.Sdk;

namespace Dewar.Formats;

/// <summary>Every reader in the box. A new one is a folder beside this file and a line in it.</summary>
public sealed class FormatsPlugin : IPlugin
{
    private static readonly IFormatReader[] Plain =
    [
        // Electron microscopy.
        new DmReader(),
        new SerReader(),
        new MrcReader(),
        new MdocReader(),
        new DirectElectronReader(),
        new MsaReader(),
        new BloReader(),
        new BcfReader(),
        new SpxReader(),
        new MibReader(),
        new EdaxReader(),
        new TvipsReader(),
        new RippleReader(),
        new WdfReader(),
        new JeolReader(),
        new SurReader(),
        new EmpadReader(),
        new StreakImageReader(),
        new SpeReader(),
        new GsfReader(),
        new SxmReader(),
        new TescanHeaderReader(),
        new HitachiTextReader(),
        new JeolTextReader(),

        // Beamlines.
        new Hdf5Reader(),
        new CbfReader(),
        new EdfReader(),
        new SmvReader(),
        new SfrmReader(),
        new FitsReader(),
        new MdaReader(),
        new NpyReader(),
        new PantaRheiReader(),
        new NpzReader(),
        new SddsReader(),
        new SpecReader(),
        new CanSasReader(),
        new XdiReader(),
        new FioReader(),
        new SasTextReader(),

        // Pictures.
        new TiffReader(),
        new PngReader(),
        new JpegReader(),
        new BmpReader(),
        new GifReader(),
        new NetpbmReader(),
        new WebPReader(),
        new Jpeg2000Reader(),
        new HeifReader(),

        // What any laboratory has.
        new RecognisedPicturesReader(),
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
    ];

    /// <summary>Among equally sure readers the first one gets the file.</summary>
    public static IReadOnlyList<IFormatReader> Readers { get; } =
    [
        .. Plain,

        // What is packed is one of these.
        new PackedReader(Plain),

        // The rest.
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
