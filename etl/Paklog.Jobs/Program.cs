using Paklog.Jobs;

return await PaklogLakehouse.Declare().RunAsync(args);
