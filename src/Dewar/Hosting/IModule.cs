namespace Dewar.Hosting;

/// <summary>The front door of a room: what it puts in the container and on the web.</summary>
internal interface IModule
{
    static abstract void Add(IServiceCollection services);

    static abstract void Map(IEndpointRouteBuilder app);
}
