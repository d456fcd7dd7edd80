using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Png;

/// <summary>Decodes the pixels of a PNG (ISO/IEC 15948, sections 7 to 10).</summary>
/// <param name="file">Where it is.</param>
/// <param name="pieces">Where in it the IDAT chunks have their data.</param>
internal sealed class PngPixels(ByteSource file, PngHeader header, IReadOnlyList<(long At, long Length)> pieces)
{
    // Where each pass of an interlaced picture begins, and its steps.
    private static readonly (int X, int Y, int AcrossStep, int DownStep)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private readonly int _size = header.Element.Size;
    private long _rows;

    public PictureValues.Decoded Decode()
    {
        var size = PictureValues.Size(header.Element, header.Height, header.Width);
        if (header.IsInterlaced && Possible < header.Height)
        {
            throw new DamagedException("The pixels of the PNG are far fewer than it claims");
        }

        var pixels = new byte[Math.Min(size, Possible * header.Width * _size)];
        using var inflated = new ZLibStream(new Pieces(file, pieces), CompressionMode.Decompress);
        try
        {
            foreach (var pass in header.IsInterlaced ? Passes : [(0, 0, 1, 1)])
            {
                Pass(inflated, pass, pixels);
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or DamagedException)
        {
            // What was found up to here stands in the rows; of an interlaced picture nothing is whole.
            var good = header.IsInterlaced ? 0 : _rows * header.Width * _size;
            return new(pixels, good, $"The pixels of the PNG end after row {_rows}, or are broken there: {failure.Message}");
        }

        return new(pixels, pixels.Length, null);
    }

    // Deflate packs to a thousandth at best: rows that can't be there take no memory.
    private long Possible => Math.Min(header.Height, pieces.Sum(piece => piece.Length) * 1040 / ((header.Width * header.Channels * header.Depth + 7) / 8 + 1) + 1);

    private void Pass(Stream inflated, (int X, int Y, int AcrossStep, int DownStep) pass, byte[] pixels)
    {
        var width = (int)((header.Width - pass.X + pass.AcrossStep - 1) / pass.AcrossStep);
        var height = (header.Height - pass.Y + pass.DownStep - 1) / pass.DownStep;
        if (width <= 0 || height <= 0)
        {
            return;
        }

        var bits = header.Channels * header.Depth;
        var stride = (int)(((long)width * bits + 7) / 8);
        var (row, above) = (new byte[stride + 1], new byte[stride + 1]);
        for (var y = 0L; y < height; y++)
        {
            inflated.ReadExactly(row);
            Unfilter(row[0], row.AsSpan(1), above.AsSpan(1), Math.Max(1, bits / 8));
            var at = (pass.Y + y * pass.DownStep) * header.Width * _size;
            if (at >= pixels.Length)
            {
                throw new DamagedException("more is unpacked than can be");
            }

            Place(row.AsSpan(1), pixels.AsSpan((int)at, (int)header.Width * _size), width, pass.X, pass.AcrossStep);
            (row, above) = (above, row);
            _rows = y + 1;
        }
    }

    // Puts the pixels of a row where they belong, in whole bytes and little-endian.
    private void Place(Span<byte> row, Span<byte> line, int width, int first, int step)
    {
        if (header.Depth == 16)
        {
            ByteOrder.Reverse(row, 2);
        }

        if (header.Depth < 8)
        {
            var (depth, mask) = (header.Depth, (1 << header.Depth) - 1);
            for (var x = 0; x < width; x++)
            {
                var bit = x * depth;
                line[first + x * step] = (byte)(row[bit >> 3] >> (8 - depth - (bit & 7)) & mask);
            }
        }
        else if (step == 1)
        {
            row[..(width * _size)].CopyTo(line[(first * _size)..]);
        }
        else
        {
            for (var x = 0; x < width; x++)
            {
                row.Slice(x * _size, _size).CopyTo(line[((first + x * step) * _size)..]);
            }
        }

        if (header.Depth == 16)
        {
            // The next row is predicted from this one as it was.
            ByteOrder.Reverse(row, 2);
        }
    }

    private static void Unfilter(int filter, Span<byte> row, ReadOnlySpan<byte> above, int pixel)
    {
        switch (filter)
        {
            case 0:
                return;
            case 1:
                for (var i = pixel; i < row.Length; i++)
                {
                    row[i] += row[i - pixel];
                }

                return;
            case 2:
                Add(row, above);
                return;
            case 3:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += (byte)((i < pixel ? 0 : row[i - pixel]) + above[i] >> 1);
                }

                return;
            case 4:
                Paeth(row, above[..row.Length], pixel);
                return;
            default:
                throw new InvalidDataException($"filter {filter} does not exist");
        }
    }

    private static void Add(Span<byte> row, ReadOnlySpan<byte> above)
    {
        var vectors = MemoryMarshal.Cast<byte, Vector<byte>>(row);
        var more = MemoryMarshal.Cast<byte, Vector<byte>>(above);
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] += more[i];
        }

        for (var i = vectors.Length * Vector<byte>.Count; i < row.Length; i++)
        {
            row[i] += above[i];
        }
    }

    private static void Paeth(Span<byte> row, ReadOnlySpan<byte> above, int pixel)
    {
        for (var i = 0; i < pixel && i < row.Length; i++)
        {
            row[i] += above[i];
        }

        for (var i = pixel; i < row.Length; i++)
        {
            int left = row[i - pixel], up = above[i], corner = above[i - pixel];
            var (toLeft, toUp, toCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - 2 * corner));
            row[i] += (byte)(toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
        }
    }

    /// <summary>The data of all IDAT chunks as one stream.</summary>
    private sealed class Pieces(ByteSource file, IReadOnlyList<(long At, long Length)> pieces) : Stream
    {
        private int _piece;
        private long _done;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            while (_piece < pieces.Count)
            {
                var (at, length) = pieces[_piece];
                var there = (int)Math.Min(buffer.Length, length - _done);
                if (there > 0)
                {
                    var read = file.Read(at + _done, buffer[..there]);
                    _done += read;
                    return read;
                }

                (_piece, _done) = (_piece + 1, 0);
            }

            return 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
            // Nothing is written.
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
