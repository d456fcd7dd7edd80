using System.CommandLine;
using Dewar.Hosting;

namespace Dewar.Experiments;

internal static class TypeCommands
{
    public static Command Build()
    {
        var name = new Argument<string>("name") { Description = "The type's name" };
        var description = new Option<string?>("--description") { Description = "What such experiments are" };
        var property = new Option<string[]>("--property") { Description = "A property that whoever makes one is asked for (several times for several)" };
        return new("type", "The types of experiments; while none is listed, an experiment may have any")
        {
            new Command("list", "List types").Calls(async (line, api, ct) =>
            {
                var types = await api.Get<List<ExperimentType>>("api/experiment-types", ct);
                if (line.WantsJson)
                {
                    Screen.Json(types);
                    return;
                }

                Screen.Table(types, ("name", t => t.Name), ("experiments", t => $"{t.Experiments}"), ("asks for", t => string.Join(", ", t.Properties)), ("description", t => t.Description));
            }),
            new Command("set", "Add a type, or change it") { name, description, property }.Calls(async (line, api, ct) =>
            {
                var before = (await api.Get<List<ExperimentType>>("api/experiment-types", ct)).Find(type => type.Name == line.GetValue(name));
                var now = new ExperimentType(line.GetValue(name)!, line.GetValue(description) ?? before?.Description ?? "",
                    line.GetValue(property) is { Length: > 0 } given ? given : before?.Properties ?? []);
                await api.Do(HttpMethod.Put, $"api/experiment-types/{Query.Name(now.Name)}", now, ct);
            }),
            new Command("remove", "Take a type off the list; experiments of it stay as they are") { name }.Calls((line, api, ct) =>
                api.Do(HttpMethod.Delete, $"api/experiment-types/{Query.Name(line.GetValue(name)!)}", null, ct)),
        };
    }
}
