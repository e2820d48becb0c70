namespace Paklog.Lakehouse.Iceberg;

/// <summary>What went wrong, in the terms a caller decides by.</summary>
public enum IcebergErrorKind
{
    /// <summary>A table, namespace, reference, snapshot or file does not exist.</summary>
    NotFound,

    /// <summary>What was to be created exists already.</summary>
    AlreadyExists,

    /// <summary>A namespace still holds tables or namespaces.</summary>
    NotEmpty,

    /// <summary>A requirement of the commit no longer holds; nothing was written to the catalog.</summary>
    CommitConflict,

    /// <summary>Whether the commit happened is unknown. The files it wrote must stay.</summary>
    CommitStateUnknown,

    /// <summary>Valid Iceberg that this library does not read or write (format v3, other codecs, ...).</summary>
    Unsupported,

    /// <summary>Bytes or JSON that are not valid Iceberg.</summary>
    InvalidData,

    /// <summary>An operation was refused because what it depends on has changed or does not allow it.</summary>
    ValidationFailed,

    /// <summary>A server did not answer, or said that it cannot now, however often it was asked. It was only read from, or refused to change anything.</summary>
    Unavailable,
}
