using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Gives a signal the facts that were gathered before it was made.</summary>
internal static class SignalFacts
{
    public static Signal With(this Signal signal, Facts facts)
    {
        signal.Facts.TakeOver(facts);
        return signal;
    }
}
