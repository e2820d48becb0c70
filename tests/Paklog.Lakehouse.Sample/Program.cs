using Paklog.Lakehouse.Cli;
using Sample;
using Sample.Providers;

return await OwnShop.Declare().With(new ElsewhereCatalog()).With(new CountingEngineProvider()).Commands().WithVerb(GreetVerb.Create).RunAsync(args);
