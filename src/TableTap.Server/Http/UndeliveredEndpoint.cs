using System.Text.Json;
using TableTap.Cafes.Decisions;
using TableTap.Cafes.Hosting;
using TableTap.Ordering.State;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Acknowledgements;
using TableTap.Realtime.Hub;
using TableTap.Realtime.Journal;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary>
/// <c>GET /v1/cafes/{id}/undelivered</c>, for the café's staff: what guests were told of its orders and have not confirmed
/// (section 7). Thread-safe.
/// </summary>
/// <param name="auth">Finds out who asks.</param>
/// <param name="cafes">The cafés.</param>
/// <param name="hub">Knows what is not confirmed.</param>
/// <param name="kept">How long messages are kept.</param>
/// <param name="time">The clock.</param>
internal sealed class UndeliveredEndpoint(
    BearerAuth auth,
    CafeHost cafes,
    RealtimeHub hub,
    TimeSpan kept,
    TimeProvider time
)
{
    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "listUndelivered",
            "GET",
            "/v1/cafes/{id}/undelivered",
            ApiTags.Orders,
            "What guests have not confirmed in time"
        )
        {
            Callers = Roles.Staff,
            Answer = new(
                "The messages, the oldest first.",
                "Undelivered",
                () => HttpJson.Default.UndeliveredAnswer
            )
            {
                Example = ApiSamples.Undelivered,
            },
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.NotFound,
                ErrorCode.ServiceUnavailable,
            ],
        };

    private const int Most = 500;

    /// <summary>Answers with the messages that guests of the café have not confirmed.</summary>
    /// <param name="context">The request.</param>
    public async Task AnswerAsync(HttpContext context)
    {
        if (await auth.IdentifyAsync(context) is not { } caller)
        {
            return;
        }

        if (!Operation.Callers.Has(caller.Role))
        {
            await ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.InsufficientPermissions,
                    "Only staff may see what guests have not confirmed.",
                    RequiredRole: Role.Employee
                )
            );
            return;
        }

        var cafeId = context.Request.RouteValues["id"] as string ?? "";
        var cafe = cafes.Find(cafeId) is { } found && caller.HoldsIn(found) ? found : null;
        try
        {
            await (
                cafe is null
                    ? ProblemDocument.WriteAsync(
                        context,
                        new(ErrorCode.NotFound, "No such café, or not yours.")
                    )
                    : JsonAnswer.WriteAsync(
                        context,
                        await ReadAsync(cafe, context.RequestAborted),
                        HttpJson.Default.UndeliveredAnswer
                    )
            );
        }
        catch (JournalUnavailableException)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.ServiceUnavailable,
                    "The history cannot be read now; try again.",
                    RetryAfter: 1
                )
            );
        }
    }

    private async Task<UndeliveredAnswer> ReadAsync(Cafe cafe, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - kept;
        var owners = cafe
            .OpenOrders.Items.Values.Concat(
                cafe.ClosedOrders.ById.Items.Values.Where(order => order.ClosedAt >= since)
            )
            .Select(order => order.OwnerId)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);
        var undelivered = await hub.UndeliveredAsync(
            [.. owners.Select(owner => ChannelName.Of(ChannelKinds.CustomerOrders, owner))],
            Most + 1,
            cancellationToken
        );

        // A guest's channel tells of orders of other cafés too.
        var entries = undelivered
            .Select(message => (Message: message, Order: OrderOf(cafe, message)))
            .Where(one => one.Order is not null)
            .Select(one => new UndeliveredEntry(
                one.Message.Channel.Text,
                one.Message.MessageId,
                one.Message.Type,
                one.Order!.OrderId,
                one.Order.OrderNumber,
                one.Message.Since,
                one.Message.Attempts
            ))
            .OrderBy(entry => entry.Since)
            .Take(Most)
            .ToList();
        return new(cafe.CafeId, entries, undelivered.Count > Most);
    }

    private static Order? OrderOf(Cafe cafe, UndeliveredMessage message)
    {
        using var frame = JsonDocument.Parse(message.Frame);
        return
            frame.RootElement.GetProperty("data").TryGetProperty("orderId", out var orderId)
            && orderId.GetString() is { } id
            ? cafe.Order(id)
            : null;
    }
}
