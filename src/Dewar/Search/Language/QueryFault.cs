namespace Dewar.Search;

/// <summary>A query that can't be understood, and where.</summary>
/// <param name="start">The place in the query, in characters from 0.</param>
/// <param name="length">How long it is; 0 when something is missing there.</param>
internal sealed class QueryFault(string message, int start, int length) : FormatException(message)
{
    public int Start => start;

    public int Length => length;
}
