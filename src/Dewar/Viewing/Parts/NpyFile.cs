using System.Buffers.Binary;
using System.Text;

namespace Dewar.Viewing;

/// <summary>The format of numpy.</summary>
internal static class NpyFile
{
    /// <summary>The beginning of a .npy file, version 1.0.</summary>
    public static byte[] Begin(string numpy, IReadOnlyList<long> shape)
    {
        var lengths = shape.Count == 1 ? $"{shape[0]}," : string.Join(", ", shape);
        var words = $"{{'descr': '{numpy}', 'fortran_order': False, 'shape': ({lengths}), }}";
        var length = (10 + words.Length + 1 + 63) / 64 * 64;
        var bytes = new byte[length];
        bytes[0] = 0x93;
        "NUMPY"u8.CopyTo(bytes.AsSpan(1));
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(length - 10));
        bytes.AsSpan(10).Fill((byte)' ');
        Encoding.ASCII.GetBytes(words, bytes.AsSpan(10));
        bytes[^1] = (byte)'\n';
        return bytes;
    }
}
