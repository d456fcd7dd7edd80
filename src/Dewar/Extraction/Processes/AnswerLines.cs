namespace Dewar.Extraction;

/// <summary>The lines that a process says. It may do anything, so none is longer than it may be.</summary>
internal sealed class AnswerLines(Stream stream)
{
    public const int Longest = 48 << 20;
    private const int Usual = 64 << 10;

    private byte[] _buffer = new byte[Usual];
    private int _begin, _end;

    /// <summary>The next line, good until the one after is asked for; null when there are no more.</summary>
    /// <exception cref="InvalidDataException">It does not end.</exception>
    public async Task<ReadOnlyMemory<byte>?> Next(CancellationToken ct)
    {
        for (var looked = _begin; ;)
        {
            if (_buffer.AsSpan(looked, _end - looked).IndexOf((byte)'\n') is >= 0 and var at)
            {
                var line = _buffer.AsMemory(_begin, looked + at - _begin);
                _begin = looked + at + 1;
                return line;
            }

            Room();
            looked = _end;
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), ct);
            if (read == 0)
            {
                return null;
            }

            _end += read;
        }
    }

    /// <summary>Moves what there is to the beginning, and takes more memory where that is not enough, or less again.</summary>
    private void Room()
    {
        var length = _end - _begin;
        var size = length < Usual / 2 ? Usual : length < _buffer.Length ? _buffer.Length : length * 2;
        if (length >= Longest)
        {
            throw new InvalidDataException($"A line is longer than {Longest >> 20} MB.");
        }

        var next = size == _buffer.Length ? _buffer : new byte[size];
        _buffer.AsSpan(_begin, length).CopyTo(next);
        (_buffer, _begin, _end) = (next, 0, length);
    }
}
