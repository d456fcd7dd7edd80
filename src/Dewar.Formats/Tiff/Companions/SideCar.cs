using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>A text that a microscope writes beside a picture, with the same name.</summary>
internal abstract class SideCar
{
    /// <summary>The name of its reader.</summary>
    public abstract string Name { get; }

    public abstract FormatPassport Passport { get; }

    /// <summary>Whether a text is one of these, by its beginning.</summary>
    public abstract bool IsOne(ReadOnlySpan<char> text);

    /// <summary>How it can be named beside a picture.</summary>
    public abstract IEnumerable<string> NamesFor(string stem, string extension);

    public abstract MetaGroup Read(string text);

    /// <summary>Tells what it says in common names.</summary>
    public abstract void Tell(MetaGroup tree, Extraction into);

    /// <summary>The size of a pixel of the picture, in metres; null when it does not say.</summary>
    public abstract (double X, double Y)? PixelSize(MetaGroup tree);
}
