using Dewar.Access;
using Dewar.Hosting;

namespace Dewar.Incoming;

internal static class IncomingRules
{
    extension<TBuilder>(TBuilder route) where TBuilder : IEndpointConventionBuilder
    {
        /// <summary>Any station; whether the source is its own is found with the source.</summary>
        public TBuilder NeedsStation() => route.Needs("a station", http => http.Caller().Station is null ? Refusal.Forbidden("Only a station may do this.") : null);
    }
}
