namespace Dewar.Records;

/// <summary>Small pieces join a neighbour, over the weaker of their borders, unless both are strong.</summary>
internal static class Pieces
{
    public static IReadOnlyList<Border> JoinSmall(IReadOnlyList<Border> borders, int files, int smallest)
    {
        // Each piece knows its other end, so that joining two costs nothing.
        var (startOf, endOf) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        int[] ends = [0, .. borders.Select(border => border.Before), files];
        foreach (var (start, end) in ends.Zip(ends.Skip(1)))
        {
            (endOf[start], startOf[end]) = (end, start);
        }

        HashSet<int> gone = [];
        foreach (var border in borders.Where(border => !border.IsStrong).OrderBy(border => border.Strength).ThenBy(border => border.Before))
        {
            var (start, end) = (startOf[border.Before], endOf[border.Before]);
            if (border.Before - start < smallest || end - border.Before < smallest)
            {
                (endOf[start], startOf[end]) = (end, start);
                gone.Add(border.Before);
            }
        }

        return [.. borders.Where(border => !gone.Contains(border.Before))];
    }
}
