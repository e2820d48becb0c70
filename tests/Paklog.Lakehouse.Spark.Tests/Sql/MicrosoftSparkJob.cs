// Written as for Microsoft.Spark, whose programs know neither nullable references nor implicit usings.
#nullable disable
#pragma warning disable IDE0005, IDE0161
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Paklog.Lakehouse.Spark.Sql;
using Paklog.Lakehouse.Spark.Sql.Expressions;
using Paklog.Lakehouse.Spark.Sql.Types;
using static Paklog.Lakehouse.Spark.Sql.Expressions.Window;
using static Paklog.Lakehouse.Spark.Sql.Functions;

namespace Paklog.Lakehouse.Spark.Tests.Sql
{
    /// <summary>
    /// A job as one writes it for Microsoft.Spark (its examples Basic, GitHubProjects and Datasource are the models of its calls): with
    /// Microsoft.Spark in the place of Paklog.Lakehouse.Spark in the usings it is a program of that library.
    /// </summary>
    internal sealed class MicrosoftSparkJob
    {
        private static readonly DateTime s_referenceDate = new DateTime(2015, 10, 20);

        public void Run(SparkSession spark, string[] args)
        {
            if (args.Length != 3)
            {
                Console.Error.WriteLine("Usage: MicrosoftSparkJob <projects.csv> <owners.json> <output>");
                Environment.Exit(1);
            }

            // Read, with a schema of each kind.
            DataFrame projectsDf = spark
                .Read()
                .Option("header", true)
                .Schema("id INT, owner_id INT, name STRING, language STRING, " +
                    "forks INT, updated_at STRING")
                .Csv(args[0]);

            var ownerSchema = new StructType(new[]
            {
                new StructField("owner_id", new IntegerType()),
                new StructField("owner", new StringType()),
                new StructField("country", new StringType())
            });
            DataFrame ownersDf = spark.Read().Schema(ownerSchema).Json(args[1]);
            ownersDf.PrintSchema();

            // Drop any rows with NA values, and unnecessary columns.
            DataFrameNaFunctions dropEmptyProjects = projectsDf.Na();
            DataFrame cleanedProjects = dropEmptyProjects.Drop("any").Drop("id");
            cleanedProjects.Show();

            // Filter.
            DataFrame recent = cleanedProjects
                .WithColumn("updated", ToDate(cleanedProjects["updated_at"], "yyyy-MM-dd"))
                .Filter(Col("updated") > Lit(s_referenceDate.ToString("yyyy-MM-dd")).Cast("date"))
                .Drop("updated_at");
            recent = recent.Filter((recent["forks"] > 0) & recent["name"].RLike("^[a-z]"));

            // Join.
            DataFrame joinedDf = recent.Join(
                ownersDf, recent["owner_id"] == ownersDf["owner_id"], "left_outer");
            joinedDf = joinedDf.Select(
                recent["name"], recent["language"], recent["forks"],
                Coalesce(ownersDf["owner"], Lit("nobody")).Alias("owner"));
            joinedDf.CreateOrReplaceTempView("projects");

            // Aggregate, by methods and by SQL.
            DataFrame groupedDF = joinedDf
                .GroupBy("language")
                .Agg(Avg(joinedDf["forks"]), Max("forks").As("most"), CountDistinct(joinedDf["owner"]).As("owners"));
            groupedDF.OrderBy(Desc("avg(forks)")).Show();
            DataFrame total = spark.Sql("SELECT SUM(forks) AS total FROM projects");

            // 
            WindowSpec byLanguage = PartitionBy("language").OrderBy(Desc("forks"), Asc("name"));
            DataFrame ranked = joinedDf
                .WithColumn("rank", RowNumber().Over(byLanguage))
                .WithColumn("running", Sum("forks").Over(byLanguage.RowsBetween(UnboundedPreceding, CurrentRow)))
                .Join(groupedDF.Select("language", "most"), new[] { "language" })
                .Filter(Col("rank") <= 2);

            // Write.
            ranked.Write().Mode(SaveMode.Overwrite).PartitionBy("language").Parquet(Path.Combine(args[2], "ranked.parquet"));
            DataFrame written = spark.Read().Parquet(Path.Combine(args[2], "ranked.parquet"));
            IEnumerable<Row> rows = written.OrderBy("language", "rank").Collect();
            foreach (Row row in rows)
            {
                Console.WriteLine($"{row.GetAs<string>("language")}: {row.GetAs<string>("name")} {row.Get("rank")}");
            }

            long sum = (long)total.Collect().First().Get(0);
            Console.WriteLine("Number of forks: " + sum);
        }
    }
}
