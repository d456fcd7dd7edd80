namespace Dewar.Sdk;

/// <summary>What a plug-in brings. The product's own parts enter by the same door.</summary>
public interface IPlugin
{
    /// <summary>Names everything that it brings.</summary>
    void Register(IPluginRegistry registry);
}

/// <summary>Takes what plug-ins bring.</summary>
public interface IPluginRegistry
{
    /// <summary>Adds a way to bring files into storages. The first that reaches a storage is used.</summary>
    IPluginRegistry Add(ITransferMethod method);

    /// <summary>Adds a reader of files. Its name must not be taken.</summary>
    IPluginRegistry Add(IFormatReader reader);

    /// <summary>Adds a source of proposals. Those of the site's settings are asked first.</summary>
    IPluginRegistry Add(IProposalSource source);
}
