namespace Dewar.Formats.Unknown;

internal static partial class Signatures
{
    /// <summary>Sound and video.</summary>
    private static Signature[] Sound =>
    [
        new("RIFF", 0, "WAVE sound", "audio/vnd.wave", 8, "WAVE"),
        new("RIFF", 0, "AVI video", "video/vnd.avi", 8, "AVI "),
        new("RF64", 0, "WAVE sound, 64 bit", "audio/vnd.wave"),
        new("OggS", 0, "Ogg sound or video", "application/ogg"),
        new("fLaC", 0, "FLAC sound", "audio/flac"),
        new("ID3", 0, "MP3 sound", "audio/mpeg"),
        new("\u00ff\u00fb", 0, "MP3 sound", "audio/mpeg"),
        new("\u00ff\u00f1", 0, "AAC sound", "audio/aac"),
        new("ftypqt", 4, "QuickTime video", "video/quicktime"),
        new("ftypM4A", 4, "MPEG-4 sound", "audio/mp4"),
        new("ftyp3g", 4, "3GPP video", "video/3gpp"),
        new("ftyp", 4, "MPEG-4 video", "video/mp4"),
        new("moov", 4, "QuickTime video", "video/quicktime"),
        new("mdat", 4, "QuickTime video", "video/quicktime"),
        new("\u001aE\u00df\u00a3", 0, "Matroska or WebM video", "video/x-matroska"),
        new("FLV", 0, "Flash video", "video/x-flv"),
        new("0&\u00b2u\u008ef\u00cf\u0011", 0, "Windows Media file", "video/x-ms-asf"),
        new("\0\0\u0001\u00ba", 0, "MPEG program stream", "video/mpeg"),
        new("\0\0\u0001\u00b3", 0, "MPEG video", "video/mpeg"),
        new("G@", 0, "MPEG transport stream", "video/mp2t", 188, "G"),
        new("FORM", 0, "AIFF sound", "audio/aiff", 8, "AIFF"),
        new(".snd", 0, "Sun sound", "audio/basic"),
        new("#!AMR", 0, "AMR sound", "audio/amr"),
        new("CI", 0, "Phantom video (CINE)", "video/x-cine", 2, ",\0"),
    ];
}
