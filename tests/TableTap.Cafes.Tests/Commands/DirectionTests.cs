using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using TableTap.Ordering;
using TableTap.Ordering.State;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Rules;
using TableTap.Realtime.Authentication;
using TableTap.Server.Testing;
using TableTap.Terms;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Commands;

/// <summary>Section 4: what turns the direction of others is taken out of every text of every command of the catalogue.</summary>
public sealed class DirectionTests
{
    private const string Sent = "no \u202Eragus\u202C, \u2067שלום\u2069";
    private const string Kept = "no ragus, שלום";

    /// <summary>Texts that name what is there already, or are compared and shown to nobody.</summary>
    private static readonly string[] Compared =
    [
        "bill_join.tableNumber",
        "bill_open.tableNumber",
        "bill_update.tableNumber",
        "item_availability_update.customization",
        "order_create.items.customizations",
        "order_create.tableNumber",
        "order_status_update.pickupCode",
        "payment_record.providerEventId",
        "voucher_pay.code",
    ];

    public static TheoryData<string, string> Texts =>
        new(
            from row in MessageCatalogue.All
            where row.Kind == MessageKind.Command
            from path in TextsOf(row.Data)
            where !Compared.Contains($"{row.Type}.{path}")
            select (row.Type, path)
        );

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_turns_nothing(string type, string path)
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var (sender, data) = await StepAsync(cafe, type);
        Put(data, path);

        await cafe.DoAsync(sender, type, data.ToJsonString());

        var kept = cafe
            .Memory.Facts.Select(fact => fact.Data)
            .Concat(cafe.Memory.Messages.Select(message => message.Frame))
            .SelectMany(StringsIn)
            .ToList();
        Assert.Contains(kept, text => text.Contains(Kept, StringComparison.Ordinal));
        Assert.All(kept, text => Assert.Equal(TextLimits.WithoutDirections(text), text));
    }

    [Fact]
    public void What_is_compared_is_in_the_catalogue()
    {
        var all =
            from row in MessageCatalogue.All
            from path in TextsOf(row.Data)
            select $"{row.Type}.{path}";

        Assert.Empty(Compared.Except(all));
    }

    /// <summary>A command that is accepted in a café that this makes ready for it, but for its text.</summary>
    private static async Task<(Identity Sender, JsonObject Data)> StepAsync(
        OpenCafe cafe,
        string type
    ) =>
        type switch
        {
            "announcement_publish" => Maya("""{"audience": "everyone"}"""),
            "bill_close" => Maya($$"""{"billId": "{{(await BilledAsync(cafe)).BillId}}"}"""),
            "bill_open" => Anna("""{"tableNumber": "3"}"""),
            "bill_pay" => Anna(
                Of(
                    await BilledAsync(cafe),
                    order =>
                        $$"""{"billId": "{{order.BillId}}", "method": "card", "amount": {{order.Total}} }"""
                )
            ),
            "bill_split" => Anna(
                Of(
                    await BilledAsync(cafe),
                    order =>
                        $$"""{"billId": "{{order.BillId}}", "parts": [{"lineIds": ["{{order.Lines[0].LineId}}"]}]}"""
                )
            ),
            "counter_status_update" => Maya("""{"counterId": "kitchen", "status": "cleaning"}"""),
            "discount_apply" => Maya(
                $$"""{"orderId": "{{(await BilledAsync(cafe)).OrderId}}", "discount": {"percent": 10} }"""
            ),
            "discount_remove" => Maya(await DiscountedAsync(cafe)),
            "employee_clock_in" => Maya(await GoneAsync(cafe)),
            "employee_clock_out" => Maya("""{"employeeId": "anna"}"""),
            "intake_update" => Maya("""{"mode": "paused"}"""),
            "order_cancel" => John(
                $$"""{"orderId": "{{await cafe.OrderAsync()}}", "reason": "customer_request"}"""
            ),
            "order_create" => John(Form(Drink)),
            "order_item_update" => Anna(
                Of(
                    await ReadyAsync(cafe),
                    order =>
                        $$"""{"orderId": "{{order.OrderId}}", "lineId": "{{order.Lines[0].LineId}}", "status": "started"}"""
                )
            ),
            "order_note_add" => Anna($$"""{"orderId": "{{await cafe.PaidOrderAsync()}}"}"""),
            "order_priority_update" => Maya(
                $$"""{"orderId": "{{await cafe.PaidOrderAsync()}}", "priority": "urgent"}"""
            ),
            "order_rate" => John($$"""{"orderId": "{{await CollectedAsync(cafe)}}", "stars": 5}"""),
            "order_remake" => Maya($$"""{"orderId": "{{(await ReadyAsync(cafe)).OrderId}}"}"""),
            "order_reopen" => Maya($$"""{"orderId": "{{await CollectedAsync(cafe)}}"}"""),
            "order_status_update" => Maya(
                $$"""{"orderId": "{{(await ReadyAsync(cafe)).OrderId}}", "status": "preparing"}"""
            ),
            "orders_settle" => Maya(await LeftOverAsync(cafe)),
            "payment_record" => Bank(
                $$"""{"orderId": "{{await cafe.OrderAsync()}}", "method": "card", "amount": 1.00, "result": "failed", "providerEventId": "evt-1"}"""
            ),
            "refund_issue" => Maya(
                $$"""{"orderId": "{{await cafe.PaidOrderAsync()}}", "amount": 1.00}"""
            ),
            "refund_update" => Maya(await PendingRefundAsync(cafe)),
            "service_charge_remove" => Maya(await ServedAsync(cafe)),
            _ => throw new ArgumentOutOfRangeException(
                nameof(type),
                type,
                "A text of a command that no step of this test has: add one, or to what is compared."
            ),
        };

    private static (Identity, JsonObject) Maya(string data) => (People.Maya, Read(data));

    private static (Identity, JsonObject) Anna(string data) => (People.Anna, Read(data));

    private static (Identity, JsonObject) John(string data) => (People.John, Read(data));

    private static (Identity, JsonObject) Bank(string data) => (People.Bank, Read(data));

    private static string Of(Order order, Func<Order, string> data) => data(order);

    private static JsonObject Read(string data) => JsonNode.Parse(data)!.AsObject();

    /// <summary>An order on the bill of a table.</summary>
    private static async Task<Order> BilledAsync(OpenCafe cafe)
    {
        await cafe.DoAsync(People.Anna, "bill_open", """{"tableNumber": "4"}""");
        var orderId = await cafe.OrderAsync(
            form: """{"cafeId": "demo", "items": [{"itemId": "croissant", "quantity": 2}], "orderType": "dine-in", "tableNumber": "4", "onBill": true}"""
        );
        return cafe.Find(orderId);
    }

    /// <summary>An order of which something was taken off.</summary>
    private static async Task<string> DiscountedAsync(OpenCafe cafe)
    {
        var orderId = (await BilledAsync(cafe)).OrderId;
        var given = await cafe.DoAsync(
            People.Maya,
            "discount_apply",
            $$"""{"orderId": "{{orderId}}", "discount": {"amount": 0.37}, "reason": "burnt"}"""
        );
        return $$"""{"orderId": "{{orderId}}", "appliedId": "{{given.Result.GetProperty("appliedId")}}"}""";
    }

    /// <summary>An order that has a service charge.</summary>
    private static async Task<string> ServedAsync(OpenCafe cafe)
    {
        await cafe.Host.ConfigureAsync(
            OpenCafe.Id,
            DemoCafe.Profile with
            {
                ServiceCharge = new(10m),
            },
            CancellationToken.None
        );
        return $$"""{"orderId": "{{(await BilledAsync(cafe)).OrderId}}"}""";
    }

    private static async Task<Order> ReadyAsync(OpenCafe cafe) =>
        cafe.Find(await cafe.ReadyOrderAsync(form: Form(Drink)));

    private static async Task<string> CollectedAsync(OpenCafe cafe)
    {
        var order = await ReadyAsync(cafe);
        await cafe.CollectAsync(order.OrderId);
        return order.OrderId;
    }

    private static async Task<string> GoneAsync(OpenCafe cafe)
    {
        const string anna = """{"employeeId": "anna"}""";
        await cafe.DoAsync(People.Maya, "employee_clock_out", anna);
        return anna;
    }

    /// <summary>An order that nobody has made for hours.</summary>
    private static async Task<string> LeftOverAsync(OpenCafe cafe)
    {
        await cafe.PaidOrderAsync();
        cafe.Time.Advance(TimeSpan.FromHours(6));
        await cafe.SettleAsync();
        return """{"status": "cancelled"}""";
    }

    /// <summary>A refund whose provider has not said how it ended.</summary>
    private static async Task<string> PendingRefundAsync(OpenCafe cafe)
    {
        var orderId = await cafe.OrderAsync(form: Form(Drink));
        await cafe.NotifyAsync("evt-1", ProviderEventKind.PaymentSucceeded, orderId, 350);
        var refund = await cafe.DoAsync(
            People.Maya,
            "refund_issue",
            $$"""{"orderId": "{{orderId}}", "amount": 1.00, "reason": "too cold"}"""
        );
        return $$"""{"orderId": "{{orderId}}", "refundId": "{{refund.Result.GetProperty("refundId")}}", "status": "failed"}""";
    }

    /// <summary>Writes the text into its field, of a list into the first entry.</summary>
    private static void Put(JsonObject data, string path)
    {
        var names = path.Split('.');
        var holder = names.Length == 1 ? data : data[names[0]]![0]!.AsObject();
        holder[names[^1]] = Sent;
    }

    /// <summary>The paths of the texts of a contract; those of lists without their places.</summary>
    private static IEnumerable<string> TextsOf(JsonTypeInfo contract) =>
        contract.Properties.SelectMany(property =>
        {
            var isText = property.AssociatedParameter!.AttributeProvider!.IsDefined(
                typeof(TextAttribute),
                inherit: true
            );
            var entry = property.PropertyType is { IsGenericType: true } type
                ? type.GetGenericArguments()[^1]
                : property.PropertyType;
            var inner = contract.Options.GetTypeInfo(entry);
            return isText ? [property.Name]
                : inner.Kind == JsonTypeInfoKind.Object
                    ? TextsOf(inner).Select(path => $"{property.Name}.{path}")
                : [];
        });

    private static IEnumerable<string> StringsIn(ReadOnlyMemory<byte> json)
    {
        var strings = new List<string>();
        var reader = new Utf8JsonReader(json.Span);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                strings.Add(reader.GetString()!);
            }
        }

        return strings;
    }
}
