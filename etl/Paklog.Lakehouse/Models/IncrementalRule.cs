namespace Paklog.Lakehouse.Models;

/// <summary>
/// Says which rows of the model a changed input row touches: those whose <paramref name="Column"/> equals the source column
/// in the row's old or new image. Of several rules all must hold; they name the same inputs.
/// </summary>
/// <param name="Column">A column of the model's output.</param>
/// <param name="Sources">The column of each input that carries its value; an input stands here once.</param>
public sealed record IncrementalRule(string Column, IReadOnlyList<InputColumn> Sources)
{
    public override string ToString() => $"{HeaderName.Show(Column)} = {string.Join(", ", Sources)}";
}
