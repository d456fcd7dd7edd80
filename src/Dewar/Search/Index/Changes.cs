using Dewar.Catalogue;

namespace Dewar.Search;

/// <summary>The files that are to have a new place in the index.</summary>
internal sealed class Changes() : ChangedFiles("search_change");
