using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>References in the way of HDF5 1.12: to objects, regions and attributes, also in other files.</summary>
internal static class NewReference
{
    private const int External = 1;

    /// <summary>Reads one; long ones are in the global heap.</summary>
    public static Hdf5Reference? Read(Hdf5File file, ref Fields fields, int kind)
    {
        var type = fields.U8();
        var flags = fields.U8();
        if (type is < 2 or > 4)
        {
            return null;
        }

        if (kind != 2 || fields.Sizes.Offsets + 5 > fields.Left + 2 || (flags & External) != 0)
        {
            var size = fields.U32();
            var (collection, number) = (fields.Offset(), fields.U32());
            if (size == 0 || collection <= 0)
            {
                return null;
            }

            var target = file.GlobalHeap.Fields(collection, (int)Math.Min(number, int.MaxValue), "a reference");
            return Body(ref target, type, flags);
        }

        return Body(ref fields, type, flags);
    }

    private static Hdf5Reference Body(ref Fields fields, int type, int flags)
    {
        // The token of an object is its address, with its length before it.
        var token = fields.U8();
        if (token > fields.Left)
        {
            throw new DamagedException("A reference ends before its object", fields.At);
        }

        var address = fields.Signed(Math.Min((int)token, fields.Left));
        var name = (flags & External) != 0 ? TextType.Of(fields.Take(fields.U16())) : null;
        switch (type)
        {
            case 3:
                fields.Skip(8);
                return new(address, Selection.Read(ref fields), File: name);
            case 4:
                return new(address, Attribute: TextType.Of(fields.Take(fields.U16())), File: name);
            default:
                return new(address, File: name);
        }
    }
}
