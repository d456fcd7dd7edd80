using Xunit;

namespace Dewar.Viewing;

public sealed class GroveSelectionTests
{
    private static readonly long[] Cube = [4, 6, 8];

    [Theory]
    [InlineData("0", "0,0,0", "1,6,8", "1,1,1", "6,8")]
    [InlineData("-1", "3,0,0", "1,6,8", "1,1,1", "6,8")]
    [InlineData("1,2,3", "1,2,3", "1,1,1", "1,1,1", "")]
    [InlineData(":,1", "0,1,0", "4,1,8", "1,1,1", "4,8")]
    [InlineData("::2", "0,0,0", "2,6,8", "2,1,1", "2,6,8")]
    [InlineData("1:,::3,-2", "1,0,6", "3,2,1", "1,3,1", "3,2")]
    [InlineData("0:100,2", "0,2,0", "4,1,8", "1,1,1", "4,8")]
    [InlineData("-3:-1", "1,0,0", "2,6,8", "1,1,1", "2,6,8")]
    [InlineData("5:2", "0,0,0", "0,6,8", "1,1,1", "0,6,8")]
    [InlineData("0:0", "0,0,0", "0,6,8", "1,1,1", "0,6,8")]
    [InlineData(":,:,7:100:5", "0,0,7", "4,6,1", "1,1,1", "4,6,1")]
    [InlineData(" 1 , 2 : 4 ", "1,2,0", "1,2,8", "1,1,1", "2,8")]
    public void A_selection_names_a_part(string text, string start, string count, string step, string shape)
    {
        var selection = GroveSelection.Read(text, Cube);

        Assert.Equal(start, string.Join(',', selection.Part.Start));
        Assert.Equal(count, string.Join(',', selection.Part.Count));
        Assert.Equal(step, string.Join(',', selection.Part.Step));
        Assert.Equal(shape, string.Join(',', selection.Shape));
    }

    [Theory]
    [InlineData("4", "out of range")]
    [InlineData("-5", "out of range")]
    [InlineData("a", "not a valid slice")]
    [InlineData("1.5", "not a valid slice")]
    [InlineData("1,2,3,0", "too many members to slice a 3D dataset")]
    [InlineData("::-1", "Step must be >= 1")]
    [InlineData("::0", "Step must be >= 1")]
    [InlineData("1:2:3:4", "not a valid slice")]
    [InlineData(",", "not a valid slice")]
    [InlineData("99999999999999999999999999", "not a valid slice")]
    [InlineData("0:9223372036854775807", "not a valid slice")]
    public void What_is_none_is_refused_in_words(string text, string reason)
    {
        var fault = Assert.Throws<ViewFault>(() => GroveSelection.Read(text, Cube));

        Assert.Equal(422, fault.Status);
        Assert.Contains(reason, fault.Message);
    }

    [Fact]
    public void Nothing_said_is_everything()
    {
        var selection = GroveSelection.Read(null, Cube);

        Assert.Equal(192, selection.Part.Elements);
        Assert.Equal(Cube, selection.Shape);
        Assert.Throws<ViewFault>(() => GroveSelection.Read("0", []));
    }

    [Fact]
    public void Every_slice_is_what_counting_gives()
    {
        for (var length = 0; length < 6; length++)
        {
            for (var first = -7; first <= 7; first++)
            {
                for (var last = -7; last <= 7; last++)
                {
                    for (var step = 1; step < 4; step++)
                    {
                        var part = GroveSelection.Read($"{first}:{last}:{step}", [length]).Part;
                        var ours = Enumerable.Range(0, (int)part.Count[0]).Select(i => part.Start[0] + i * part.Step[0]);
                        Assert.Equal(Counted(length, first, last, step), ours);
                    }
                }
            }
        }
    }

    private static IEnumerable<long> Counted(int length, int first, int last, int step)
    {
        first = Math.Clamp(first < 0 ? first + length : first, 0, length);
        last = Math.Clamp(last < 0 ? last + length : last, 0, length);
        for (var i = first; i < last; i += step)
        {
            yield return i;
        }
    }
}
