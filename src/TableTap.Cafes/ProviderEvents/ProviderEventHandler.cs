using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Hosting;
using TableTap.Cafes.Loop;
using TableTap.Cafes.Persistence;
using TableTap.Ordering.Commands;
using TableTap.Protocol.Catalogue;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Journal;
using TableTap.Terms;

namespace TableTap.Cafes.ProviderEvents;

/// <summary>
/// Brings a payment provider's event to its café, as a command of a service: decided in the café's loop, audited in the same
/// commit, and the same event once. Thread-safe.
/// </summary>
/// <param name="registry">The cafés.</param>
/// <param name="journal">Knows which events were taken.</param>
internal sealed class ProviderEventHandler(CafeRegistry registry, IJournal journal)
{
    private static readonly MessageDescriptor Row = MessageCatalogue.Find("payment_record")!;

    /// <summary>Hands an event over.</summary>
    /// <param name="incoming">The event.</param>
    /// <param name="cafes">The cafés that the provider serves; empty for all.</param>
    /// <param name="address">Where it came from, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public async ValueTask<ProviderEventOutcome> HandleAsync(
        IncomingProviderEvent incoming,
        IReadOnlyList<string> cafes,
        string? address,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(incoming, cafes, cancellationToken) is not ({ } loop, { } orderId))
        {
            return ProviderEventOutcome.Nowhere;
        }

        var request = new CommandRequest(
            new Identity(
                incoming.Provider,
                Role.Service,
                [loop.Cafe.CafeId],
                Counters: null,
                Name: null,
                TokenId: null,
                Issuer: $"tabletap:webhook:{incoming.Provider}",
                ExpiresAt: DateTimeOffset.MaxValue
            ),
            Row,
            incoming.EventId,
            default,
            address
        )
        {
            Target = orderId,
        };
        var key = new AnswerKey(request.Sender.Issuer, incoming.Provider, incoming.EventId);
        if (await journal.FindAnswerAsync(key, cancellationToken) is not null)
        {
            return new(Done: true, null);
        }

        var task = new CommandTask(
            request,
            new ReportProviderEvent(incoming.Of(orderId)),
            SHA256.HashData(Encoding.UTF8.GetBytes(incoming.EventId))
        );
        if (!loop.TryPost(task))
        {
            return new(Done: false, CommandErrors.Busy);
        }

        var outcome = await task.Done.WaitAsync(cancellationToken);
        return new(outcome.Refusal is null, outcome.Refusal);
    }

    /// <summary>
    /// The café and the order that are meant: by the order, by the payment, and where neither is known by the named café or
    /// the only one there is. Orders that ended long ago are found in the journal.
    /// </summary>
    private async ValueTask<(CafeLoop? Loop, string? OrderId)> FindAsync(
        IncomingProviderEvent incoming,
        IReadOnlyList<string> cafes,
        CancellationToken cancellationToken
    )
    {
        var own = registry
            .All.Where(loop => cafes.Count == 0 || cafes.Contains(loop.Cafe.CafeId))
            .ToImmutableArray();
        if (incoming.OrderId is not { } orderId)
        {
            return await PaidByAsync(own, incoming.TransactionId, cancellationToken);
        }

        var loop =
            own.FirstOrDefault(loop => loop.Knows(orderId))
            ?? own.FirstOrDefault(loop => loop.Cafe.CafeId == incoming.CafeId)
            ?? (own.Length == 1 ? own[0] : null)
            ?? await CafeRegistry.FindEndedAsync(own, orderId, journal, cancellationToken);
        return (loop, orderId);
    }

    private async ValueTask<(CafeLoop? Loop, string? OrderId)> PaidByAsync(
        ImmutableArray<CafeLoop> own,
        string? transactionId,
        CancellationToken cancellationToken
    )
    {
        if (transactionId is null)
        {
            return default;
        }

        foreach (var loop in own)
        {
            if (PaidBy(loop, transactionId) is { } orderId)
            {
                return (loop, orderId);
            }
        }

        foreach (var loop in own)
        {
            if (
                await EndedOrderLookup.PaidByAsync(
                    journal,
                    loop.Cafe.CafeId,
                    transactionId,
                    cancellationToken
                ) is
                { } order
            )
            {
                return (loop, order.OrderId);
            }
        }

        return default;
    }

    private static string? PaidBy(CafeLoop loop, string transactionId) =>
        loop
            .Cafe.OpenOrders.Values.Concat(loop.Cafe.ClosedOrders.ById.Values)
            .FirstOrDefault(order =>
                order.Payment.Transactions.Contains(transactionId)
                || order.Payment.InProcess.Contains(transactionId)
            )
            ?.OrderId;
}
