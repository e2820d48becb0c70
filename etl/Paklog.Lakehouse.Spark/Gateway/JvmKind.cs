namespace Paklog.Lakehouse.Spark.Gateway;

/// <summary>What the gateway said of an object when it gave the reference; <see cref="JvmCollections"/> reads the last five.</summary>
public enum JvmKind
{
    Object,
    List,
    Set,
    Map,
    Array,
    Iterator,
}
