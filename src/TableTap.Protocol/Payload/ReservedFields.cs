using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Protocol.Payload;

/// <summary>A field that this version does not know and that would change what an order means.</summary>
/// <param name="Name">Its name, as people would write it.</param>
/// <param name="Instead">The field that says it here; null where nothing does.</param>
public sealed record ReservedField(string Name, string? Instead = null);

/// <summary>
/// The one list of fields that are refused in <c>order_create</c> and not ignored as other unknown fields are: who sends one of them wants
/// something that the order would not say, for example another time (section 4, "Reserved fields"). A field that a payload knows is none
/// of them; one that is written otherwise than the payload writes it is. Immutable.
/// </summary>
public static class ReservedFields
{
    /// <summary>The fields of the order itself.</summary>
    public static IReadOnlyList<ReservedField> OfOrder { get; } =
    [
        // When.
        new("scheduledAt", "scheduledFor"),
        new("scheduledTime", "scheduledFor"),
        new("schedule", "scheduledFor"),
        new("pickupAt", "scheduledFor"),
        new("pickupTime", "scheduledFor"),
        new("readyAt", "scheduledFor"),
        new("readyBy", "scheduledFor"),
        new("requestedTime", "scheduledFor"),
        new("dueAt", "scheduledFor"),
        new("deliverAt"),
        new("deliveryTime"),
        new("recurrence"),
        new("repeat"),
        // Where.
        new("delivery"),
        new("deliveryAddress"),
        new("address"),
        new("table", "tableNumber"),
        new("tableId", "tableNumber"),
        // Whose.
        new("bill", "billId"),
        new("tab", "onBill"),
        new("tabId", "billId"),
        new("splitBill"),
        new("seat"),
        new("joinTable"),
        // For how much.
        new("discount"),
        new("discounts"),
        new("discountCode"),
        new("coupon"),
        new("couponCode"),
        new("promoCode"),
        new("voucher"),
        new("voucherCode"),
        new("giftCard"),
        new("loyaltyPoints"),
        new("tip"),
        new("serviceCharge"),
        new("deposit"),
        new("taxExempt"),
        // How.
        new("course"),
        new("courses"),
        new("hold"),
        new("holdUntil"),
        new("priority"),
        new("note", "specialInstructions"),
        new("notes", "specialInstructions"),
        new("comment", "specialInstructions"),
        new("instructions", "specialInstructions"),
        new("allergens", "allergies"),
        new("allergy", "allergies"),
    ];

    /// <summary>The fields of each of its items.</summary>
    public static IReadOnlyList<ReservedField> OfItem { get; } =
    [
        new("size", "options"),
        new("variant", "options"),
        new("variants", "options"),
        new("choices", "options"),
        new("modifiers", "customizations"),
        new("addOns", "customizations"),
        new("extras", "customizations"),
        new("toppings", "customizations"),
        new("without", "note"),
        new("components"),
        new("courseNumber", "course"),
        new("hold", "course"),
        new("scheduledFor"),
        new("seat"),
        new("discount"),
        new("notes", "note"),
        new("comment", "note"),
        new("instructions", "note"),
        new("specialInstructions", "note"),
        new("allergens", "allergies"),
        new("allergy", "allergies"),
        new("count", "quantity"),
        new("amount", "quantity"),
        new("qty", "quantity"),
    ];

    private static readonly FrozenDictionary<string, ReservedField> Order = ByKey(OfOrder);
    private static readonly FrozenDictionary<string, ReservedField> Item = ByKey(OfItem);

    /// <summary>The reserved fields of a payload; none of any payload but that of <c>order_create</c>.</summary>
    /// <param name="data">The payload's bytes, valid JSON.</param>
    /// <param name="contract">The payload's contract.</param>
    internal static IReadOnlyList<ErrorDetail> In(ReadOnlySpan<byte> data, JsonTypeInfo contract) =>
        contract.Type == typeof(OrderCreate) ? Found(data, contract) : [];

    private static List<ErrorDetail> Found(ReadOnlySpan<byte> data, JsonTypeInfo contract)
    {
        var found = new List<ErrorDetail>();
        var items = ValueExpectation.ContractOf(contract, typeof(OrderedItem));
        var (isItems, index) = (false, -1);
        var reader = new Utf8JsonReader(data);
        while (reader.Read() && found.Count < PayloadProblems.Most)
        {
            switch (reader.TokenType, reader.CurrentDepth)
            {
                case (JsonTokenType.PropertyName, 1):
                    isItems = reader.ValueTextEquals("items"u8);
                    Note(reader.GetString()!, contract, Order, "", found);
                    break;
                case (JsonTokenType.StartObject, 2) when isItems:
                    index++;
                    break;
                case (JsonTokenType.PropertyName, 3) when isItems:
                    Note(reader.GetString()!, items, Item, $"items[{index}].", found);
                    break;
            }
        }

        return found;
    }

    private static void Note(
        string name,
        JsonTypeInfo contract,
        FrozenDictionary<string, ReservedField> reserved,
        string path,
        List<ErrorDetail> found
    )
    {
        var (isKnown, key) = (false, (string?)null);
        JsonPropertyInfo? meant = null;
        foreach (var property in contract.Properties)
        {
            isKnown |= property.Name == name;
            if (!isKnown && Key(property.Name) == (key ??= Key(name)))
            {
                meant = property;
            }
        }

        if (isKnown)
        {
            return;
        }

        if (meant is not null)
        {
            found.Add(new(path + name, $"is written {meant.Name}"));
        }
        else if (reserved.TryGetValue(key ?? Key(name), out var field))
        {
            found.Add(
                new(
                    path + name,
                    field.Instead is { } instead
                        ? $"is no field here and would change the order; say it with {instead}"
                        : "is no field here and would change the order, so that it is not ignored"
                )
            );
        }
    }

    private static FrozenDictionary<string, ReservedField> ByKey(
        IReadOnlyList<ReservedField> fields
    ) => fields.ToFrozenDictionary(field => Key(field.Name), StringComparer.Ordinal);

    /// <summary>How a name is compared: by its letters and digits, however they are joined.</summary>
    private static string Key(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
