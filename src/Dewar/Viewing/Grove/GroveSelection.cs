using System.Globalization;
using Dewar.Sdk;

namespace Dewar.Viewing;

/// <summary>The part of a dataset that a selection in numpy's words names.</summary>
/// <param name="Part">What is to be read.</param>
/// <param name="Shape">Of the result: axes of which a single place was named are gone.</param>
internal sealed record GroveSelection(Slab Part, IReadOnlyList<long> Shape)
{
    /// <summary>Reads "5", "1,2:5", "0:10:5,2,3:"; null is everything.</summary>
    /// <exception cref="ViewFault">It is none, or does not fit the shape.</exception>
    public static GroveSelection Read(string? text, IReadOnlyList<long> shape)
    {
        if (text is null)
        {
            return new(Slab.All(shape), shape);
        }

        var members = text.Split(',');
        if (members.Length > shape.Count)
        {
            throw ViewFault.Wrong($"{text} has too many members to slice a {shape.Count}D dataset");
        }

        var (start, count, step) = (new long[shape.Count], shape.ToArray(), Enumerable.Repeat(1L, shape.Count).ToArray());
        var left = new List<long>();
        for (var axis = 0; axis < shape.Count; axis++)
        {
            var isPlace = false;
            if (axis < members.Length)
            {
                (start[axis], count[axis], step[axis], isPlace) = Member(members[axis], shape[axis]);
            }

            if (!isPlace)
            {
                left.Add(count[axis]);
            }
        }

        return new(new(start, count, step), left);
    }

    private static (long Start, long Count, long Step, bool IsPlace) Member(string member, long length)
    {
        var parts = member.Split(':');
        if (parts.Length == 1)
        {
            var place = Number(member, member) ?? throw ViewFault.Wrong($"'{member}' is not a valid slice");
            place += place < 0 ? length : 0;
            return place >= 0 && place < length ? (place, 1, 1, true) : throw ViewFault.Wrong($"Index ({member.Trim()}) out of range for (0-{length - 1})");
        }

        if (parts.Length > 3)
        {
            throw ViewFault.Wrong($"{member} is not a valid slice");
        }

        var step = (parts.Length == 3 ? Number(parts[2], member) : null) ?? 1;
        if (step < 1)
        {
            throw ViewFault.Wrong($"Step must be >= 1 (got {step})");
        }

        var (first, last) = (Within(Number(parts[0], member) ?? 0, length), Within(Number(parts[1], member) ?? length, length));
        var count = last > first ? (last - first - 1) / step + 1 : 0;
        return (count == 0 ? 0 : first, count, count <= 1 ? 1 : step, false);
    }

    private static long Within(long place, long length) => Math.Clamp(place < 0 ? place + length : place, 0, length);

    private static long? Number(string text, string member) => text.Trim() is not { Length: > 0 } digits ? null
        : long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1L << 60 ? number
        : throw ViewFault.Wrong($"{member} is not a valid slice");
}
