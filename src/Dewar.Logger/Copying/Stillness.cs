using System.Collections.Generic;

namespace Dewar.Logger.Copying;

/// <summary>Since when files have not changed, as far as looks tell.</summary>
/// <param name="quiet">For how long a file must stand still, in milliseconds.</param>
internal sealed class Stillness(long quiet)
{
    private Dictionary<string, Look> _before = [];
    private Dictionary<string, Look> _now = [];

    /// <summary>A new look at all files begins; those that are not shown again are forgotten.</summary>
    public void Begin()
    {
        _before = _now;
        _now = new(_before.Count);
    }

    /// <param name="file">As it is now.</param>
    /// <param name="steady">The steady clock.</param>
    public bool IsStill(FoundFile file, long steady)
    {
        var look = _before.TryGetValue(file.Path, out var before) && before.File.IsAs(file) ? before : new Look(file, steady);
        _now[file.Path] = look;
        return steady - look.Since >= quiet;
    }

    private sealed class Look(FoundFile file, long since)
    {
        public FoundFile File => file;

        public long Since => since;
    }
}
