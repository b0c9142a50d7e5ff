using System.Globalization;
using TableTap.Cafes.Decisions;
using TableTap.Cafes.Hosting;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Values;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>
/// <c>GET /v1/cafes/{id}/slots</c>: the times for which something can be ordered, and whether there is room (section 5). It says how things
/// are at this moment and is told on no channel: <c>order_create</c> decides. Thread-safe.
/// </summary>
/// <param name="auth">Finds out who asks.</param>
/// <param name="cafes">The cafés.</param>
/// <param name="time">The clock.</param>
internal sealed class SlotsEndpoint(BearerAuth auth, CafeHost cafes, TimeProvider time)
{
    private const int MostItems = 50;
    private const int MostPieces = 1_000;
    private static readonly TimeSpan Usual = TimeSpan.FromDays(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);
    private static readonly string[] Names = ["from", "to", "items", "orderType"];

    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "listSlots",
            "GET",
            "/v1/cafes/{id}/slots",
            ApiTags.Orders,
            "The times for which something can be ordered"
        )
        {
            Callers = Roles.Everybody,
            Text =
                "One for each quarter of an hour in which the café is open, as things are at this moment; none where the café takes no orders for later. Whether one is taken order_create decides (section 5).",
            Query =
            [
                ApiParameter.Moment(
                    "from",
                    "The first moment of interest; now where it is missing."
                ),
                ApiParameter.Moment(
                    "to",
                    "The last one, seven days after from at most; a day after it where it is missing."
                ),
                ApiParameter.Text(
                    "items",
                    "Ids of items, separated by commas, each with a colon and how many where that is not one: cappuccino:2,croissant. Times count then by the counters that make them."
                ),
                ApiParameter.Text(
                    "orderType",
                    "takeaway, as it is where this is missing, or dine-in."
                ),
            ],
            Answer = new("The times, the first first.", "Slots", () => HttpJson.Default.SlotsAnswer)
            {
                Example = ApiSamples.Slots,
            },
            Refusals = [ErrorCode.NotFound, ErrorCode.ValidationFailed],
        };

    /// <summary>Answers with the times of a café.</summary>
    /// <param name="context">The request.</param>
    public async Task AnswerAsync(HttpContext context)
    {
        if (await auth.IdentifyAsync(context) is not { } caller)
        {
            return;
        }

        var cafeId = context.Request.RouteValues["id"] as string ?? "";
        if (cafes.Find(cafeId) is not { } cafe || !caller.HoldsIn(cafe))
        {
            await ProblemDocument.WriteAsync(
                context,
                new(ErrorCode.NotFound, "No such café, or not yours.")
            );
            return;
        }

        var problems = new List<ErrorDetail>();
        var values = new QueryValues(context.Request.Query, Names, problems);
        var now = time.GetUtcNow();
        var from = Moment(values, "from") ?? now;
        var to = Moment(values, "to") ?? from + Usual;
        if (to <= from || to - from > Longest)
        {
            values.Refuse("to", "later than from, by seven days at most");
        }

        var type = OrderType.Takeaway;
        if (values.One("orderType") is { } word && !Words.TryRead(word, out type))
        {
            values.Refuse(
                "orderType",
                $"expected one of {string.Join(", ", Words.Of<OrderType>())}"
            );
        }

        var items = Items(cafe, values);
        await (
            problems.Count > 0
                ? QueryValues.RefuseAsync(context, problems)
                : JsonAnswer.WriteAsync(
                    context,
                    Answer(cafe, OfferedTimes.Of(cafe, type, items, from, to, now), now),
                    HttpJson.Default.SlotsAnswer
                )
        );
    }

    private static SlotsAnswer Answer(
        Cafe cafe,
        IReadOnlyList<OfferedTime> times,
        DateTimeOffset now
    ) =>
        new(
            cafe.CafeId,
            [.. times.Select(one => new SlotEntry(one.At, one.HasRoom))],
            cafe.Profile.Limits.ScheduleHorizon is var horizon && horizon > TimeSpan.Zero
                ? now + horizon
                : null
        );

    private static DateTimeOffset? Moment(QueryValues values, string name)
    {
        if (values.One(name) is not { } text)
        {
            return null;
        }

        // A plus sign of an offset that was not escaped has become a space.
        if (Timestamp.TryParse(text.Replace(' ', '+'), out var moment))
        {
            return moment;
        }

        values.Refuse(name, "expected a timestamp like 2024-01-15T10:30:00.000Z");
        return null;
    }

    private static EquatableList<NewOrderLine> Items(Cafe cafe, QueryValues values)
    {
        var texts = values.One("items")?.Split(',') ?? [];
        if (texts.Length > MostItems)
        {
            values.Refuse("items", $"at most {MostItems}");
            return default;
        }

        var items = new List<NewOrderLine>();
        foreach (var text in texts)
        {
            var parts = text.Split(':');
            var quantity = 1;
            if (
                cafe.Profile.Item(parts[0]) is null
                || parts.Length > 2
                || parts.Length == 2
                    && !(
                        int.TryParse(
                            parts[1],
                            NumberStyles.None,
                            CultureInfo.InvariantCulture,
                            out quantity
                        ) && quantity is >= 1 and <= MostPieces
                    )
            )
            {
                values.Refuse(
                    "items",
                    $"'{QueryValues.Shown(text)}' is no item of the menu, or no number from 1 to {MostPieces} of one"
                );
                return default;
            }

            items.Add(new(parts[0], quantity));
        }

        return items.ToEquatableList();
    }
}
