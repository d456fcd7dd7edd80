using System;

namespace Dewar.Logger.Site;

internal enum TroubleKind
{
    /// <summary>Nobody answers.</summary>
    Away,

    /// <summary>The site does not know this computer, or not any more.</summary>
    KeyUnknown,

    /// <summary>Whoever answered is not the site that this computer was made known to, or what it said was changed on its way.</summary>
    Untrusted,

    /// <summary>The site says no.</summary>
    Refused,
}

/// <summary>Why the site could not be asked, in words for the window.</summary>
internal sealed class SiteTrouble(TroubleKind kind, string message, Exception? cause = null) : Exception(message, cause)
{
    public TroubleKind Kind => kind;
}
