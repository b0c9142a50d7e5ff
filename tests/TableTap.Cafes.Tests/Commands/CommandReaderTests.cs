using System.Text;
using TableTap.Cafes.Commands;
using TableTap.Protocol.Cards;
using TableTap.Protocol.Catalogue;
using TableTap.Server.Testing;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Commands;

/// <summary>From the wire's commands to the café's.</summary>
public sealed class CommandReaderTests
{
    [Fact]
    public void Every_command_of_the_catalogue_can_be_read()
    {
        var commands = MessageCatalogue.All.Where(row => row.Kind == MessageKind.Command);

        foreach (var row in commands)
        {
            // No payload fits all; that each is looked at is what counts.
            var read = CommandReader.Read(row, "[]"u8, out var details);
            Assert.Null(read);
            Assert.NotEmpty(details);
        }
    }

    [Fact]
    public void A_repeat_of_a_payment_by_voucher_is_known_without_its_code()
    {
        static string Known(string code, string amount = "9.60")
        {
            var row = MessageCatalogue.All.Single(one => one.Type == "voucher_pay");
            var read = CommandReader.Read(
                row,
                Encoding.UTF8.GetBytes(
                    $$"""{"billId":"bill-1","amount":{{amount}},"code":"{{code}}"}"""
                ),
                out _
            );
            return Encoding.UTF8.GetString(read!.Canonical.Span);
        }

        var known = Known("GIFT-0000-1234");

        Assert.DoesNotContain("GIFT", known, StringComparison.Ordinal);
        Assert.Contains("1234", known, StringComparison.Ordinal);
        // All that is stored of the code says nothing of the rest of it.
        Assert.Equal(known, Known("00001234"));
        Assert.NotEqual(known, Known("GIFT-0000-4321"));
        Assert.NotEqual(known, Known("GIFT-0000-1234", "9.50"));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var answer = await cafe.SendAsync(
            People.John,
            "order_create",
            """
            {"cafeId": "no id!", "items": [{"itemId": "", "quantity": 0}], "orderType": "takeaway"}
            """
        );

        Assert.Equal("VALIDATION_FAILED", answer.Code);
        Assert.Equal(
            ["cafeId", "items[0].itemId", "items[0].quantity"],
            answer
                .Error.GetProperty("details")
                .EnumerateArray()
                .Select(one => one.GetProperty("path").GetString()!)
        );
    }

    [Fact]
    public async Task A_price_of_the_client_counts_for_nothing()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var orderId = await cafe.OrderAsync(
            form: Form(
                """{"itemId": "cappuccino", "quantity": 1, "price": 0.01, "unitPrice": 0.01}""",
                more: """, "total": 0.01 """
            )
        );

        Assert.Equal("3.50", cafe.Find(orderId).Total.ToString());
    }

    [Theory]
    [InlineData("""{"cardNumber": "1"}""")]
    [InlineData("""{"card_number": null}""")]
    [InlineData("""{"a": {"b": [{"CVV": 123}]}}""")]
    [InlineData("""{"cvc": "123"}""")]
    [InlineData("""{"note": "4111111111111111"}""")]
    [InlineData("""{"note": "please charge 4242 4242 4242 4242, thanks"}""")]
    [InlineData("""{"note": "378282246310005"}""")]
    [InlineData("""{"note": "5555-5555-5555-4444"}""")]
    [InlineData("""{"note": "2 x 4111 1111 1111 1111 07/29"}""")]
    [InlineData("""{"note": "\u0034111111111111111"}""")]
    [InlineData("""{"4111111111111111": true}""")]
    [InlineData("""{"number": 4111111111111111}""")]
    public void Card_data_is_found_wherever_it_stands(string json) =>
        Assert.True(CardData.IsIn(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"orderId": "01939473-1234-7123-8123-123456789012"}""")]
    [InlineData("""{"note": "call +32 470 12 34 56"}""")]
    [InlineData("""{"note": "4111111111111112"}""")]
    [InlineData("""{"note": "order ORD-001234 for table 12"}""")]
    [InlineData("""{"sentAt": 1705309200000}""")]
    [InlineData("""{"until": "2024-01-15T09:00:00.000Z"}""")]
    [InlineData("""{"pickupCode": "1234"}""")]
    [InlineData("""{"message": "Open 12-13 14-15 16-17 18-19 20-21 22-23"}""")]
    [InlineData("""{"message": "Invoice 1234567890123452"}""")]
    [InlineData("""{"message": "Ask 0032 470 12 34 52 or 0032 470 12 34 60"}""")]
    [InlineData("""{"message": "Parcel 0340434161094042559 is here"}""")]
    public void What_is_no_card_is_none(string json) =>
        Assert.False(CardData.IsIn(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void No_span_of_days_is_a_card_by_chance()
    {
        var first = new DateOnly(2026, 1, 1);
        for (var day = 0; day < 365; day++)
        {
            var (from, to) = (first.AddDays(day), first.AddDays(day + 14));
            Assert.False(
                CardData.IsIn(
                    Encoding.UTF8.GetBytes(
                        $$"""{"message": "Closed {{from:yyyy-MM-dd}} {{to:yyyy-MM-dd}}"}"""
                    )
                )
            );
        }
    }

    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("4222222222222")]
    [InlineData("5555555555554444")]
    [InlineData("2223003122003222")]
    [InlineData("378282246310005")]
    [InlineData("30569309025904")]
    [InlineData("6011111111111117")]
    [InlineData("3566002020360505")]
    [InlineData("6200000000000005")]
    [InlineData("6759649826438453")]
    public void The_cards_of_every_scheme_are_found(string number) =>
        Assert.True(CardData.IsIn(Encoding.UTF8.GetBytes($$"""{"message": "{{number}}"}""")));

    [Fact]
    public async Task Card_data_is_refused_not_stored_and_not_repeated()
    {
        var log = new MemoryLog();
        await using var cafe = await OpenCafe.OpenAsync(log: log);
        var batches = cafe.Memory.Batches.Count;

        var guest = await cafe.SendAsync(
            People.John,
            "order_create",
            Form(more: """, "specialInstructions": "card 4111 1111 1111 1111" """)
        );
        var staff = await cafe.SendAsync(
            People.Anna,
            "order_create",
            Form(more: """, "cvv": "123" """)
        );

        Assert.Equal(("VALIDATION_FAILED", "VALIDATION_FAILED"), (guest.Code, staff.Code));
        Assert.DoesNotContain("4111", guest.Bytes, StringComparison.Ordinal);
        var batch = Assert.Single(cafe.Memory.Batches.Skip(batches));
        Assert.Equal((0, 0, 1), (batch.Facts.Count, batch.Answers.Count, batch.Audit.Count));
        Assert.DoesNotContain(
            log.Lines,
            line =>
                line.Contains("4111", StringComparison.Ordinal)
                || line.Contains("cvv", StringComparison.Ordinal)
        );
    }
}
