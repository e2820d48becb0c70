namespace Paklog.Lakehouse.Contracts;

/// <summary>What becomes of a value that the source may hold and the column cannot.</summary>
public enum ValuePolicy
{
    /// <summary>The value becomes NULL; in a required column the event is rejected instead.</summary>
    Null,

    /// <summary>The value becomes the nearest one that the column holds.</summary>
    Clamp,

    /// <summary>The event goes to the dead letters.</summary>
    Reject,
}
