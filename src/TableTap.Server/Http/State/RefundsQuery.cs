using TableTap.Cafes.Persistence;
using TableTap.Ordering.State;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>A refund with the order that it is of.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="OrderNumber">What people call the order.</param>
/// <param name="Refund">The refund.</param>
internal readonly record struct RefundOfOrder(string OrderId, string OrderNumber, Refund Refund);

/// <summary>Which refunds of a café are asked for: pending ones are in the café, the others in the journal's index. Immutable.</summary>
internal sealed record RefundsQuery
{
    /// <summary>What the query of the address may say, for the reference.</summary>
    public static IReadOnlyList<ApiParameter> Parameters =>
        [
            ApiParameter.Text(
                "status",
                "Only refunds in this status: pending, succeeded or failed; dead for those pending ones that nobody tries to hand over any more."
            ),
            ApiParameter.Cursor(),
            ApiParameter.Limit(most: MaxLimit, fallback: DefaultLimit),
        ];

    private const int DefaultLimit = 50;
    private const int MaxLimit = 100;
    private const string Dead = "dead";
    private static readonly RefundStatus[] Statuses = Enum.GetValues<RefundStatus>();
    private static readonly string[] Names = ["status", "cursor", "limit"];

    /// <summary>In this status; null for any.</summary>
    public RefundStatus? Status { get; private init; }

    /// <summary>Of the pending ones only the dead letters: nobody tries to hand them over any more.</summary>
    public bool OnlyDead { get; private init; }

    /// <summary>Further down than this place: of the time at which it was booked, then of its order.</summary>
    public IndexPlace Before { get; private init; } = new(DateTimeOffset.MaxValue, "");

    /// <summary>How many at most; the refunds of one moment and order stay together.</summary>
    public int Limit { get; private init; } = DefaultLimit;

    /// <summary>Finds the orders of refunds; null where pending ones are asked for, which the café itself knows.</summary>
    public IndexQuery? Find =>
        Status switch
        {
            RefundStatus.Pending => null,
            { } status => new([OrderIndex.Refund(status)], Limit + 1) { Before = Before },
            null => new([OrderIndex.Refunds], Limit + 1) { Before = Before },
        };

    /// <summary>Reads the query of a request; otherwise answers it.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The query; null where the request is answered.</returns>
    public static async ValueTask<RefundsQuery?> ReadAsync(HttpContext context)
    {
        var problems = new List<ErrorDetail>();
        var values = new QueryValues(context.Request.Query, Names, problems);
        var query = new RefundsQuery();
        if (values.One("status") is Dead)
        {
            query = query with { Status = RefundStatus.Pending, OnlyDead = true };
        }
        else if (values.One("status") is { } word)
        {
            var at = Array.FindIndex(Statuses, status => status.Word == word);
            query = query with { Status = at < 0 ? null : Statuses[at] };
            if (at < 0)
            {
                values.Refuse(
                    "status",
                    $"expected one of {QueryValues.Listed([.. Statuses.Select(status => status.Word), Dead])}"
                );
            }
        }

        query = query with
        {
            Before = values.Cursor() ?? query.Before,
            Limit = values.Limit(MaxLimit) ?? DefaultLimit,
        };
        if (problems.Count == 0)
        {
            return query;
        }

        await QueryValues.RefuseAsync(context, problems);
        return null;
    }

    /// <summary>The page, the latest first, and the cursor of the next one.</summary>
    /// <param name="cafe">The café with its pending refunds.</param>
    /// <param name="found">The orders that the index gave, each perhaps more than once.</param>
    public (IReadOnlyList<RefundOfOrder> Refunds, string? Next) Page(
        Cafe cafe,
        IEnumerable<Order> found
    )
    {
        var all =
            Status == RefundStatus.Pending
                ? cafe
                    .PendingRefunds.Values.Where(pending => !OnlyDead || pending.Delivery.IsDead)
                    .Select(pending => new RefundOfOrder(
                        pending.OrderId,
                        pending.OrderNumber,
                        pending.Refund
                    ))
                : found
                    .DistinctBy(order => order.OrderId)
                    .SelectMany(order =>
                        order.Payment.RefundsById.Values.Select(refund => new RefundOfOrder(
                            order.OrderId,
                            order.OrderNumber,
                            refund
                        ))
                    );
        var places = all.GroupBy(one => new IndexPlace(one.Refund.RequestedAt, one.OrderId))
            .Where(place => IsBelow(place.Key))
            .OrderByDescending(place => place.Key.At)
            .ThenByDescending(place => place.Key.Subject, StringComparer.Ordinal)
            .Take(Limit + 1)
            .ToList();
        return (
            [
                .. places
                    .Take(Limit)
                    .SelectMany(place => place)
                    .Where(one => Status is null || one.Refund.Status == Status),
            ],
            places.Count > Limit ? OrdersCursor.Write(places[Limit - 1].Key) : null
        );
    }

    private bool IsBelow(IndexPlace place) =>
        place.At < Before.At
        || place.At == Before.At && string.CompareOrdinal(place.Subject, Before.Subject) < 0;
}
