using Paklog.Jobs;

return await PaklogLakehouse.Commands().RunAsync(args);
