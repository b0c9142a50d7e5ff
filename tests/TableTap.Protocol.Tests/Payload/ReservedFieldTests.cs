using System.Text;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Payload;

namespace TableTap.Protocol.Tests.Payload;

/// <summary>Fields that would change what an order means are refused where the server does not know them (section 4).</summary>
public sealed class ReservedFieldTests
{
    private static string[] Problems(string order, string item = "")
    {
        var json = $$"""
            {"cafeId":"c","orderType":"takeaway"{{order}},"items":[{"itemId":"a","quantity":1},{"itemId":"b","quantity":1{{item}}}]}
            """;
        PayloadReader.TryRead(
            Encoding.UTF8.GetBytes(json),
            CommandJson.Payloads.OrderCreate,
            out var read,
            out var details
        );
        Assert.Equal(read is null, details.Count > 0);
        return [.. details.Select(detail => $"{detail.Path}: {detail.Problem}")];
    }

    [Fact]
    public void Every_reserved_field_of_an_order_is_refused_however_it_is_written()
    {
        Assert.All(
            ReservedFields.OfOrder,
            field =>
            {
                var snake = string.Concat(
                    field.Name.Select(letter =>
                        char.IsUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{letter}"
                    )
                );
                Assert.All(
                    new[] { field.Name, snake, field.Name.ToUpperInvariant() },
                    name =>
                        Assert.StartsWith(
                            $"{name}: is no field here",
                            Assert.Single(Problems($",\"{name}\":null")),
                            StringComparison.Ordinal
                        )
                );
            }
        );
    }

    [Fact]
    public void Every_reserved_field_of_an_item_is_refused_with_its_place() =>
        Assert.All(
            ReservedFields.OfItem,
            field =>
                Assert.StartsWith(
                    $"items[1].{field.Name}: is no field here",
                    Assert.Single(Problems("", $",\"{field.Name}\":1")),
                    StringComparison.Ordinal
                )
        );

    [Fact]
    public void The_refusal_names_the_field_that_says_it_here()
    {
        Assert.Equal(
            ["pickupTime: is no field here and would change the order; say it with scheduledFor"],
            Problems(""","pickupTime":"2024-01-15T12:30:00Z" """)
        );
        Assert.Equal(
            ["table_number: is written tableNumber"],
            Problems(""","table_number":"12" """)
        );
        Assert.Equal(["items[1].Note: is written note"], Problems("", ""","Note":"hot" """));
    }

    [Fact]
    public void Other_unknown_fields_and_those_that_stand_deeper_are_ignored()
    {
        Assert.Empty(Problems(""","price":3,"client":{"tip":1,"items":[{"size":"x"}]} """));
        Assert.Empty(Problems("", ""","price":3,"more":{"size":1} """));
        Assert.Empty(Problems(""","more":[{"size":1}] """));
    }

    [Fact]
    public void What_is_known_is_not_reserved()
    {
        Assert.Empty(Problems(""","scheduledFor":"2024-01-15T12:30:00Z","tableNumber":"1" """));
        Assert.DoesNotContain(
            ReservedFields.OfOrder,
            field =>
                CommandJson.Payloads.OrderCreate.Properties.Any(known => known.Name == field.Name)
        );
        Assert.DoesNotContain(
            ReservedFields.OfItem,
            field =>
                CommandJson.Payloads.OrderedItem.Properties.Any(known => known.Name == field.Name)
        );
        Assert.All(
            ReservedFields.OfOrder.Where(field => field.Instead is not null),
            field =>
                Assert.Contains(
                    CommandJson.Payloads.OrderCreate.Properties,
                    known => known.Name == field.Instead
                )
        );
        Assert.All(
            ReservedFields.OfItem.Where(field => field.Instead is not null),
            field =>
                Assert.Contains(
                    CommandJson.Payloads.OrderedItem.Properties,
                    known => known.Name == field.Instead
                )
        );
    }

    [Fact]
    public void Other_commands_have_no_reserved_fields() =>
        Assert.True(
            PayloadReader.TryRead(
                """{"orderId":"o","stars":5,"tip":1,"discount":2}"""u8,
                CommandJson.Payloads.OrderRate,
                out _,
                out _
            )
        );

    [Fact]
    public void All_that_is_wrong_is_told_at_once() =>
        Assert.Equal(
            [
                "items[1].note: has at most 200 characters",
                "tip: is no field here and would change the order, so that it is not ignored",
            ],
            Problems(""","tip":1""", $",\"note\":\"{new string('x', 201)}\"").Order()
        );
}
