using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using TableTap.Cafes.Persistence;
using TableTap.Ordering;
using TableTap.Ordering.Facts;
using TableTap.Realtime.Journal;
using TableTap.Terms;

namespace TableTap.Cafes.Tests.Persistence;

/// <summary>The journal's form of facts.</summary>
public sealed class FactTableTests
{
    private static readonly Type[] FactTypes =
    [
        .. new[] { typeof(Fact).Assembly, typeof(FactTable).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsSubclassOf(typeof(Fact)) && !type.IsAbstract),
    ];

    [Fact]
    public void Every_fact_has_a_name()
    {
        Assert.Equal(
            FactTypes.Select(type => type.Name).Order(StringComparer.Ordinal),
            FactTable.ByName.Values.Select(fact => fact.Name).Order(StringComparer.Ordinal)
        );
    }

    /// <summary>What is written here is in journals: lines may be added, a line never changes but for new fields at its end.</summary>
    [Fact]
    public void Names_and_fields_stay_as_they_were()
    {
        var shapes = FactTable
            .ByName.OrderBy(row => row.Key, StringComparer.Ordinal)
            .Select(row =>
                $"{row.Key}: {string.Join(' ', FactTable.Json(row.Value).Properties.Where(one => one.Set is not null || one.AssociatedParameter is not null).Select(one => one.Name).Order(StringComparer.Ordinal))}"
            );

        Assert.Equal(
            File.ReadAllLines(
                Path.Combine(AppContext.BaseDirectory, "Persistence", "fact-shapes.txt")
            ),
            shapes
        );
    }

    [Fact]
    public void Every_fact_comes_back_as_it_was() =>
        Gen.Int[0, FactTypes.Length - 1]
            .SelectMany(index => AnyValue.Of(FactTypes[index]))
            .Select(value => (Fact)value!)
            .Sample(
                fact =>
                {
                    var written = FactTable.Write(fact);
                    var read = FactTable.Read(
                        "cafe:demo",
                        new StoredFact(1, written.Type, written.Data, written.At)
                    );
                    Assert.Equal(fact, read);
                    Assert.Equal(fact.At, written.At);
                },
                iter: 2_000
            );

    [Fact]
    public void What_can_be_computed_is_not_written()
    {
        var fact = new OrderConfirmedFact(OpenCafe.Morning, "o", OrderStatus.Pending, "system", 4);

        Assert.Equal(
            """{"estimatedTime":4,"expected":null,"wait":null,"from":"pending","by":"system","orderId":"o","at":"2024-01-15T09:00:00+00:00"}""",
            Encoding.UTF8.GetString(FactTable.Write(fact).Data.Span)
        );
    }

    /// <summary>An older version wrote the café's numbers without those that came later.</summary>
    [Fact]
    public void A_number_that_an_older_journal_does_not_have_is_the_default()
    {
        var fact = new CafeConfiguredFact(OpenCafe.Morning, DemoCafe.Profile, "system");
        var json = JsonNode.Parse(FactTable.Write(fact).Data.Span)!;
        var limits = json["profile"]!["limits"]!.AsObject();
        foreach (var later in new[] { "overrunPercent", "busyAfter", "quotesNeeded" })
        {
            Assert.True(limits.Remove(later));
        }

        var read = FactTable.Read(
            "cafe:demo",
            new(1, "cafe_configured", Encoding.UTF8.GetBytes(json.ToJsonString()), fact.At)
        );

        Assert.Equal(fact, read);
    }

    [Fact]
    public void An_unknown_fact_stops_with_clear_words()
    {
        var stored = new StoredFact(7, "order_teleported", "{}"u8.ToArray(), OpenCafe.Morning);

        var fault = Assert.Throws<UnreadableFactException>(() =>
            FactTable.Read("cafe:demo", stored)
        );

        Assert.Equal(
            "Stream 'cafe:demo' holds a fact 'order_teleported' at version 7 that this version of TableTap does not know. "
                + "Start the version that wrote it, or a newer one.",
            fault.Message
        );
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"orderId": 5}""")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData(
        """{"at":"2024-01-15T09:00:00+00:00","orderId":"o","stars":"five","comment":null,"by":"john"}"""
    )]
    public void A_broken_fact_stops_with_clear_words(string json)
    {
        var stored = new StoredFact(
            7,
            "order_rated",
            Encoding.UTF8.GetBytes(json),
            OpenCafe.Morning
        );

        var fault = Assert.Throws<UnreadableFactException>(() =>
            FactTable.Read("cafe:demo", stored)
        );

        Assert.Contains("'order_rated' at version 7", fault.Message, StringComparison.Ordinal);
    }
}
