using System.Text.Json;
using Dewar.Hosting;

namespace Dewar.Viewing;

/// <summary>What a process says: lines, and between them bytes of a length that was told.</summary>
internal sealed class AnswerBytes(Stream stream)
{
    private const int LongestLine = 1 << 20;

    private readonly byte[] _buffer = new byte[LongestLine];
    private int _begin, _end;

    /// <summary>The next line; null when there are no more.</summary>
    /// <exception cref="InvalidDataException">It does not end, or is no such line.</exception>
    public async Task<ViewHead?> Head(CancellationToken ct)
    {
        while (true)
        {
            if (_buffer.AsSpan(_begin, _end - _begin).IndexOf((byte)'\n') is >= 0 and var length)
            {
                var line = _buffer.AsMemory(_begin, length);
                _begin += length + 1;
                try
                {
                    return JsonSerializer.Deserialize<ViewHead>(line.Span, Wire.Json);
                }
                catch (JsonException odd)
                {
                    throw new InvalidDataException("It said something that is no answer.", odd);
                }
            }

            if (_begin > 0)
            {
                _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
                (_begin, _end) = (0, _end - _begin);
            }

            if (_end == _buffer.Length)
            {
                throw new InvalidDataException("A line does not end.");
            }

            var read = await stream.ReadAsync(_buffer.AsMemory(_end), ct);
            if (read == 0)
            {
                return null;
            }

            _end += read;
        }
    }

    /// <summary>Hands on so many bytes; without somewhere to put them, they are passed over.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    /// <param name="moved">Is called whenever some were handed on.</param>
    public async Task Copy(long count, Stream? into, Action moved, CancellationToken ct)
    {
        while (count > 0)
        {
            if (_begin == _end)
            {
                (_begin, _end) = (0, await stream.ReadAsync(_buffer, ct));
                if (_end == 0)
                {
                    throw new EndOfStreamException("It ended in the middle of its answer.");
                }
            }

            var some = (int)Math.Min(count, _end - _begin);
            if (into is not null)
            {
                await into.WriteAsync(_buffer.AsMemory(_begin, some), ct);
            }

            _begin += some;
            count -= some;
            moved();
        }
    }
}
