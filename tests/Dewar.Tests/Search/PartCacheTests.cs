using Xunit;

namespace Dewar.Search;

public sealed class PartCacheTests
{
    [Fact]
    public void What_was_asked_for_last_stays_as_long_as_there_is_room()
    {
        var cache = new PartCache(100);
        cache.Keep(1, "a", "one", 40);
        cache.Keep(2, "a", "two", 40);
        Assert.Equal("one", cache.Find<string>(1, "a"));
        cache.Keep(3, "a", "three", 40);

        Assert.Equal(("one", null, "three"), (cache.Find<string>(1, "a"), cache.Find<string>(2, "a"), cache.Find<string>(3, "a")));
        Assert.Equal(80, cache.Held);
    }

    [Fact]
    public void One_that_is_larger_than_all_room_is_kept_until_the_next()
    {
        var cache = new PartCache(100);
        cache.Keep(1, "a", "large", 1000);
        Assert.Equal("large", cache.Find<string>(1, "a"));
        cache.Keep(1, "a", "again", 10);
        cache.Keep(2, "a", "next", 10);

        Assert.Equal((20L, "again"), (cache.Held, cache.Find<string>(1, "a")));
    }
}
