namespace Paklog.Lakehouse.Models;

/// <summary>Puts each model behind the models that it reads, and otherwise keeps their order.</summary>
internal static class ModelOrder
{
    internal static List<Model> Sort(List<Model> models, List<ModelError> errors)
    {
        var ordered = new List<Model>();
        var waiting = new List<Model>(models);
        while (waiting.Count > 0)
        {
            var next = waiting.Find(model => !waiting.Exists(other => model.Inputs.Contains(other.Table)));
            if (next is null)
            {
                var names = string.Join(", ", waiting.Select(model => model.Table));
                errors.Add(new ModelError(waiting[0].File, 1, $"These models read each other in a circle: {names}."));
                break;
            }

            waiting.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }
}
