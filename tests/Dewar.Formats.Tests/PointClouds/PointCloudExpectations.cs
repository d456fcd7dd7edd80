using Dewar.Formats.Expected;

namespace Dewar.Formats.PointClouds;

public sealed class PointCloudExpectations() : ExpectationContract("formats/pcd")
{
    protected override object? Actual(Finding finding, string key) => InTree(finding, key.ToUpperInvariant());
}
