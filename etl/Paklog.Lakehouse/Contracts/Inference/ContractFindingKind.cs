namespace Paklog.Lakehouse.Contracts.Inference;

/// <summary>The kinds of disagreement (schema drift) between a contract and what arrives.</summary>
public enum ContractFindingKind
{
    /// <summary>Events of a table without contract.</summary>
    UnknownTable,

    /// <summary>A contract of whose table no event was seen.</summary>
    UnseenTable,

    /// <summary>A field that the contract names neither as column nor as former or dropped name.</summary>
    UnknownField,

    /// <summary>A column that no event carries.</summary>
    MissingField,

    /// <summary>A field whose values or schema do not go with the column's type and encoding.</summary>
    RetypedField,

    /// <summary>The messages' key is not the contract's.</summary>
    OtherKey,

    /// <summary>No message has a key, so the contract's is all there is; no fault.</summary>
    NoKey,
}
