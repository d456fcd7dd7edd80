using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>What one vendor or program writes into its TIFF files beyond the pictures.</summary>
internal abstract class Dialect
{
    /// <summary>The format in the words of the field.</summary>
    public abstract string Format { get; }

    /// <summary>What the documentation lists.</summary>
    public abstract FormatPassport Passport { get; }

    /// <summary>Whether this file is of this vendor.</summary>
    public abstract bool Recognises(Document document);

    /// <summary>Adds the vendor's tree and the facts in common names, and gives the series scales, axes and names.</summary>
    public abstract void Tell(Document document, Extraction into);
}
