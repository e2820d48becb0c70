using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Rest.Server;

/// <summary>An error as clients of the REST catalog know it: a status, and the name of an exception of the Java library (OpenAPI, schema ErrorModel).</summary>
internal sealed class RestException(int status, string type, string message, Exception? inner = null) : Exception(message, inner)
{
    internal int Status { get; } = status;

    internal string Type { get; } = type;

    internal static RestException BadRequest(string message, Exception? inner = null) => new(400, "BadRequestException", message, inner);

    internal static RestException NoNamespace(string ns) => new(404, "NoSuchNamespaceException", $"Namespace does not exist: {RestNames.Show(ns)}");

    internal static RestException NoTable(TableIdentifier identifier, Exception? inner = null) =>
        new(404, "NoSuchTableException", $"Table does not exist: {RestNames.Show(identifier)}", inner);

    internal static RestException NoView(TableIdentifier identifier, Exception? inner = null) =>
        new(404, "NoSuchViewException", $"View does not exist: {RestNames.Show(identifier)}", inner);

    /// <summary>The words that other clients and their tests look for; what is behind it, and what to do, follows.</summary>
    internal static RestException Of(IcebergException error) => error.Kind switch
    {
        IcebergErrorKind.NotFound => new(404, "NotFoundException", error.Message, error),
        IcebergErrorKind.AlreadyExists => new(409, "AlreadyExistsException", error.Message, error),
        IcebergErrorKind.NotEmpty => new(409, "NamespaceNotEmptyException", error.Message, error),
        IcebergErrorKind.CommitConflict => new(409, "CommitFailedException", error.Message, error),
        IcebergErrorKind.CommitStateUnknown => new(500, "CommitStateUnknownException", error.Message, error),
        IcebergErrorKind.Unsupported => new(406, "UnsupportedOperationException", error.Message, error),
        IcebergErrorKind.InvalidData => new(400, "BadRequestException", error.Message, error),
        IcebergErrorKind.ValidationFailed => new(400, "IllegalArgumentException", error.Message, error),
        IcebergErrorKind.Unavailable => new(503, "ServiceUnavailableException", error.Message, error),
        _ => throw new ArgumentOutOfRangeException(nameof(error), error.Kind, null),
    };
}
