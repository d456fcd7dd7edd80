using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>The message that holds an attribute, versions 1 to 3.</summary>
internal static class AttributeMessage
{
    public static Hdf5Attribute Read(Hdf5File file, in HeaderMessage message)
    {
        var fields = file.Fields(message, "an attribute");
        var version = fields.Version(1, 3);
        var flags = fields.U8();
        var (nameSize, typeSize, spaceSize) = (fields.U16(), fields.U16(), fields.U16());
        fields.Skip(version == 3 ? 1 : 0);
        var name = Padded(ref fields, nameSize, version, out _);
        var end = name.IndexOf((byte)0);
        var type = Part(file, MessageType.Datatype, Padded(ref fields, typeSize, version, out var typeAt), typeAt, version > 1 && (flags & 1) != 0);
        var space = Part(file, MessageType.Dataspace, Padded(ref fields, spaceSize, version, out var spaceAt), spaceAt, version > 1 && (flags & 2) != 0);
        var dataspace = Dataspace.Read(file.Fields(space, "the dataspace of an attribute"));
        var datatype = Hdf5Type.Read(file, type);
        var text = Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
        var bytes = message.Body[fields.Position..];
        if (dataspace.Elements > bytes.Length / datatype.Size)
        {
            throw new DamagedException(
                $"The attribute '{text}' claims {dataspace.Elements} elements of {datatype.Size} bytes, and has {bytes.Length} bytes", message.At);
        }

        return new(file, text, datatype, dataspace, bytes, fields.At);
    }

    private static ReadOnlySpan<byte> Padded(ref Fields fields, int size, int version, out long at)
    {
        at = fields.At;
        var part = fields.Take(size);
        fields.Skip(version == 1 ? Math.Min(fields.Left, (8 - size % 8) % 8) : 0);
        return part;
    }

    private static HeaderMessage Part(Hdf5File file, MessageType type, ReadOnlySpan<byte> body, long at, bool shared) =>
        file.Shared(new(type, (byte)(shared ? 2 : 0), body.ToArray(), at));
}
