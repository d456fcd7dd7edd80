namespace Dewar.Formats.Unknown;

internal static partial class Signatures
{
    /// <summary>Documents, models, fonts.</summary>
    private static Signature[] Documents =>
    [
        new("%PDF-", 0, "PDF document", "application/pdf"),
        new("%!PS", 0, "PostScript", "application/postscript"),
        new("\u00c5\u00d0\u00d3\u00c6", 0, "Encapsulated PostScript", "application/postscript"),
        new("{\\rtf", 0, "Rich text (RTF)", "application/rtf"),
        new("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1", 0, "Compound file (OLE2)", "application/x-ole-storage"),
        new("ITSF", 0, "Windows help (CHM)", "application/vnd.ms-htmlhelp"),
        new("!BDN", 0, "Outlook folder (PST)", "application/vnd.ms-outlook-pst"),
        new("\u00e4R\\\u007b\u008c\u00d8\u00a7M", 0, "OneNote section", "application/onenote"),
        new("AC10", 0, "AutoCAD drawing (DWG)", "image/vnd.dwg"),
        new("ISO-10303-21", 0, "STEP model", "model/step"),
        new("glTF", 0, "glTF model", "model/gltf-binary"),
        new("solid ", 0, "STL model", "model/stl"),
        new("ply", 0, "PLY model", "model/ply"),
        new("Kaydara FBX Binary", 0, "FBX model", "application/x-fbx"),
        new("BEGIN:VCALENDAR", 0, "Calendar", "text/calendar"),
        new("BEGIN:VCARD", 0, "Address card", "text/vcard"),
        new("From ", 0, "Mail folder", "application/mbox"),
        new("-----BEGIN PGP", 0, "PGP message", "application/pgp-encrypted"),
        new("-----BEGIN ", 0, "Keys or certificates (PEM)", "application/x-pem-file"),
        new("ssh-rsa ", 0, "SSH public key", "text/plain"),
        new("wOFF", 0, "Web font", "font/woff"),
        new("wOF2", 0, "Web font", "font/woff2"),
        new("OTTO", 0, "OpenType font", "font/otf"),
        new("\0\u0001\0\0\0", 0, "TrueType font", "font/ttf"),
    ];
}
