using Dewar.Sdk;

namespace Dewar.Formats.Mrc;

public sealed class MrcReaderTests() : ReaderContract(new MrcReader(), Sample())
{
    private static byte[] Sample()
    {
        var bytes = new byte[1024 + 64 * 4];
        bytes[0] = bytes[4] = 8;
        bytes[8] = 1;
        bytes[12] = 2;
        "MAP "u8.CopyTo(bytes.AsSpan(208));
        return bytes;
    }
}
