using Dewar.Access;
using Dewar.Hosting;

namespace Dewar.Experiments;

/// <summary>Permissions in an experiment, for routes with {experiment} in them. The experiment that was found goes to the handler.</summary>
internal static class ExperimentRules
{
    public static Experiment Experiment(this HttpContext http) => http.Features.Get<Experiment>()!;

    extension<TBuilder>(TBuilder route) where TBuilder : IEndpointConventionBuilder
    {
        public TBuilder NeedsReader() => route.NeedsRole(ExperimentRole.Reader, change: false);

        public TBuilder NeedsMember() => route.NeedsRole(ExperimentRole.Member, change: true);

        public TBuilder NeedsOwner() => route.NeedsRole(ExperimentRole.Owner, change: true);

        private TBuilder NeedsRole(ExperimentRole role, bool change) => route.Needs($"experiment: {role.ToString().ToLowerInvariant()}", async http =>
        {
            var caller = http.Caller();
            var name = (string)http.Request.RouteValues["experiment"]!;
            var store = http.RequestServices.GetRequiredService<ExperimentStore>();
            if (caller.Station is not null || await store.Find(caller, name, http.RequestAborted) is not { } experiment)
            {
                return Refusal.NotFound("experiment", name);
            }

            http.Features.Set(experiment);
            return (experiment.Role >= role, change && !caller.MayChange) switch
            {
                (false, _) => Refusal.Forbidden($"In '{name}' you are {experiment.Role.ToString().ToLowerInvariant()}; this needs {role.ToString().ToLowerInvariant()}."),
                (_, true) => Rules.TooSmall(caller),
                _ => null,
            };
        });
    }
}
