using Dewar.Sdk;
using Dewar.Transfers;

namespace Dewar;

/// <summary>What is plugged in.</summary>
internal sealed class Plugins : IPluginRegistry
{
    private readonly List<ITransferMethod> _methods = [];

    /// <summary>The ways to bring files into a storage; the first that reaches one is used.</summary>
    public IReadOnlyList<ITransferMethod> Methods => _methods;

    public static Plugins InTheBox()
    {
        var plugins = new Plugins();
        plugins.Add(new PosixMethod());
        return plugins;
    }

    public IPluginRegistry Add(ITransferMethod method)
    {
        _methods.Add(method);
        return this;
    }
}
