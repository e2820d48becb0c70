using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Models;

/// <summary>What an engine says of a model's SELECT, as a fault of its file.</summary>
internal static class ModelFault
{
    /// <summary>The fault with file and line; null where the engine or the machine is at fault.</summary>
    /// <param name="error">Of a statement on whose first line the SELECT begins.</param>
    public static DeclarationException? Of(Model model, Exception error) => error switch
    {
        DuckDbException { Kind: DuckDbErrorKind.Interrupt or DuckDbErrorKind.OutOfMemory or DuckDbErrorKind.IO or DuckDbErrorKind.Permission or DuckDbErrorKind.Http or DuckDbErrorKind.Fatal or DuckDbErrorKind.Internal } => null,
        DuckDbException refused => At(model, refused.Line, refused.Sentence, error),
        StatementException refused => At(model, refused.Line, refused.Reason, error),
        _ => null,
    };

    private static DeclarationException At(Model model, int? line, string message, Exception error) => new([new DeclarationFault(model.File, model.Line + (line ?? 1) - 1, message)], error);
}
