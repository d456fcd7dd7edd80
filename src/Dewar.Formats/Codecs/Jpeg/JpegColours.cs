namespace Dewar.Formats.Codecs.Jpeg;

/// <summary>What is made of the components of a JPEG.</summary>
internal enum JpegColours
{
    /// <summary>Grey or red, green and blue, by what the stream says of itself.</summary>
    Picture,

    /// <summary>The components as they are stored.</summary>
    Stored,

    /// <summary>Red, green and blue of luminance and chrominance, whatever the stream says.</summary>
    FromLuminance,
}
