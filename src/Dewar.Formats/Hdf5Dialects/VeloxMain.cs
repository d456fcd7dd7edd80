using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Which picture of a Velox file is shown first: the dark-field one at a high angle, or else what a detector or camera recorded.</summary>
internal static class VeloxMain
{
    public static Hdf5Group? Of(IReadOnlyList<Hdf5Group> images, IReadOnlyDictionary<string, string> titles) =>
        images.MinBy(group => Rank(group, titles.GetValueOrDefault(group.Path) ?? VeloxFacts.Word(Described(group), "BinaryResult", "Detector") ?? ""));

    private static int Rank(Hdf5Group group, string title) =>
        group.Dataset("Data") is not { IsNull: false, Type.Element: { } element } ? 4
        : title.Contains("HAADF", StringComparison.OrdinalIgnoreCase) ? 0
        : element.Kind is ElementKind.Unsigned or ElementKind.Signed ? 1
        : element.Kind is ElementKind.Float ? 2
        : 3;

    private static System.Text.Json.JsonElement? Described(Hdf5Group group) =>
        group.Dataset("Metadata") is { } metadata ? VeloxDialect.Json(VeloxDialect.FirstText(metadata)) : null;
}
