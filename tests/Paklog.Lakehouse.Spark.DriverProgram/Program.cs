using System.Collections;
using Paklog.Lakehouse.Spark.DriverProgram;
using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Launch;

// The other process of the tests. `submitted ARGUMENT...` is what spark-submit starts: it says what it was given and what the driver counts, and ends
// with exit code 3 if asked to `fail`; `rows` is started so too, see RowsInMemory. `start SPARK_HOME` starts a driver, says its process id, and waits to be killed.
var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
if (args[0] == "rows")
{
    await using var driver = SparkDriver.Attach(environment);
    RowsInMemory.Measure(driver.Gateway);
    return 0;
}
if (args[0] == "submitted")
{
    await using var driver = SparkDriver.Attach(environment);
    using var builder = driver.Gateway.CallStatic<JvmObject>("org.apache.spark.sql.SparkSession", "builder");
    using var session = builder.Call<JvmObject>("getOrCreate");
    using var range = session.Call<JvmObject>("range", 1000L);
    Console.WriteLine($"counted {range.Call<long>("count")} for {string.Join('|', args[1..])}");
    return args[1..].Contains("fail") ? 3 : 0;
}
var spark = SparkInstallation.Find(args[1], environment);
await using (var driver = await SparkDriver.StartAsync(new SparkSubmitCommand(spark.Submit) { Master = "local[1]" }, environment, _ => { }))
{
    using var self = driver.Gateway.CallStatic<JvmObject>("java.lang.ProcessHandle", "current");
    Console.WriteLine(self.Call<long>("pid"));
    Thread.Sleep(Timeout.Infinite);
}
return 0;
