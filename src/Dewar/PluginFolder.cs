using System.Reflection;
using System.Runtime.Loader;
using Dewar.Sdk;

namespace Dewar;

/// <summary>
/// Plug-ins of strangers: <c>plugins/NAME/NAME.dll</c> with what it needs beside it. Each has a load context of its own, so that two may
/// bring different versions of the same library; only the contracts are shared.
/// </summary>
internal static class PluginFolder
{
    /// <summary>Has every plug-in of the folder name what it brings.</summary>
    /// <exception cref="IOException">One of them can't be used; the sentence says which and why.</exception>
    public static void Register(string folder, IPluginRegistry registry)
    {
        if (!Directory.Exists(folder))
        {
            throw new IOException($"The folder with plug-ins '{folder}' is not there.");
        }

        if (Directory.EnumerateFiles(folder, "*.dll").FirstOrDefault() is { } loose)
        {
            throw new IOException($"A plug-in has a folder of its own: move {Path.GetFileName(loose)} and what belongs to it to {Path.ChangeExtension(loose, null)}/.");
        }

        foreach (var own in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(own);
            var path = Path.Combine(own, $"{name}.dll");
            if (!File.Exists(path))
            {
                throw new IOException($"The plug-in '{name}' can't be used: there is no {path}. The folder must be called as the assembly in it.");
            }

            try
            {
                foreach (var plugin in PluginsOf(path))
                {
                    plugin.Register(registry);
                }
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                throw new IOException($"The plug-in '{name}' ({path}) can't be used: {(failure.InnerException ?? failure).Message}", failure);
            }
        }
    }

    private static IEnumerable<IPlugin> PluginsOf(string path)
    {
        var plugins = new Context(path).LoadFromAssemblyPath(path).GetExportedTypes()
            .Where(type => type is { IsAbstract: false, IsClass: true } && type.IsAssignableTo(typeof(IPlugin))).ToList();
        return plugins.Count > 0
            ? plugins.Select(type => (IPlugin)Activator.CreateInstance(type)!)
            : throw new TypeLoadException("there is no public class in it that is an IPlugin.");
    }

    private sealed class Context(string path) : AssemblyLoadContext(Path.GetFileName(path))
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        // Null hands the question on to the program's own context: the contracts must be the same for both sides.
        protected override Assembly? Load(AssemblyName name) =>
            name.Name is not "Dewar.Sdk" && _resolver.ResolveAssemblyToPath(name) is { } found ? LoadFromAssemblyPath(found) : null;
    }
}
