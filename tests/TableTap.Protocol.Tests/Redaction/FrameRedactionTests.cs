using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using TableTap.Protocol.Redaction;
using TableTap.Testing;

namespace TableTap.Protocol.Tests.Redaction;

/// <summary>What of a frame an operator may read: nothing that is somebody's own.</summary>
public sealed class FrameRedactionTests
{
    [Fact]
    public void Ids_words_numbers_and_times_are_shown_and_texts_are_not()
    {
        var shown = Redact(
            """{"type":"order_create","messageId":"m1","timestamp":"2024-01-15T10:30:00.000Z","data":{"cafeId":"demo","orderType":"takeaway","tableNumber":"7","paymentMethod":"card","specialInstructions":"Ada Lovelace","scheduledFor":"2024-01-15T12:00:00.000Z","items":[{"itemId":"latte","quantity":2,"customizations":["Oat milk"]}],"nickname":"Countess"}}"""
        );
        Assert.Equal("order_create", (string?)shown["type"]);
        Assert.Equal("m1", (string?)shown["messageId"]);
        var data = shown["data"]!;
        Assert.Equal("demo", (string?)data["cafeId"]);
        Assert.Equal("takeaway", (string?)data["orderType"]);
        Assert.Equal("(4 characters)", (string?)data["paymentMethod"]);
        Assert.Equal("(12 characters)", (string?)data["specialInstructions"]);
        Assert.Equal("2024-01-15T12:00:00.000Z", (string?)data["scheduledFor"]);
        Assert.Equal("latte", (string?)data["items"]![0]!["itemId"]);
        Assert.Equal(2, (int?)data["items"]![0]!["quantity"]);
        Assert.Equal("(8 characters)", (string?)data["items"]![0]!["customizations"]![0]);
        Assert.Equal(1, (int?)data["(not shown)"]);
    }

    [Fact]
    public void Channels_and_positions_are_shown()
    {
        var shown = Redact(
            """{"type":"subscribe","data":{"channels":["cafe:demo:general","orders:*",{"channel":"cafe:demo:staff","afterSequence":7},"Ada Lovelace"]}}"""
        )["data"]!["channels"]!.AsArray();
        Assert.Equal("cafe:demo:general", (string?)shown[0]);
        Assert.Equal(7, (int?)shown[2]!["afterSequence"]);
        Assert.Equal("(12 characters)", (string?)shown[3]);
    }

    [Fact]
    public void Frames_within_a_replay_are_redacted_each()
    {
        var shown = Redact(
            """{"type":"message_replay","data":{"messages":[{"type":"announcement","channel":"cafe:demo:general","messageId":"m2","data":{"announcementId":"a1","message":"We close at four"},"sequence":3}],"fromMessageId":null,"toMessageId":null,"hasMore":false,"positions":{"cafe:demo:general":3,"Ada":1}}}"""
        )["data"]!;
        Assert.Equal("(16 characters)", (string?)shown["messages"]![0]!["data"]!["message"]);
        Assert.Equal(3, (int?)shown["messages"]![0]!["sequence"]);
        Assert.Equal(3, (int?)shown["positions"]!["cafe:demo:general"]);
        Assert.Equal(1, (int?)shown["positions"]!["(not shown)"]);
    }

    [Theory]
    [InlineData("""{"type":"my secret"}""")]
    [InlineData("""{"type":"ping","data":{"a":1,"a":2}}""")]
    [InlineData("""not json""")]
    [InlineData("""[]""")]
    public void What_is_not_understood_is_not_shown(string frame)
    {
        var shown = Redact(frame);
        Assert.True(
            (bool?)shown["unreadable"] == true || (bool?)shown["unknownType"] == true,
            shown.ToJsonString()
        );
        Assert.Single(shown.AsObject());
    }

    /// <summary>Every sample of the protocol with every text of it made a secret: none may be read.</summary>
    [Fact]
    public void No_text_or_amount_of_any_message_is_shown()
    {
        const string secret = "Lady Lovelace";
        foreach (var frame in Samples())
        {
            frame["data"] = Spoilt(frame["data"]!, secret);
            var shown = Redact(frame.ToJsonString()).ToJsonString();
            Assert.DoesNotContain("Lovelace", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("31.25", shown, StringComparison.Ordinal);
        }
    }

    /// <summary>Every sample of the protocol as it is: its words are true ones of closed sets.</summary>
    [Fact]
    public void No_way_to_pay_and_no_allergy_of_any_message_is_shown()
    {
        HashSet<string> secrets = ["card", "cash", "peanuts", "nuts"];
        var hidden = 0;
        foreach (var frame in Samples())
        {
            hidden += Texts(frame).Count(secrets.Contains);
            var shown = Redact(frame.ToJsonString());
            Assert.DoesNotContain(Texts(shown), secrets.Contains);
            Assert.DoesNotContain(
                "allerg",
                shown.ToJsonString(),
                StringComparison.OrdinalIgnoreCase
            );
        }

        Assert.True(hidden > 20, $"only {hidden} words were there to hide");
    }

    [Fact]
    public void Of_a_payment_only_the_cafe_and_the_order_are_shown()
    {
        var pay = Redact(
            """{"type":"bill_pay","messageId":"m1","data":{"billId":"b1","cafeId":"demo","method":"card","amount":7,"partId":"p1","expectedVersion":4,"reference":"T-9"}}"""
        )["data"]!;
        Assert.Equal("demo", (string?)pay["cafeId"]);
        Assert.Equal("(2 characters)", (string?)pay["billId"]);
        Assert.Equal("(4 characters)", (string?)pay["method"]);
        Assert.Equal("(2 characters)", (string?)pay["partId"]);
        Assert.Equal("(number)", (string?)pay["expectedVersion"]);
        Assert.Equal("(number)", (string?)pay["amount"]);
        var order = Redact(
            """{"type":"order_create","data":{"cafeId":"demo","orderType":"takeaway","paymentMethod":"card","items":[{"itemId":"latte","quantity":2}]}}"""
        )["data"]!;
        Assert.Equal("latte", (string?)order["items"]![0]!["itemId"]);
    }

    /// <summary>They are of somebody's health: not even that there are some is told.</summary>
    [Fact]
    public void Allergies_are_left_out()
    {
        var order = Redact(
            """{"type":"order_create","data":{"cafeId":"demo","orderType":"takeaway","allergies":["peanuts"],"items":[{"itemId":"latte","quantity":2,"allergies":["nuts","milk"]}]}}"""
        )["data"]!;
        Assert.Equal(["cafeId", "orderType", "items"], order.AsObject().Select(part => part.Key));
        Assert.Equal(
            ["itemId", "quantity"],
            order["items"]![0]!.AsObject().Select(part => part.Key)
        );
    }

    /// <summary>A secret that looks like an id is one all the same, wherever the contract does not say that an id stands there.</summary>
    [Theory]
    [InlineData("""{"type":"token_refresh","data":{"token":"hunter2"}}""")]
    [InlineData(
        """{"type":"order_status_update","data":{"orderId":"o1","status":"completed","pickupCode":"hunter2"}}"""
    )]
    [InlineData("""{"type":"order_status_update","data":{"orderId":"o1","status":"hunter2"}}""")]
    [InlineData("""{"type":"order_rate","data":{"orderId":"o1","stars":5,"comment":"hunter2"}}""")]
    [InlineData("""{"type":"payment_record","data":{"orderId":"o1","transactionId":"hunter2"}}""")]
    [InlineData("""{"type":"refund_issue","data":{"orderId":"o1","reason":"hunter2"}}""")]
    [InlineData(
        """{"type":"intake_update","data":{"cafeId":"c1","mode":"paused","hunter2":true}}"""
    )]
    [InlineData(
        """{"type":"intake_update","hunter2":1,"channel":"hunter2","data":{"cafeId":{"hunter2":1}}}"""
    )]
    [InlineData("""{"type":"intake_update","data":["hunter2"]}""")]
    [InlineData("""{"type":"intake_update","data":"hunter2"}""")]
    public void A_secret_that_looks_like_an_id_is_not_shown(string frame) =>
        Assert.DoesNotContain("hunter2", Redact(frame).ToJsonString(), StringComparison.Ordinal);

    [Fact]
    public void Whatever_bytes_come_it_writes_one_object_of_json() =>
        Gen
            .Byte.Array[0, 200]
            .Sample(bytes => Assert.NotNull(JsonNode.Parse(Write(bytes))!.AsObject()));

    private static List<JsonNode> Samples()
    {
        var samples = Directory
            .GetFiles(
                Path.Combine(Repository.Root, "protocol", "fixtures"),
                "*.json",
                SearchOption.AllDirectories
            )
            .Select(file => JsonNode.Parse(File.ReadAllText(file)))
            .OfType<JsonObject>()
            .Where(frame => frame["type"] is not null && frame["data"] is not null)
            .ToList<JsonNode>();
        Assert.True(samples.Count > 100, $"only {samples.Count} samples were seen");
        return samples;
    }

    private static IEnumerable<string> Texts(JsonNode? node) =>
        node switch
        {
            JsonObject parts => parts.SelectMany(part => Texts(part.Value)),
            JsonArray list => list.SelectMany(Texts),
            JsonValue value when value.GetValueKind() == JsonValueKind.String =>
            [
                value.GetValue<string>(),
            ],
            _ => [],
        };

    private static JsonNode Spoilt(JsonNode node, string secret) =>
        node switch
        {
            JsonObject parts => new JsonObject(
                parts.Select(part =>
                    KeyValuePair.Create(
                        part.Key,
                        part.Value is null ? null : (JsonNode?)Spoilt(part.Value, secret)
                    )
                )
            ),
            JsonArray list => new JsonArray([
                .. list.Select(one => one is null ? null : Spoilt(one, secret)),
            ]),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => secret,
            JsonValue value when value.GetValueKind() == JsonValueKind.Number => 31.25,
            _ => node.DeepClone(),
        };

    private static JsonNode Redact(string frame) =>
        JsonNode.Parse(Write(Encoding.UTF8.GetBytes(frame)))!;

    private static string Write(byte[] frame)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            FrameRedaction.Write(json, frame);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
