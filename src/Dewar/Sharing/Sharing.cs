using Dewar.Hosting;

namespace Dewar.Sharing;

/// <summary>Links for reviewers: a part of an experiment, without an account, to be read, for a while.</summary>
internal sealed class SharingModule : IModule
{
    public static void Add(IServiceCollection services) => services.AddSingleton<ShareStore>();

    public static void Map(IEndpointRouteBuilder app) => ShareEndpoints.Map(app);
}
