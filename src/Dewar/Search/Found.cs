using System.Text.Json.Serialization;
using Dewar.Catalogue;

namespace Dewar.Search;

/// <summary>A file that was found.</summary>
/// <param name="Path">Inside the experiment.</param>
/// <param name="TakenAt">When it was measured; where it does not say, when it was written.</param>
/// <param name="Types">What is in it.</param>
/// <param name="Thumbnail">The address of its picture.</param>
/// <param name="Values">What was asked for by name, as people read it: 200 kV.</param>
public sealed record FoundFile(
    string Experiment, string Path, long Size, DateTimeOffset ModifiedAt, DateTimeOffset RegisteredAt, DateTimeOffset TakenAt, ReadingState State,
    string? Format, IReadOnlyList<string> Types, string? Thumbnail, IReadOnlyDictionary<string, string> Values);

/// <summary>What a query found.</summary>
/// <param name="Understood">The query as it was understood.</param>
/// <param name="Next">The place to go on from; null at the end.</param>
/// <param name="Total">How many files there are; only with a first page.</param>
/// <param name="Bytes">How large those together are that the facets count; where one of them is size.</param>
/// <param name="Counted">How many of them, the newest, the facets count.</param>
public sealed record Found(
    string Understood, IReadOnlyList<FoundFile> Items, string? Next,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Total = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Counted = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Bytes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Facet>? Facets = null);

/// <summary>A key that can be asked for.</summary>
/// <param name="Kind">text, quantity, time, size or own.</param>
public sealed record KnownKey(string Name, string Kind, string Meaning, string? Unit);

/// <summary>What a search asks for, as a request's query has it.</summary>
/// <param name="Q">The query; nothing finds all.</param>
/// <param name="Sort">A key; with a minus before it the largest first. Default: the newest registered first.</param>
/// <param name="After">The place where the page before ended.</param>
/// <param name="Limit">Files on a page, up to 1000.</param>
/// <param name="Columns">Keys whose values are wanted with each file.</param>
/// <param name="Facets">Keys whose values are to be counted; 'default' for the usual ones.</param>
internal sealed record SearchParameters(string? Q = null, string? Sort = null, string? After = null, int? Limit = null, string[]? Columns = null, string[]? Facets = null);
