using Dewar.Hosting;

namespace Dewar.Access;

/// <summary>The permission a route needs, in words and as a check; the route table in the tests and the reference documentation show the words.</summary>
internal sealed record Needed(string What, Func<HttpContext, ValueTask<Refusal?>> Check);

/// <summary>Permissions, written beside each route. A route without one does not start (see Server).</summary>
internal static class Rules
{
    public static Caller Caller(this HttpContext http) => http.Features.Get<Caller>() ?? Access.Caller.Nobody;

    extension<TBuilder>(TBuilder route) where TBuilder : IEndpointConventionBuilder
    {
        /// <summary>Open to everybody: signing in, health, the description of the API.</summary>
        public TBuilder OpenToAll() => route.Needs("nothing", _ => null);

        /// <summary>Any signed-in user, or a station.</summary>
        public TBuilder NeedsSignIn() => route.Needs("sign-in", http => http.Caller().Computer is null ? null : TooSmall(http.Caller()));

        /// <summary>A signed-in user with a token that may change things.</summary>
        public TBuilder NeedsUser() => route.Needs("user, scope write", http => http.Caller().MayChange ? null : TooSmall(http.Caller()));

        public TBuilder NeedsAdministrator() => route.Needs("administrator", http => http.Caller() switch
        {
            { Administers: true } => null,
            { SeesAll: true } caller when HttpMethods.IsGet(http.Request.Method) || caller.Administers => null,
            { SeesAll: true } caller => TooSmall(caller),
            _ => Refusal.Forbidden("Only an administrator may do this."),
        });

        /// <summary>A worker, and nobody else.</summary>
        public TBuilder NeedsWorker() => route.Needs("worker", http => http.Caller().IsWorker ? null : Refusal.Forbidden("Only a worker may do this."));

        public TBuilder Needs(string what, Func<HttpContext, Refusal?> check) => route.Needs(what, http => ValueTask.FromResult(check(http)));

        public TBuilder Needs(string what, Func<HttpContext, ValueTask<Refusal?>> check)
        {
            route.Add(endpoint => endpoint.Metadata.Add(new Needed(what, check)));
            return route;
        }
    }

    /// <summary>Stands behind routing. A filter of the route would come only after the body was read: strangers could have it parsed.</summary>
    public static async Task Guard(HttpContext http, RequestDelegate next)
    {
        foreach (var needed in http.GetEndpoint()?.Metadata.GetOrderedMetadata<Needed>() ?? [])
        {
            var refusal = needed.What != "nothing" && !http.Caller().IsSomebody
                ? new Refusal(401, "not-signed-in", "Sign in first ('dewar login'): this site shows nothing to strangers.")
                : await needed.Check(http);
            if (refusal is not null)
            {
                throw refusal;
            }
        }

        await next(http);
    }

    public static Refusal TooSmall(Caller caller) => new(403, "scope-too-small",
        caller.Computer is not null ? "A control computer's key may only do a logger's work."
        : caller.Station is null && !caller.IsWorker
            ? $"Your token has the scope '{caller.Scope.ToString().ToLowerInvariant()}', which does not allow this."
            : $"A {(caller.IsWorker ? "worker" : "station")}'s token may only do a {(caller.IsWorker ? "worker" : "station")}'s work.");
}
