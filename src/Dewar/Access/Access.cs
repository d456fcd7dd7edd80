using Dewar.Hosting;

namespace Dewar.Access;

/// <summary>Who may do what: accounts, groups, sign-in and tokens.</summary>
internal sealed class AccessModule : IModule
{
    public static void Add(IServiceCollection services) => services
        .AddSingleton<TokenStore>()
        .AddSingleton<UserStore>()
        .AddSingleton<GroupStore>()
        .AddSingleton<SignInLimit>();

    public static void Map(IEndpointRouteBuilder app) => AccessEndpoints.Map(app);
}
