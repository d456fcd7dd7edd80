namespace Dewar.Bench;

/// <summary>Somebody with an account of their own.</summary>
internal sealed record Person(string Name, string Token)
{
    /// <summary>What they ask the site with.</summary>
    public HttpClient Client(Site site) => new() { BaseAddress = site.Url, Timeout = TimeSpan.FromMinutes(5), DefaultRequestHeaders = { Authorization = new("Bearer", Token) } };

    public static async Task<Person> Add(Site site, string name)
    {
        var password = $"only for measuring {name}";
        await site.Post("api/users", new { name, password });
        return new(name, (await site.Post("api/sign-in", new { name, password, token = "bench" })).GetProperty("secret").GetString()!);
    }
}
