using System.CommandLine;
using Paklog.Lakehouse.Cli;

namespace Sample.Providers;

/// <summary>A verb that only this program has.</summary>
public static class GreetVerb
{
    public static Verb Create()
    {
        var name = new Argument<string>("NAME");
        return new Verb(new Command("greet", "Says who is there.") { name }, (session, parsed, _) =>
        {
            session.WriteJson(json =>
            {
                json.WriteString("catalog", session.Lakehouse.Configuration.Catalog.Provider.Type);
                json.WriteString("name", parsed.GetRequiredValue(name));
            });
            return Task.FromResult(0);
        });
    }
}
