using Dewar.Hosting;

namespace Dewar.Access;

/// <summary>Whether the site has a station of this name. The room of stations answers; it stands below this one.</summary>
internal delegate Task<bool> StationIsKnown(string name, CancellationToken ct);

/// <summary>Who may do what: accounts, groups, sign-in and tokens.</summary>
internal sealed class AccessModule : IModule
{
    public static void Add(IServiceCollection services) => services
        .AddSingleton<TokenStore>()
        .AddSingleton<UserStore>()
        .AddSingleton<GroupStore>()
        .AddSingleton<People>()
        .AddSingleton<SignInLimit>()
        .AddSingleton<PasswordMemory>()
        .AddSingleton<BasicSignIn>();

    public static void Map(IEndpointRouteBuilder app) => AccessEndpoints.Map(app);
}
