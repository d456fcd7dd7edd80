using Microsoft.OpenApi;

namespace Dewar.Hosting;

/// <summary>The OpenAPI 3.1 description, made from the routes, and Swagger UI to try them, served from here.</summary>
internal static class ApiDescription
{
    public const string Path = "/api/openapi.json";

    public static void Add(IServiceCollection services) => services.AddOpenApi("openapi", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.RelativePath!.StartsWith("api/", StringComparison.Ordinal);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "Dewar",
                Version = "1",
                Description = "Everything that Dewar does. Sign in with a token: 'Authorization: Bearer dewar_…'. Failures are problems (RFC 9457) with a stable 'code'.",
            };
            document.Servers = [];
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
            };
            document.Security = [new() { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            operation.OperationId ??= Name(context.Description.HttpMethod!, context.Description.RelativePath!);
            return Task.CompletedTask;
        });
    });

    public static void Map(WebApplication app, Action<IEndpointConventionBuilder> map)
    {
        map(app.MapOpenApi(Path.Replace("openapi", "{documentName}", StringComparison.Ordinal)));
        app.UseSwaggerUI(swagger =>
        {
            swagger.RoutePrefix = "api/try";
            swagger.DocumentTitle = "Dewar API";
            swagger.SwaggerEndpoint(Path, "Dewar");
        });
    }

    private static string Name(string method, string path) => string.Concat(
        $"{method.ToLowerInvariant()}-{path}".Split('/', '-', '.', '{', '}', '*').Where(word => word is not ("" or "api")).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
