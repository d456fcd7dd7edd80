using System.Globalization;
using System.IO.Compression;
using System.Text;
using Dewar.Formats.Archives;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Documents;

/// <summary>The objects of a PDF file, found by their tables (ISO 32000-1, 7.5), or by a search when those are damaged.</summary>
internal sealed class PdfObjects(ByteSource file, CancellationToken ct)
{
    private const int Shortest = 512;
    private const int Window = 64 * 1024;
    private const int MostTables = 256;
    private const int MostObjects = 2_000_000;
    private const int MostUnpacked = 16 << 20;

    // Of all that is looked at, and of all that is packed in it, together: a thousand objects without an end can all lead to the end of the file.
    private const int MostLooked = 48 << 20;
    private const int MostParsed = 16 << 20;
    private const int MostUnpackedOfAll = 48 << 20;
    private const long MostSearched = 64L << 20;
    private const int MostResolved = 50_000;
    private readonly Dictionary<int, (long At, int Index)> _places = [];
    private readonly Dictionary<int, object?> _known = [];
    private readonly Dictionary<int, (byte[] Bytes, Dictionary<int, int> Objects)?> _streams = [];
    private int _resolved;
    private int _mayLook = MostLooked;
    private long _mayParse = MostParsed;
    private int _mayUnpack = MostUnpackedOfAll;

    public PdfDictionary Trailer { get; } = [];

    public bool WasSearched { get; private set; }

    public bool IsLinearised { get; private set; }

    /// <summary>There were more objects than anybody looks at.</summary>
    public bool IsExhausted => _mayParse < 0 || _resolved > MostResolved;

    public string? Version { get; } = VersionOf(file);

    public void Load()
    {
        IsLinearised = Encoding.Latin1.GetString(Bytes(0, 2048)).Contains("/Linearized", StringComparison.Ordinal);
        var tail = Bytes(Math.Max(0, file.Length - 2048), 2048);
        var place = tail.AsSpan().LastIndexOf("startxref"u8);
        if (place >= 0 && new PdfParser(tail, Math.Max(0, file.Length - 2048)) { Position = place + 9 }.Value() is double start)
        {
            Tables((long)start);
        }

        if (Resolve(Trailer.GetValueOrDefault("Root")) is not PdfDictionary root || Resolve(root.GetValueOrDefault("Pages")) is not PdfDictionary)
        {
            Search();
        }
    }

    /// <summary>What a reference stands for; other values stand for themselves.</summary>
    public object? Resolve(object? value)
    {
        for (var i = 0; value is PdfReference reference && i < 32; i++)
        {
            ct.ThrowIfCancellationRequested();
            if (!_known.TryGetValue(reference.Number, out value))
            {
                if (++_resolved > MostResolved)
                {
                    return null;
                }

                _known[reference.Number] = null;
                _known[reference.Number] = value = ReadObject(reference.Number);
            }
        }

        return value is PdfReference ? null : value;
    }

    private static string? VersionOf(ByteSource file)
    {
        var head = FileHead.Of(file).Bytes.Span;
        var at = head.IndexOf("%PDF-"u8);
        return at < 0 || at + 8 > head.Length ? null : Encoding.Latin1.GetString(head.Slice(at + 5, 3));
    }

    private byte[] Bytes(long at, int count)
    {
        var there = at < 0 || at >= file.Length ? 0 : (int)Math.Min(count, file.Length - at);
        if (there == 0 || there > _mayLook)
        {
            return [];
        }

        _mayLook -= there;
        return file.ReadBytes(at, there);
    }

    private void Tables(long start)
    {
        var seen = new HashSet<long>();
        var open = new Queue<long>([start]);
        while (open.TryDequeue(out var at) && seen.Count < MostTables && seen.Add(at))
        {
            var bytes = Bytes(at, Window);
            var parser = new PdfParser(bytes, at);
            var trailer = parser.TryWord("xref") ? Table(at + parser.Position) : StreamTable(parser, at);
            foreach (var (key, value) in trailer ?? [])
            {
                Trailer.TryAdd(key, value);
            }

            foreach (var key in new[] { "XRefStm", "Prev" })
            {
                if (trailer?.GetValueOrDefault(key) is double next)
                {
                    open.Enqueue((long)next);
                }
            }
        }
    }

    // Lines of twenty bytes; their number stands before them.
    private PdfDictionary? Table(long at)
    {
        for (var i = 0; i < 10_000; i++)
        {
            var parser = new PdfParser(Bytes(at, Shortest), at);
            if (parser.TryWord("trailer"))
            {
                return new PdfParser(Bytes(at + parser.Position, Window), at).Value() as PdfDictionary;
            }

            if (parser.Value() is not double first || parser.Value() is not double count || count is < 0 or > MostObjects || first is < 0 or > int.MaxValue)
            {
                return null;
            }

            parser.SkipSpace();
            at += parser.Position;
            var lines = Bytes(at, (int)count * 20);
            for (var line = 0; (line + 1) * 20 <= lines.Length; line++)
            {
                var text = lines.AsSpan(line * 20, 18);
                if (text[17] == 'n' && long.TryParse(text[..10], NumberStyles.None, CultureInfo.InvariantCulture, out var place))
                {
                    _places.TryAdd((int)first + line, (place, -1));
                }
            }

            at += (long)count * 20;
        }

        return null;
    }

    private PdfDictionary? StreamTable(PdfParser parser, long at)
    {
        if (parser.Value() is not double || parser.Value() is not double || !parser.TryWord("obj") || parser.Value() is not PdfDictionary header)
        {
            return null;
        }

        if (Unpack(header, parser, at) is not { } rows || header.GetValueOrDefault("W") is not List<object?> { Count: >= 3 } widths)
        {
            return header;
        }

        int[] w = [.. widths.Take(3).Select(width => width is double number && number is >= 0 and <= 8 ? (int)number : 0)];
        var size = header.GetValueOrDefault("Size") as double? ?? 0;
        var index = header.GetValueOrDefault("Index") as List<object?> ?? [0.0, size];
        var (row, length) = (0, w.Sum());
        for (var i = 0; length > 0 && i + 1 < index.Count; i += 2)
        {
            var (first, count) = (index[i] as double? ?? 0, index[i + 1] as double? ?? 0);
            for (var j = 0; j < count && (row + 1) * length <= rows.Length; j++, row++)
            {
                var bytes = rows.AsSpan(row * length, length);
                var type = w[0] == 0 ? 1 : Number(bytes[..w[0]]);
                var (second, third) = (Number(bytes.Slice(w[0], w[1])), Number(bytes.Slice(w[0] + w[1], w[2])));
                if (type is 1 or 2 && first + j is >= 0 and < int.MaxValue)
                {
                    _places.TryAdd((int)first + j, type == 1 ? (second, -1) : (second, (int)Math.Min(third, int.MaxValue)));
                }
            }
        }

        return header;
    }

    private static long Number(ReadOnlySpan<byte> bytes)
    {
        var number = 0L;
        foreach (var one in bytes)
        {
            number = number << 8 | one;
        }

        return Math.Max(0, number);
    }

    private object? ReadObject(int number)
    {
        if (!_places.TryGetValue(number, out var place))
        {
            return null;
        }

        if (place.Index >= 0)
        {
            return InStream((int)Math.Min(place.At, int.MaxValue), number);
        }

        foreach (var window in (ReadOnlySpan<int>)[Shortest, 4096, 16 * 1024, Window, 512 * 1024, 4 << 20])
        {
            // A number of two bytes takes twenty times as many when it was read.
            _mayParse -= Math.Clamp(file.Length - place.At, 0, window);
            if (_mayParse < 0)
            {
                return null;
            }

            var parser = new PdfParser(Bytes(place.At, window), place.At);
            if (parser.Value() is not double found || (int)found != number || parser.Value() is not double || !parser.TryWord("obj"))
            {
                return null;
            }

            var value = parser.Value();
            if (!parser.IsOver || place.At + window >= file.Length)
            {
                return value;
            }
        }

        return null;
    }

    // Objects that are packed together in a stream: first pairs of number and place, then the objects.
    private object? InStream(int stream, int number)
    {
        if (!_streams.TryGetValue(stream, out var content))
        {
            _streams[stream] = null;
            _streams[stream] = content = _streams.Count < 4096 ? OpenStream(stream) : null;
        }

        if (content is not { } known)
        {
            return null;
        }

        return known.Objects.TryGetValue(number, out var at) ? new PdfParser(known.Bytes, 0) { Position = at }.Value() : null;
    }

    private (byte[], Dictionary<int, int>)? OpenStream(int stream)
    {
        if (!_places.TryGetValue(stream, out var place) || place.Index >= 0)
        {
            return null;
        }

        var parser = new PdfParser(Bytes(place.At, Window), place.At);
        if (parser.Value() is not double || parser.Value() is not double || !parser.TryWord("obj") || parser.Value() is not PdfDictionary header)
        {
            return null;
        }

        if (header.GetValueOrDefault("N") is not double count || header.GetValueOrDefault("First") is not double first || Unpack(header, parser, place.At) is not { } bytes)
        {
            return null;
        }

        var pairs = new PdfParser(bytes, 0);
        var objects = new Dictionary<int, int>();
        for (var i = 0; i < Math.Min(count, 100_000) && pairs.Value() is double number && pairs.Value() is double at; i++)
        {
            if (first + at >= 0 && first + at < bytes.Length)
            {
                objects.TryAdd((int)number, (int)(first + at));
            }
        }

        return (bytes, objects);
    }

    private byte[]? Unpack(PdfDictionary header, PdfParser parser, long at)
    {
        var filter = Resolve(header.GetValueOrDefault("Filter"));
        var name = filter is List<object?> { Count: 1 } one ? Resolve(one[0]) as PdfName : filter as PdfName;
        if (!parser.TryStream(out var start) || filter is not null && name?.Word is not ("FlateDecode" or "Fl"))
        {
            return null;
        }

        var length = Resolve(header.GetValueOrDefault("Length")) as double? ?? file.Length;
        var packed = new PartSource(file, at + start, (long)Math.Clamp(length, 0, file.Length));
        var bytes = new MemoryStream();
        using var stream = new BoundedStream(filter is null ? new SourceStream(packed) : new ZLibStream(new SourceStream(packed), CompressionMode.Decompress), Math.Min(MostUnpacked, _mayUnpack));
        try
        {
            stream.CopyTo(bytes);
        }
        catch (InvalidDataException)
        {
            // What came before is used.
        }

        _mayUnpack -= (int)bytes.Length;
        var parameters = Resolve(header.GetValueOrDefault("DecodeParms"));
        parameters = parameters is List<object?> { Count: 1 } list ? Resolve(list[0]) : parameters;
        return parameters is PdfDictionary hints && (hints.GetValueOrDefault("Predictor") as double? ?? 1) >= 10
            ? PdfPredictor.Undo(bytes.ToArray(), (int)Math.Clamp(hints.GetValueOrDefault("Columns") as double? ?? 1, 1, 4096))
            : bytes.ToArray();
    }

    // Every "12 0 obj" in the file, the last of a number counting; and every trailer.
    private void Search()
    {
        WasSearched = true;
        _known.Clear();
        _streams.Clear();
        _mayLook = (int)Math.Min(file.Length * 2, MostSearched + MostLooked);
        for (var at = 0L; at < Math.Min(file.Length, MostSearched) && _places.Count < MostObjects; at += Window)
        {
            ct.ThrowIfCancellationRequested();
            var bytes = Bytes(at, Window + 64);
            for (var from = 0; bytes.AsSpan(from).IndexOf(" obj"u8) is >= 0 and var found; from += found + 4)
            {
                var (start, number) = NumberBefore(bytes, from + found);
                if (start >= 0)
                {
                    _places[number] = (at + start, -1);
                }
            }

            if (bytes.AsSpan().LastIndexOf("trailer"u8) is >= 0 and var trailer && new PdfParser(Bytes(at + trailer + 7, 4096), at).Value() is PdfDictionary words)
            {
                foreach (var (key, value) in words)
                {
                    Trailer[key] = value;
                }
            }
        }

        _mayLook = MostLooked;
        if (Resolve(Trailer.GetValueOrDefault("Root")) is not PdfDictionary)
        {
            FindRoot();
        }
    }

    private void FindRoot()
    {
        foreach (var number in _places.Keys.Take(MostResolved / 2).ToList())
        {
            if (Resolve(new PdfReference(number)) is not PdfDictionary dictionary)
            {
                continue;
            }

            if (dictionary.GetValueOrDefault("Type") is PdfName { Word: "Catalog" })
            {
                Trailer["Root"] = new PdfReference(number);
            }
            else if (dictionary.ContainsKey("Producer") || dictionary.ContainsKey("CreationDate"))
            {
                Trailer.TryAdd("Info", new PdfReference(number));
            }
        }
    }

    // Backwards from " obj": the generation, a blank, the number.
    private static (int Start, int Number) NumberBefore(byte[] bytes, int at)
    {
        var end = at - 1;
        while (end >= 0 && bytes[end] is >= (byte)'0' and <= (byte)'9')
        {
            end--;
        }

        var start = end;
        while (start > 0 && bytes[start - 1] is >= (byte)'0' and <= (byte)'9')
        {
            start--;
        }

        return end > 0 && end < at - 1 && start < end && end - start <= 9 && bytes[end] == ' ' ? (start, int.Parse(Encoding.ASCII.GetString(bytes, start, end - start))) : (-1, 0);
    }
}
