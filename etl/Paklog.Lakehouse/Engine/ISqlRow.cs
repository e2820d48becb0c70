namespace Paklog.Lakehouse.Engine;

/// <summary>A row of a result; columns are counted from 0.</summary>
public interface ISqlRow
{
    bool IsNull(int column);

    bool GetBoolean(int column);

    int GetInt32(int column);

    long GetInt64(int column);

    string GetString(int column);

    /// <summary>A date as days since 1970-01-01.</summary>
    int GetDays(int column);
}
