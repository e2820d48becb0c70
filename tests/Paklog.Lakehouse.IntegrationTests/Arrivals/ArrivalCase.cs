using System.Globalization;
using System.Text;

namespace Paklog.Lakehouse.IntegrationTests.Arrivals;

/// <summary>How lines arrive: landings and runs in turn. A run without dates ends every case and is no step of it.</summary>
internal sealed record ArrivalCase(string Name, IReadOnlyList<ArrivalStep> Steps)
{
    /// <summary>Each line once, in the order of the recording.</summary>
    public IReadOnlyList<TopicLine> Lines => [.. Steps.OfType<ArrivalStep.Land>().SelectMany(step => step.Lines).DistinctBy(line => line.Id).OrderBy(line => line.Id)];

    /// <summary>Lines with copies, and steps: what a shrinker makes smaller.</summary>
    public (int Lines, int Steps) Size => (Steps.OfType<ArrivalStep.Land>().Sum(step => step.Lines.Count), Steps.Count);

    public override string ToString()
    {
        var text = new StringBuilder(Name);
        foreach (var step in Steps)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n- {step}");
            if (step is ArrivalStep.Land landing)
                text.AppendJoin("", landing.Lines.Take(20).Select(line => "\n  " + line.Text)).Append(landing.Lines.Count > 20 ? $"\n  ... {landing.Lines.Count} lines" : "");
        }

        return text.ToString();
    }
}

internal abstract record ArrivalStep
{
    public sealed record Land(IReadOnlyList<TopicLine> Lines) : ArrivalStep
    {
        public override string ToString() => "land";
    }

    public sealed record Run(DateTimeOffset? From = null, DateTimeOffset? To = null, bool Full = false) : ArrivalStep
    {
        public override string ToString() => $"run{(From is { } from ? $" --from {from:O}" : "")}{(To is { } to ? $" --to {to:O}" : "")}{(Full ? " --full" : "")}";
    }
}
