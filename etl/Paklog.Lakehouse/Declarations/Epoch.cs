namespace Paklog.Lakehouse.Declarations;

/// <summary>
/// A new epoch of a source, declared by an operator after a binlog reset or a failover, which events cannot show (semantics.md, section 1). An event belongs to the greatest epoch whose conditions it meets.
/// </summary>
/// <param name="Source">Debezium's topic.prefix (source.name).</param>
/// <param name="Number">1 and up; 0 is what came before any declaration.</param>
/// <param name="ServerId">source.server_id of MySQL and MariaDB.</param>
/// <param name="GtidDomain">The first number of MariaDB's GTIDs.</param>
/// <param name="From">Events whose time is not before this instant.</param>
public sealed record Epoch(string Source, int Number, long? ServerId, long? GtidDomain, DateTimeOffset? From);
