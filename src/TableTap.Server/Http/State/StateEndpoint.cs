using System.Text.Json.Serialization.Metadata;
using TableTap.Cafes.Announcements;
using TableTap.Cafes.Decisions;
using TableTap.Cafes.Hosting;
using TableTap.Ordering.State;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>
/// Answers requests for state: who asks, whether the café is theirs, whether the role reaches, then the café at one commit. Thread-safe.
/// </summary>
/// <param name="auth">Finds out who asks.</param>
/// <param name="cafes">The cafés.</param>
/// <param name="channels">Which channels a state comes with.</param>
/// <param name="links">Where guests are sent.</param>
/// <param name="time">The clock.</param>
internal sealed class StateEndpoint(
    BearerAuth auth,
    CafeHost cafes,
    StateChannels channels,
    CafeLinks links,
    TimeProvider time
)
{
    /// <summary>An endpoint of a café that always answers the same thing.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="row">Who may read it, and what changes it.</param>
    /// <param name="answer">Makes the answer.</param>
    /// <param name="contract">Gives the answer's contract.</param>
    public RequestDelegate Of<T>(
        StateRow row,
        Func<StateView, T> answer,
        Func<JsonTypeInfo<T>> contract
    )
    {
        return AnswerOneAsync;

        Task AnswerOneAsync(HttpContext context) =>
            AnswerAsync(
                context,
                row,
                (caller, cafeId) => ReadAsync(context, row, caller, cafeId, null),
                answer,
                contract()
            );
    }

    /// <summary>Answers <c>GET /v1/cafes/{id}/orders</c> with a page of the café's orders.</summary>
    /// <param name="context">The request.</param>
    public Task OrdersAsync(HttpContext context)
    {
        OrdersQuery? query = null;
        return AnswerAsync(
            context,
            StateTable.Orders,
            async (caller, cafeId) =>
            {
                query = await OrdersQuery.ReadAsync(context, caller, cafes.Find(cafeId)!);
                return query is null
                    ? null
                    : await ReadAsync(context, StateTable.Orders, caller, cafeId, query);
            },
            view => OrdersAnswer.Of(view, query!),
            StateJson.Default.OrdersAnswer
        );
    }

    /// <summary>Answers <c>GET /v1/cafes/{id}/refunds</c> with a page of the café's refunds.</summary>
    /// <param name="context">The request.</param>
    public Task RefundsAsync(HttpContext context)
    {
        RefundsQuery? query = null;
        return AnswerAsync(
            context,
            StateTable.Refunds,
            async (caller, cafeId) =>
            {
                query = await RefundsQuery.ReadAsync(context);
                return query is null
                    ? null
                    : await cafes.ReadAsync(
                        cafeId,
                        new(
                            (cafe, orders) =>
                                channels.Of(StateTable.Refunds.Changes, caller, cafe, orders)
                        )
                        {
                            Find = query.Find,
                        },
                        context.RequestAborted
                    );
            },
            view => RefundsAnswer.Of(view, query!),
            StateJson.Default.RefundsAnswer
        );
    }

    /// <summary>Answers <c>GET /v1/orders/{id}</c> with one order.</summary>
    /// <param name="context">The request.</param>
    public async Task OrderAsync(HttpContext context)
    {
        if (await auth.IdentifyReaderAsync(context) is not { } caller)
        {
            return;
        }

        var orderId = RouteId(context);
        await GuardAsync(
            context,
            async () =>
            {
                var read = Identifier.IsValid(orderId)
                    ? await cafes.ReadOrderAsync(
                        caller,
                        orderId,
                        (cafe, orders) =>
                            channels.Of(StateTable.Orders.Changes, caller, cafe, orders),
                        context.RequestAborted
                    )
                    : null;
                await (
                    read is null || !OrderView.MayRead(caller, read.Orders[0].Order)
                        ? ProblemDocument.WriteAsync(
                            context,
                            new(ErrorCode.NotFound, "There is no such order.")
                        )
                        : JsonAnswer.WriteAsync(
                            context,
                            OrderAnswer.Of(View(context, read, caller)),
                            StateJson.Default.OrderAnswer
                        )
                );
            }
        );
    }

    private Task AnswerAsync<T>(
        HttpContext context,
        StateRow row,
        Func<Identity, string, Task<CafeAtCommit?>> read,
        Func<StateView, T> answer,
        JsonTypeInfo<T> contract
    ) =>
        AnswerAsync(
            context,
            row,
            read,
            view => JsonAnswer.WriteAsync(context, answer(view), contract)
        );

    /// <summary>Answers who may read a state with what is written of it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="row">Who may read it, and what changes it.</param>
    /// <param name="read">Reads the café for the caller; null where the request is answered.</param>
    /// <param name="write">Writes the answer.</param>
    public async Task AnswerAsync(
        HttpContext context,
        StateRow row,
        Func<Identity, string, Task<CafeAtCommit?>> read,
        Func<StateView, Task> write
    )
    {
        if (await auth.IdentifyReaderAsync(context) is not { } caller)
        {
            return;
        }

        var cafeId = RouteId(context);
        if (
            !Identifier.IsValid(cafeId)
            || cafes.Find(cafeId) is not { } cafe
            || !caller.HoldsIn(cafe)
        )
        {
            await ProblemDocument.WriteAsync(
                context,
                new(ErrorCode.NotFound, "No such café, or not yours.")
            );
            return;
        }

        if (!row.Readers.Has(caller.Role))
        {
            await ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.InsufficientPermissions,
                    "The role does not reach for this.",
                    RequiredRole: Enum.GetValues<Role>().First(role => row.Readers.Has(role))
                )
            );
            return;
        }

        await GuardAsync(
            context,
            async () =>
            {
                if (await read(caller, cafeId) is { } snapshot)
                {
                    await write(View(context, snapshot, caller));
                }
            }
        );
    }

    private Task<CafeAtCommit?> ReadAsync(
        HttpContext context,
        StateRow row,
        Identity caller,
        string cafeId,
        OrdersQuery? query
    ) =>
        cafes.ReadAsync(
            cafeId,
            new(
                (cafe, orders) => channels.Of(row.Changes, caller, cafe, Shown(cafe, orders, query))
            )
            {
                Find = query?.Find,
            },
            context.RequestAborted
        );

    /// <summary>The orders of an answer: only an administrator hears channels that come with them, so only then do they count.</summary>
    private static IEnumerable<Order> Shown(
        Cafe cafe,
        IReadOnlyList<Order> found,
        OrdersQuery? query
    ) => query is null ? [] : query.Page(cafe, found).Orders;

    private StateView View(HttpContext context, CafeAtCommit snapshot, Identity caller) =>
        new(snapshot, caller, links, time.GetUtcNow(), WantedLanguages.Of(context.Request));

    private static string RouteId(HttpContext context) =>
        context.Request.RouteValues["id"] as string ?? "";

    private static async Task GuardAsync(HttpContext context, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (JournalUnavailableException)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.ServiceUnavailable,
                    "The café cannot be read now; try again.",
                    RetryAfter: 1
                )
            );
        }
    }
}
