namespace Paklog.Lakehouse.Contracts;

/// <summary>How closely a column is guarded. It changes no value.</summary>
public enum PiiClass
{
    Public,
    Internal,
    Confidential,
    Restricted,
}
