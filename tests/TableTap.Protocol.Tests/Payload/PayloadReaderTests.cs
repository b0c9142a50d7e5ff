using System.Text;
using System.Text.Json.Serialization.Metadata;
using CsCheck;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Payload;
using TableTap.Protocol.Tests.Fixtures;
using TableTap.Protocol.Values;
using TableTap.Testing;

namespace TableTap.Protocol.Tests.Payload;

public sealed class PayloadReaderTests
{
    private static readonly ProtocolJson Json = ProtocolJson.Default;
    private static readonly CommandJson Commands = CommandJson.Payloads;

    [Fact]
    public void A_good_payload_has_no_details()
    {
        Assert.True(
            PayloadReader.TryRead(
                """{"orderId":"o","stars":5,"later":{"a":[1]}}"""u8,
                Commands.OrderRate,
                out var rate,
                out var details
            )
        );
        Assert.Equal(new("o", 5), rate);
        Assert.Empty(details);
    }

    [Fact]
    public void An_absent_payload_counts_as_an_empty_one()
    {
        Assert.True(PayloadReader.TryRead([], Commands.BreakEnd, out var end, out _));
        Assert.Equal(new(), end);
        Assert.False(PayloadReader.TryRead([], Commands.OrderRate, out _, out var details));
        Assert.Equal([new("orderId", "is required"), new("stars", "is required")], details);
    }

    [Theory]
    [InlineData("""{"items":[{"itemId":"a","quantity":0}]}""", "items[0].quantity: is at least 1")]
    [InlineData(
        """{"items":[{"itemId":"a","quantity":1},{"itemId":"a","quantity":-2}]}""",
        "items[1].quantity: is at least 1"
    )]
    [InlineData(
        """{"items":[{"itemId":"a","quantity":"2"}]}""",
        "items[0].quantity: expected a whole number"
    )]
    [InlineData(
        """{"items":[{"itemId":"a","quantity":1.5}]}""",
        "items[0].quantity: expected a whole number"
    )]
    [InlineData(
        """{"items":[{"itemId":"a","quantity":99999999999}]}""",
        "items[0].quantity: expected a whole number"
    )]
    [InlineData("""{"items":[{"itemId":5,"quantity":1}]}""", "items[0].itemId: expected a text")]
    [InlineData(
        """{"items":[{"itemId":"a b","quantity":1}]}""",
        "items[0].itemId: expected an id: 1 to 64 of A-Z a-z 0-9 _ -"
    )]
    [InlineData("""{"items":[{"quantity":1}]}""", "items[0].itemId: is required")]
    [InlineData(
        """{"items":[{"itemId":"a","quantity":1,"customizations":["x",5]}]}""",
        "items[0].customizations[1]: expected a text"
    )]
    [InlineData(
        """{"items":[{"itemId":"a","quantity":1,"customizations":["x",null]}]}""",
        "items[0].customizations[1]: must not be null"
    )]
    [InlineData(
        """{"items":[{"itemId":"a","quantity":1,"customizations":["x",""]}]}""",
        "items[0].customizations[1]: has at least 1 character"
    )]
    [InlineData(
        """{"items":[{"itemId":"a","quantity":1,"customizations":{}}]}""",
        "items[0].customizations: expected a list"
    )]
    [InlineData("""{"items":[null]}""", "items[0]: must not be null")]
    [InlineData("""{"items":[7]}""", "items[0]: expected an object")]
    [InlineData("""{"items":{}}""", "items: expected a list")]
    [InlineData("""{"items":[]}""", "items: has at least 1 entries")]
    [InlineData("""{"items":null}""", "items: must not be null")]
    [InlineData("""{"cafeId":null}""", "cafeId: must not be null")]
    [InlineData("""{"cafeId":""}""", "cafeId: expected an id: 1 to 64 of A-Z a-z 0-9 _ -")]
    [InlineData("""{"orderType":"delivery"}""", "orderType: expected one of takeaway, dine-in")]
    [InlineData("""{"orderType":0}""", "orderType: expected one of takeaway, dine-in")]
    [InlineData("""{"orderType":null}""", "orderType: must not be null")]
    [InlineData("""{"paymentMethod":"iou"}""", "paymentMethod: expected one of card, cash")]
    [InlineData("""{"tableNumber":12}""", "tableNumber: expected a text")]
    public void A_broken_order_is_told_where_and_what(string change, string expected) =>
        Assert.Equal([expected], Problems(Changed(change), Commands.OrderCreate));

    [Theory]
    [InlineData(
        "refund_issue",
        """{"orderId":"o","amount":1.0005,"reason":"r"}""",
        "amount: an amount has at most three decimals"
    )]
    [InlineData(
        "refund_issue",
        """{"orderId":"o","amount":"1.00","reason":"r"}""",
        "amount: expected an amount: a number with at most three decimals"
    )]
    [InlineData(
        "refund_issue",
        """{"orderId":"o","amount":1e12,"reason":"r"}""",
        "amount: the amount is out of range"
    )]
    [InlineData(
        "refund_issue",
        """{"orderId":"o","amount":-5,"reason":"r"}""",
        "amount: is at least 0.001"
    )]
    [InlineData(
        "refund_issue",
        """{"orderId":"o","amount":0,"reason":"r"}""",
        "amount: is at least 0.001"
    )]
    [InlineData(
        "refund_issue",
        """{"orderId":"o","amount":null,"reason":"r"}""",
        "amount: must not be null"
    )]
    [InlineData("order_rate", """{"orderId":"o","stars":6}""", "stars: is at most 5")]
    [InlineData("order_rate", """{"orderId":"o","stars":0}""", "stars: is at least 1")]
    [InlineData(
        "order_status_update",
        """{"orderId":"o","status":"cancelled"}""",
        "status: expected one of confirmed, preparing, ready, completed"
    )]
    [InlineData("intake_update", """{"mode":"busy"}""", "mode: expected one of normal, paused")]
    [InlineData(
        "intake_update",
        """{"mode":"paused","until":"soon"}""",
        "until: expected a timestamp like 2024-01-15T10:30:00.000Z"
    )]
    [InlineData(
        "item_availability_update",
        """{"available":"no","itemId":"a"}""",
        "available: expected true or false"
    )]
    [InlineData(
        "item_availability_update",
        """{"available":true}""",
        ": has exactly one of itemId, customization, optionId"
    )]
    [InlineData(
        "item_availability_update",
        """{"available":true,"itemId":"a","customization":"b"}""",
        ": has exactly one of itemId, customization, optionId"
    )]
    [InlineData(
        "order_assign",
        """{"orderId":"o"}""",
        ": has exactly one of counterId, employeeId"
    )]
    [InlineData(
        "break_start",
        """{"breakType":"lunch","duration":"30"}""",
        "duration: expected a number"
    )]
    [InlineData(
        "break_start",
        """{"breakType":"lunch","duration":30,"coveringEmployees":["a","b c"]}""",
        "coveringEmployees[1]: expected an id: 1 to 64 of A-Z a-z 0-9 _ -"
    )]
    [InlineData(
        "subscribe",
        """{"channels":[5]}""",
        "channels[0]: expected a channel name or {\"channel\", \"afterSequence\"}"
    )]
    [InlineData(
        "subscribe",
        """{"channels":[{"channel":"x","afterSequence":-1}]}""",
        "channels[0]: afterSequence is a whole number from 0"
    )]
    [InlineData("subscribe", """{"channels":[null]}""", "channels[0]: must not be null")]
    [InlineData(
        "reconnect",
        """{"channels":[],"positions":{"a":-1}}""",
        "positions.a: is at least 0"
    )]
    [InlineData(
        "reconnect",
        """{"channels":[],"positions":{"a":"1"}}""",
        "positions.a: expected a whole number"
    )]
    [InlineData(
        "reconnect",
        """{"channels":[],"positions":{"a":null}}""",
        "positions.a: must not be null"
    )]
    [InlineData("reconnect", """{"channels":[],"positions":[]}""", "positions: expected an object")]
    [InlineData("ack", """{}""", ": has exactly one of messageId, channel")]
    [InlineData(
        "encryption_key",
        """{"jwk":{"kty":"EC","crv":"P-256","x":"a"}}""",
        "jwk.y: is required"
    )]
    public void A_broken_payload_is_told_where_and_what(
        string type,
        string data,
        string expected
    ) => Assert.Equal([expected], Problems(data, MessageCatalogue.Find(type)!.Data));

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var problems = Problems(
            """{"items":[{"quantity":"x"},3],"orderType":"fly"}""",
            Commands.OrderCreate
        );
        Assert.Equal(
            [
                "cafeId: is required",
                "items[0].itemId: is required",
                "items[0].quantity: expected a whole number",
                "items[1]: expected an object",
                "orderType: expected one of takeaway, dine-in",
            ],
            problems
        );
    }

    [Fact]
    public void Not_more_problems_are_told_than_a_person_reads()
    {
        Assert.Equal(
            PayloadProblems.Most,
            Problems(
                $"{{\"channels\":[{string.Join(',', Enumerable.Repeat("5", 5000))}]}}",
                Json.Subscribe
            ).Count
        );
        Assert.Equal(
            PayloadProblems.Most,
            Problems(
                $"{{\"channels\":[{string.Join(',', Enumerable.Repeat("null", 5000))}]}}",
                Json.Unsubscribe
            ).Count
        );
        var nothing = string.Join(',', Enumerable.Repeat("{}", 200));
        Assert.Equal(
            PayloadProblems.Most,
            Problems($"{{\"items\":[{nothing}]}}", Commands.OrderCreate).Count
        );
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("{")]
    [InlineData("""{"orderId":"a","orderId":"b","stars":1}""")]
    public void What_is_no_object_of_the_record_is_one_problem(string data) =>
        Assert.Equal([": expected an object"], Problems(data, Commands.OrderRate));

    [Fact]
    public void A_limit_that_a_setting_can_raise_is_left_to_the_cafe()
    {
        Assert.Empty(
            Problems(Changed("""{"items":[{"itemId":"a","quantity":21}]}"""), Commands.OrderCreate)
        );
        Assert.Empty(
            Problems(
                Changed($$"""{"specialInstructions":"{{new string('x', 501)}}"}"""),
                Commands.OrderCreate
            )
        );
        Assert.Equal(
            ["message: has at most 500 characters"],
            Problems(
                $$"""{"audience":"staff","message":"{{new string('x', 501)}}"}""",
                Commands.AnnouncementPublish
            )
        );
    }

    [Fact]
    public void Characters_are_counted_and_not_their_halves() =>
        Assert.Empty(
            Problems(
                $$"""{"audience":"staff","message":"{{string.Concat(Enumerable.Repeat("😀", 500))}}"}""",
                Commands.AnnouncementPublish
            )
        );

    [Fact]
    public void No_problem_names_a_type_of_the_server()
    {
        var odd = new[]
        {
            "null",
            "5",
            "\"x\"",
            "true",
            "[]",
            "{}",
            "[[]]",
            "{\"a\":1}",
            "1e999",
            "-1",
        };
        foreach (var row in MessageCatalogue.All)
        {
            foreach (var property in row.Data.Properties)
            {
                foreach (var value in odd)
                {
                    Assert.All(
                        Problems($"{{\"{property.Name}\":{value}}}", row.Data),
                        problem =>
                        {
                            Assert.DoesNotContain("System.", problem, StringComparison.Ordinal);
                            Assert.DoesNotContain("TableTap", problem, StringComparison.Ordinal);
                            Assert.DoesNotContain(
                                "another value",
                                problem,
                                StringComparison.Ordinal
                            );
                        }
                    );
                }
            }
        }
    }

    [Fact]
    public void What_the_reader_takes_from_a_client_its_schema_takes_too() =>
        Gen.Select(Gen.Int[0, Fixture.All.Count - 1], Gen.Int[0, 10_000], Gen.Byte)
            .Sample(
                (number, at, value) =>
                {
                    var frame = Fixture.All[number].Frame.ToArray();
                    frame[at % frame.Length] = value;
                    if (
                        !EnvelopeReader.TryRead(frame, out var envelope, out _)
                        || envelope.Descriptor is not { FromClient: true } row
                        || !ProtocolVersion.Supports(envelope.Version)
                        || (row.Kind == MessageKind.Command && envelope.MessageId is null)
                        || Wire.Payload(
                            row.Data,
                            envelope.DataOf((ReadOnlyMemory<byte>)frame)
                        ).Value
                            is null
                    )
                    {
                        return true;
                    }

                    // How many of one thing may be ordered is for the café to say; its schema shows the default.
                    return FrameSchema
                        .Validate(frame)
                        .All(problem =>
                            problem.EndsWith("quantity is above 20", StringComparison.Ordinal)
                        );
                },
                iter: 5_000
            );

    private static List<string> Problems(string data, JsonTypeInfo contract)
    {
        var (value, details) = Wire.Payload(contract, Encoding.UTF8.GetBytes(data));
        Assert.Equal(value is null, details.Count > 0);
        return [.. details.Select(detail => $"{detail.Path}: {detail.Problem}")];
    }

    private static string Changed(string change)
    {
        var order = System.Text.Json.Nodes.JsonNode.Parse(
            """{"cafeId":"c","items":[{"itemId":"a","quantity":1}],"orderType":"takeaway"}"""
        )!;
        foreach (var (field, value) in System.Text.Json.Nodes.JsonNode.Parse(change)!.AsObject())
        {
            order[field] = value?.DeepClone();
        }

        return order.ToJsonString();
    }
}
