using System.Text;

namespace Dewar.Formats.Bytes;

/// <summary>A text that comes in pieces, mostly in one; put together once, as there may be as many pieces as there are elements between them.</summary>
internal struct TextPieces
{
    private string? _first;
    private StringBuilder? _all;

    public void Add(string piece)
    {
        if (_first is null)
        {
            _first = piece;
        }
        else
        {
            (_all ??= new(_first)).Append(piece);
        }
    }

    public override readonly string ToString() => _all?.ToString() ?? _first ?? "";
}
