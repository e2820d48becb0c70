using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Fulfilment;

/// <summary>A change and the row that it leaves, or takes away.</summary>
internal sealed record FulfilmentEvent(ChangeLine Line, SourceRow Row)
{
    public bool IsDelete => Line.Op == "d";
}
