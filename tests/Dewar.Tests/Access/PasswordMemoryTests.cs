using Dewar.Hosting;
using Xunit;

namespace Dewar.Access;

public sealed class PasswordMemoryTests
{
    private readonly SetClock _clock = new();

    [Fact]
    public void It_knows_only_the_very_same()
    {
        var memory = new PasswordMemory(_clock);
        memory.Remember("anna", "secret", "hash");

        Assert.True(memory.Knows("anna", "secret", "hash"));
        Assert.False(memory.Knows("anna", "secret", "hash of a newer password"));
        Assert.False(memory.Knows("anna", "Secret", "hash"));
        Assert.False(memory.Knows("ann", "asecret", "hash"));
        Assert.False(memory.Knows("bert", "secret", "hash"));
        Assert.False(new PasswordMemory(_clock).Knows("anna", "secret", "hash"));
    }

    [Fact]
    public void It_forgets_soon()
    {
        var memory = new PasswordMemory(_clock);
        memory.Remember("anna", "secret", "hash");
        _clock.Now += TimeSpan.FromMinutes(4.9);
        Assert.True(memory.Knows("anna", "secret", "hash"));
        _clock.Now += TimeSpan.FromMinutes(0.2);
        Assert.False(memory.Knows("anna", "secret", "hash"));
    }

    [Fact]
    public void It_does_not_grow_without_end()
    {
        var memory = new PasswordMemory(_clock);
        for (var each = 0; each < 25_000; each++)
        {
            memory.Remember($"user-{each}", "secret", "hash");
        }

        Assert.True(memory.Knows("user-24999", "secret", "hash"));
        Assert.False(memory.Knows("user-0", "secret", "hash"));
    }
}
