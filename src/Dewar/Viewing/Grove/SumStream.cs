using System.Buffers.Binary;

namespace Dewar.Viewing;

/// <summary>Takes numbers as they come.</summary>
internal sealed class SumStream(NumberForm form, Sums sums) : MemoryStream
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        for (var i = 0; i + form.Size <= buffer.Length; i += form.Size)
        {
            var one = buffer[i..];
            switch (form.Kind)
            {
                case 'f':
                    sums.Add(form.Read(one));
                    break;
                case 'u' when form.Size == 8:
                    sums.AddWhole(BinaryPrimitives.ReadUInt64LittleEndian(one));
                    break;
                case 'i' when form.Size == 8:
                    sums.AddWhole(BinaryPrimitives.ReadInt64LittleEndian(one));
                    break;
                default:
                    sums.AddWhole((Int128)form.Read(one));
                    break;
            }
        }
    }
}
