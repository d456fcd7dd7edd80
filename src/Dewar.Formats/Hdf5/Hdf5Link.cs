namespace Dewar.Formats.Hdf5;

/// <summary>What a link leads to.</summary>
internal enum Hdf5LinkKind
{
    /// <summary>An object, by its address.</summary>
    Hard,

    /// <summary>A path in the same file, which need not exist.</summary>
    Soft,

    /// <summary>A path in another file.</summary>
    External,

    /// <summary>Something only the program knows that wrote it.</summary>
    UserDefined,
}

/// <summary>A name in a group.</summary>
/// <param name="Address">The object's header; -1 unless it is a hard link.</param>
/// <param name="Target">The path that a soft or external link leads to.</param>
/// <param name="TargetFile">The file of an external link.</param>
/// <param name="Order">When it was made, among its neighbours; -1 when the file does not say.</param>
internal sealed record Hdf5Link(string Name, Hdf5LinkKind Kind, long Address = -1, string Target = "", string TargetFile = "", long Order = -1);
