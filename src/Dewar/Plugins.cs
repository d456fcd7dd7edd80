using Dewar.Experiments;
using Dewar.Extraction;
using Dewar.Formats;
using Dewar.Hosting;
using Dewar.Incoming;
using Dewar.Sdk;
using Dewar.Transfers;

namespace Dewar;

/// <summary>What is plugged in.</summary>
internal sealed class Plugins : IPluginRegistry
{
    private readonly List<ITransferMethod> _methods = [];
    private readonly List<IFormatReader> _readers = [];
    private readonly List<IProposalSource> _proposals = [];

    /// <summary>The ways to bring files into a storage; the first that reaches one is used.</summary>
    public IReadOnlyList<ITransferMethod> Methods => _methods;

    /// <summary>The readers of files; among equally sure ones the first gets the file.</summary>
    public IReadOnlyList<IFormatReader> FormatReaders => _readers;

    /// <summary>The readers: first those that a site set up itself, then plug-ins, then what is in the box.</summary>
    public static IReadOnlyList<IFormatReader> Readers(ReaderSetup setup)
    {
        var plugins = new Plugins();
        foreach (var (name, program) in setup.Programs)
        {
            plugins.Add(new CommandReader(name, program));
        }

        if (setup.Plugins is { } folder)
        {
            PluginFolder.Register(folder, plugins);
        }

        new FormatsPlugin().Register(plugins);
        return plugins.FormatReaders;
    }

    /// <summary>Where proposals are looked up.</summary>
    public static IReadOnlyList<IProposalSource> Proposals(SiteSettings site)
    {
        var plugins = new Plugins();
        if (site.Proposals is { } path)
        {
            plugins.Add(new JsonProposals(path));
        }

        if (site.Plugins is { } folder)
        {
            PluginFolder.Register(folder, plugins);
        }

        return plugins._proposals;
    }

    /// <param name="api">The site, for what goes through it.</param>
    public static Plugins InTheBox(ApiClient api, bool seesStorages)
    {
        var plugins = new Plugins();
        if (seesStorages)
        {
            plugins.Add(new PosixMethod());
        }

        plugins.Add(new ThroughSite(api));
        return plugins;
    }

    public IPluginRegistry Add(ITransferMethod method)
    {
        _methods.Add(method);
        return this;
    }

    public IPluginRegistry Add(IProposalSource source)
    {
        _proposals.Add(source);
        return this;
    }

    public IPluginRegistry Add(IFormatReader reader)
    {
        if (_readers.Exists(other => other.Name == reader.Name))
        {
            throw new ArgumentException($"There are two readers called '{reader.Name}'.", nameof(reader));
        }

        _readers.Add(reader);
        return this;
    }
}
