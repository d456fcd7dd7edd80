namespace Dewar.Viewing;

/// <summary>What can be asked of a file, written out.</summary>
internal static class Questions
{
    public const string Attributes = "attributes", Values = "values", Metadata = "metadata", Paths = "paths", Statistics = "statistics";
    public const string Signals = "signals", Plane = "plane", Range = "range", Part = "part", Rows = "rows", Places = "places";

    public static void Answer(string question, OpenedFile file, ViewArguments arguments, SayAnswer say)
    {
        Action<OpenedFile, ViewArguments, SayAnswer> answer = question switch
        {
            Attributes => GroveEntities.Attributes,
            Values => GroveValues.Answer,
            Metadata => GroveEntities.Metadata,
            Paths => GroveEntities.Paths,
            Statistics => GroveStatistics.Answer,
            Signals => SignalList.Answer,
            Plane => Planes.Answer,
            Range => Ranges.Answer,
            Part => SignalParts.Answer,
            Rows => TableRows.Answer,
            Places => AxisPlaces.Answer,
            _ => throw ViewFault.Wrong($"Nobody can answer '{question}'."),
        };
        answer(file, arguments, say);
    }
}
