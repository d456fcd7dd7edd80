using System.Buffers.Binary;
using Dewar.Formats.Archives;
using Dewar.Sdk;

namespace Dewar.Formats.Npy;

/// <summary>Several arrays of numpy in a ZIP archive (.npz), stored or deflated.</summary>
public sealed class NpzReader : IFormatReader
{
    private const int MostArrays = 256;

    public string Name => "npz";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("NumPy archive", ".npz", "All arrays by their names.", "numpy.savez; ZIP: APPNOTE 6.3 (PKWARE)")];

    public Likelihood Recognise(FileHead head)
    {
        if (!head.Has("PK\u0003\u0004"u8) || head.Bytes.Length < 31)
        {
            return Likelihood.No;
        }

        var text = head.Bytes.Span;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(text[26..]);
        return length >= 4 && 30 + length <= text.Length && text.Slice(30, length).EndsWith(".npy"u8) ? Likelihood.BySpeciality : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "NumPy archive";
        into.MediaType = "application/x-npz";
        var count = 0;
        var zip = new ZipDirectory(file);
        if (zip.IsRebuilt)
        {
            into.Warn("The list of arrays at the end of the file is lost; they were sought from the beginning.");
        }

        foreach (var entry in zip.Members)
        {
            ct.ThrowIfCancellationRequested();
            if (!entry.Name.EndsWith(".npy", StringComparison.Ordinal))
            {
                into.Warn($"{entry.Name} in the archive is no array.");
                continue;
            }

            if (++count > MostArrays)
            {
                into.Warn($"Only the first {MostArrays} arrays are described.");
                return;
            }

            var name = entry.Name[..^4];
            try
            {
                NpyArray.Describe(zip.Source(entry) ?? throw new DamagedException("its packing is not known"), name, into.Metadata.AddGroup(name), into);
            }
            catch (Exception broken) when (broken is DamagedException or InvalidDataException)
            {
                into.Warn($"The array {name} can't be read: {broken.Message}");
            }
        }
    }
}
