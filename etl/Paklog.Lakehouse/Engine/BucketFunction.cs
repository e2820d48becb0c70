using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Partitioning;

namespace Paklog.Lakehouse.Engine;

/// <summary>The bucket transform in SQL: DuckDB has no Murmur3, so the hash of the Iceberg library is made known to it.</summary>
internal static class BucketFunction
{
    private const string Name = "iceberg_bucket_hash";

    public static void Register(DuckDbConnection connection) => connection.RegisterScalarFunction(Name, Hash);

    /// <summary>The bucket of a column, as <see cref="BucketTransform"/> gives it.</summary>
    public static string Expression(string column, int buckets) => $"({Name}({column}) & {int.MaxValue}) % {buckets}";

    private static void Hash(DuckDbVector values, Span<int> hashes)
    {
        for (var row = 0; row < values.Count; row++)
        {
            if (!values.IsNull(row))
                hashes[row] = Hash(values, row);
        }
    }

    private static int Hash(DuckDbVector values, int row) => values.Type.Kind switch
    {
        DuckDbTypeKind.Integer or DuckDbTypeKind.Date => BucketHash.Of((long)values.GetInt32(row)),
        DuckDbTypeKind.BigInt or DuckDbTypeKind.Timestamp or DuckDbTypeKind.TimestampTz or DuckDbTypeKind.Time => BucketHash.Of(values.GetInt64(row)),
        DuckDbTypeKind.Varchar or DuckDbTypeKind.Blob => BucketHash.Of(values.GetBytes(row)),
        DuckDbTypeKind.Decimal => BucketHash.Of(values.GetDecimal(row).Unscaled),
        DuckDbTypeKind.Uuid => BucketHash.Of(values.GetGuid(row)),
        _ => throw new ArgumentException($"Values of {values.Type} cannot be put into buckets."),
    };
}
