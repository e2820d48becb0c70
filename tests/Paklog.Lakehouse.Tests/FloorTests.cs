using ArchUnitNET.Domain;
using ArchUnitNET.Fluent;
using ArchUnitNET.Loader;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Paklog.Lakehouse.Tests;

/// <summary>The rooms of the toolkit stand in floors: each uses what stands below it, and nothing beside or above (etl/README.md shows them).</summary>
public sealed class FloorTests
{
    /// <summary>From the ground up; rooms in one row do not know one another.</summary>
    private static readonly string[][] Floors =
    [
        ["Declarations", "Lines"],
        ["Faults", "Sources", "Contracts"],
        ["Contracts.Inference", "Engine"],
        ["Bronze", "Steps"],
        ["Silver", "Models"],
        ["Definition", "Maintenance"],
        ["Runs"],
        ["Branches", "Configuration"],
        ["Queries"],
    ];

    private static readonly Lazy<Architecture> House = new(() => new ArchLoader().LoadAssemblies(typeof(LakehouseBuilder).Assembly).Build());

    public static TheoryData<string> Rooms { get; } = [.. Floors.SelectMany(rooms => rooms)];

    [Fact]
    public void Every_room_stands_on_a_floor()
    {
        var rooms = typeof(LakehouseBuilder).Assembly.GetTypes().Select(type => type.Namespace).OfType<string>().Where(name => name.StartsWith("Paklog.Lakehouse.", StringComparison.Ordinal));

        Assert.Equal(Rooms.Select(room => room.Data).Order(StringComparer.Ordinal), rooms.Select(name => name["Paklog.Lakehouse.".Length..]).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_what_stands_below_it(string room)
    {
        var floor = Array.FindIndex(Floors, rooms => rooms.Contains(room));
        foreach (var other in Floors.Skip(floor).SelectMany(rooms => rooms).Where(other => other != room))
        {
            IArchRule rule = Types().That().ResideInNamespace("Paklog.Lakehouse." + room).Should().NotDependOnAny(Types().That().ResideInNamespace("Paklog.Lakehouse." + other));

            Assert.Empty(rule.Evaluate(House.Value).Where(result => !result.Passed).Select(result => result.Description));
        }
    }
}
