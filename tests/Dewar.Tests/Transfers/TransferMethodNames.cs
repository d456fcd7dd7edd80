using Dewar.Sdk;
using Xunit;

namespace Dewar.Transfers;

/// <summary>The contract's third part: whatever a file is called.</summary>
public abstract partial class TransferMethodContract
{
    [Fact]
    public async Task A_file_of_any_name_arrives_under_the_very_same()
    {
        // Every other one is large.
        Parcel[] batch = [.. Names.Contents.Select((each, number) => Parcel(each.Key, each.Value.PadLeft(number % 2 << 20)))];

        await WriteAndPlace(batch);

        Assert.All(batch, parcel => Assert.Equal((Names.Show(parcel.Path), null), (Names.Show(parcel.Path), parcel.Problem)));
        Assert.Equal(Names.All.Select(name => $"{Experiment}/{name}").Order(StringComparer.Ordinal), Arrived);
        Assert.All(Names.Contents, each => Assert.Equal(each.Value, _storage.Read($"{Experiment}/{each.Key}").TrimStart()));
    }
}
