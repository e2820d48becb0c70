using System.Runtime.CompilerServices;
using Paklog.Lakehouse.IntegrationTests.Events;
using Paklog.Lakehouse.IntegrationTests.Publishing;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Spark;

/// <summary>Tests of what runs must do, once more with Spark as the engine of runs: one or two of each rule. All of them run so by PAKLOG_SPARK_ALL=1.</summary>
public sealed class ContractsOnSparkTests
{
    private static readonly Dictionary<string, Func<Task>> Chosen = new(
    [
        Of<DefinitionTests>(tests => tests.A_rejected_event_is_accepted_by_a_later_contract()),
        Of<DefinitionTests>(tests => tests.Each_value_that_does_not_fit_is_a_letter()),
        Of<InOrderTests>(tests => tests.Closed_history_is_not_rewritten()),
        Of<KeylessTests>(tests => tests.Bare_values_are_the_same_as_records_without_key()),
        Of<KeylessTests>(tests => tests.Another_key_of_the_contract_reads_the_same_events_anew()),
        Of<KeylessTests>(tests => tests.What_an_event_without_key_and_without_before_cannot_say_is_said()),
        Of<LettersAndCaseTests>(tests => tests.Columns_that_differ_or_were_renamed_by_case_only_have_their_own_values(100)),
        Of<AdditiveTests>(tests => tests.Sums_by_difference_are_those_of_a_full_run(1, 100)),
        Of<NamedModelsTests>(tests => tests.Rows_step_by_step_are_those_of_a_full_run(1)),
        Of<ModelErrorsTests>(tests => tests.File_and_line_are_named("select i.id as id,\n  i.nam as name\nfrom silver.items i", 4, "does not have a column named \"nam\"")),
        Of<ModelErrorsTests>(tests => tests.File_and_line_are_named("select cast(i.name as int) as id from silver.items i", 3, "Could not convert a to INT")),
        Of<RollbackTests>(tests => tests.After_a_table_alone_went_back_the_next_run_makes_all_right("silver.items_history")),
    ]);

    /// <summary>Those of which another one above is a witness, and that take minutes.</summary>
    private static readonly Dictionary<string, Func<Task>> Long = new(
    [
        Of<KeylessTests>(tests => tests.A_null_in_a_key_column_is_a_dead_letter_in_every_run()),
        Of<NamesTests>(tests => tests.Renamed_columns_are_extended_in_order(2)),
    ]);

    public static TheoryData<string> Names { get; } = [.. Chosen.Keys, .. Long.Keys.Where(_ => NumberSetting.IsLong)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Holds_on_Spark_too(string name) => RunEngine.OnSparkAsync(Chosen.GetValueOrDefault(name) ?? Long[name]);

    private static KeyValuePair<string, Func<Task>> Of<T>(Func<T, Task> test, [CallerArgumentExpression(nameof(test))] string name = "")
        where T : new() =>
        new($"{typeof(T).Name}{name[name.IndexOf('.', StringComparison.Ordinal)..]}", async () =>
        {
            var tests = new T();
            using (tests as IDisposable)
                await test(tests);
        });
}
