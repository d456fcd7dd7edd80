namespace Dewar.Formats.Hdf5;

/// <summary>The kinds of header messages.</summary>
internal enum MessageType
{
    Nil = 0x00,
    Dataspace = 0x01,
    LinkInfo = 0x02,
    Datatype = 0x03,
    OldFillValue = 0x04,
    FillValue = 0x05,
    Link = 0x06,
    ExternalFiles = 0x07,
    Layout = 0x08,
    GroupInfo = 0x0a,
    FilterPipeline = 0x0b,
    Attribute = 0x0c,
    Comment = 0x0d,
    OldModified = 0x0e,
    SharedMessageTable = 0x0f,
    Continuation = 0x10,
    SymbolTable = 0x11,
    Modified = 0x12,
    AttributeInfo = 0x15,
}

/// <summary>A message of an object header.</summary>
/// <param name="At">Where its body stands in the file.</param>
internal readonly record struct HeaderMessage(MessageType Type, byte Flags, ReadOnlyMemory<byte> Body, long At, int CreationOrder = -1)
{
    /// <summary>The body only says where the message really is.</summary>
    public bool IsShared => (Flags & 2) != 0;
}
