using System.IO.Compression;
using System.Text;

namespace Dewar.Records;

/// <summary>The objects of a PDF (ISO 32000-1, section 7.5), numbered from 1 as they are promised, and the table that finds them.</summary>
internal sealed class PdfFile
{
    private readonly List<byte[]?> _objects = [];

    /// <summary>Promises an object, so that others can name it.</summary>
    public int Promise()
    {
        _objects.Add(null);
        return _objects.Count;
    }

    public void Keep(int number, string dictionary) => _objects[number - 1] = Encoding.Latin1.GetBytes(dictionary);

    public int Add(string dictionary)
    {
        var number = Promise();
        Keep(number, dictionary);
        return number;
    }

    /// <param name="dictionary">What stands in it beside the length, without its brackets.</param>
    /// <param name="isPacked">The content is packed already, and the dictionary says how.</param>
    public int AddStream(string dictionary, byte[] content, bool isPacked = false)
    {
        var packed = isPacked ? content : Packed(content);
        var head = $"<< {dictionary} {(isPacked ? "" : "/Filter /FlateDecode ")}/Length {packed.Length} >>\nstream\n";
        _objects.Add([.. Encoding.Latin1.GetBytes(head), .. packed, .. "\nendstream"u8]);
        return _objects.Count;
    }

    /// <summary>Text that is no page's content, as a title: UTF-16.</summary>
    public static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    public byte[] Finish(int catalogue, int description)
    {
        using var file = new MemoryStream();
        Write("%PDF-1.7\n");
        // Says to those who move files that this is no text.
        file.Write([(byte)'%', 0xE2, 0xE3, 0xCF, 0xD3, (byte)'\n']);
        List<long> places = [];
        foreach (var (place, content) in _objects.Index())
        {
            places.Add(file.Position);
            Write($"{place + 1} 0 obj\n");
            file.Write(content ?? throw new InvalidOperationException($"Object {place + 1} was promised and never made."));
            Write("\nendobj\n");
        }

        var table = file.Position;
        Write($"xref\n0 {places.Count + 1}\n0000000000 65535 f \n");
        places.ForEach(place => Write($"{place:D10} 00000 n \n"));
        Write($"trailer\n<< /Size {places.Count + 1} /Root {catalogue} 0 R /Info {description} 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();

        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
    }

    public static byte[] Packed(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(content);
        }

        return packed.ToArray();
    }
}
