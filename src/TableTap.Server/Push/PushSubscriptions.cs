using System.Collections.Concurrent;
using System.Text.Json;
using TableTap.Realtime.Journal;
using TableTap.Server.SignIn;

namespace TableTap.Server.Push;

/// <summary>A subscription in memory.</summary>
/// <param name="Kept">What is kept of it.</param>
/// <param name="Version">Which write of its record that was.</param>
/// <param name="IsOwn">Whether the guest gave it to this server, or no other server is there to send it.</param>
internal sealed record HeldSubscription(KeptSubscription Kept, long Version, bool IsOwn);

/// <summary>
/// The phones that are to be told, at most one for each order: in the journal, so that a kill forgets none, and in memory, for they are
/// looked at each second. Who changes one says which write it has seen, so that of several servers one does it. What is done about one
/// order comes one after the other, and waits for no other order. Thread-safe.
/// </summary>
/// <param name="journal">Where they are kept.</param>
/// <param name="perCafe">How many a café has at most.</param>
/// <param name="isAlone">Whether no other server uses the journal.</param>
internal sealed class PushSubscriptions(IJournal journal, int perCafe, bool isAlone)
{
    /// <summary>How many a guest has in a café at most.</summary>
    public const int PerGuest = 10;

    private const string Kind = "push";

    /// <summary>Longer than any order can be placed ahead; what nobody forgot by then goes by itself.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(62);

    private readonly ConcurrentDictionary<string, HeldSubscription> _held = new(
        StringComparer.Ordinal
    );

    // Guards the two below; nothing waits in it.
    private readonly Lock _gate = new();

    // The end of what was begun last about an order.
    private readonly Dictionary<string, Task> _turns = new(StringComparer.Ordinal);

    // What has its room and is on its way to the journal.
    private readonly Dictionary<string, KeptSubscription> _coming = new(StringComparer.Ordinal);

    /// <summary>All of them, in no order.</summary>
    public ICollection<HeldSubscription> All => _held.Values;

    /// <summary>How many there are.</summary>
    public int Count => _held.Count;

    /// <summary>
    /// Takes over what is in the journal: what other servers wrote, and at the start all. Only one at a time; what is done here meanwhile is
    /// newer than what is read, and stays.
    /// </summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="JournalUnavailableException">It cannot be read now.</exception>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var before = _held.ToArray().ToDictionary(StringComparer.Ordinal);
        var there = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var record in KeptRecords.AllAsync(journal, Kind, cancellationToken))
        {
            there.Add(record.Key);
            if (!before.TryGetValue(record.Key, out var known))
            {
                // One that came and went here meanwhile is back until the next reading; its write is gone, and so nobody is told.
                _held.TryAdd(record.Key, HeldOf(record, isAlone));
            }
            else if (known.Version != record.Version)
            {
                _held.TryUpdate(record.Key, HeldOf(record, isAlone || known.IsOwn), known);
            }
        }

        foreach (var gone in before.Where(one => !there.Contains(one.Key)))
        {
            _held.TryRemove(gone);
        }
    }

    /// <summary>Keeps a subscription, in place of the one that the order may have.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <returns>Whether it is kept; otherwise the café or the guest has no room for it.</returns>
    /// <exception cref="JournalUnavailableException">It is not kept.</exception>
    public Task<bool> KeepAsync(KeptSubscription subscription) =>
        InTurnAsync(
            subscription.OrderId,
            async () =>
            {
                if (!TryReserve(subscription))
                {
                    return false;
                }

                try
                {
                    await WriteAsync(subscription.OrderId, Data(subscription));
                    await RefreshAsync(subscription.OrderId, isOwn: true);
                    return true;
                }
                finally
                {
                    lock (_gate)
                    {
                        _coming.Remove(subscription.OrderId);
                    }
                }
            }
        );

    /// <summary>Forgets the subscription of an order; harmless where it has none.</summary>
    /// <param name="orderId">The order.</param>
    /// <exception cref="JournalUnavailableException">It is still there.</exception>
    public Task ForgetAsync(string orderId) =>
        InTurnAsync(
            orderId,
            async () =>
            {
                await WriteAsync(orderId, null);
                return _held.TryRemove(orderId, out _);
            }
        );

    /// <summary>Changes a subscription, or forgets it, where it is still what it was.</summary>
    /// <param name="held">What it was.</param>
    /// <param name="next">What it is from now on; null to forget it.</param>
    /// <returns>What is held now; null where somebody else was first, or it is forgotten.</returns>
    /// <exception cref="JournalUnavailableException">It is what it was.</exception>
    public Task<HeldSubscription?> ChangeAsync(HeldSubscription held, KeptSubscription? next)
    {
        var orderId = held.Kept.OrderId;
        return InTurnAsync<HeldSubscription?>(
            orderId,
            async () =>
            {
                var isChanged = await TryWriteAsync(
                    orderId,
                    held.Version,
                    // Named, for a bare null would be empty data here, and no end of the record.
                    next is null
                        ? (ReadOnlyMemory<byte>?)null
                        : Data(next)
                );
                if (isChanged && next is null)
                {
                    _held.TryRemove(orderId, out _);
                    return null;
                }

                var now = await RefreshAsync(orderId, held.IsOwn);
                return isChanged && now?.Kept == next ? now : null;
            }
        );
    }

    private static ReadOnlyMemory<byte> Data(KeptSubscription subscription) =>
        JsonSerializer.SerializeToUtf8Bytes(subscription, PushJson.Default.KeptSubscription);

    private static HeldSubscription HeldOf(StoredRecord record, bool isOwn) =>
        new(
            JsonSerializer.Deserialize(record.Data.Span, PushJson.Default.KeptSubscription)!,
            record.Version,
            isOwn
        );

    /// <summary>Does something about an order once all that was begun about it before is done.</summary>
    private async Task<T> InTurnAsync<T>(string orderId, Func<Task<T>> act)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? before;
        lock (_gate)
        {
            before = _turns.GetValueOrDefault(orderId);
            _turns[orderId] = turn.Task;
        }

        try
        {
            if (before is not null)
            {
                await before;
            }

            return await act();
        }
        finally
        {
            lock (_gate)
            {
                if (_turns[orderId] == turn.Task)
                {
                    _turns.Remove(orderId);
                }
            }

            turn.SetResult();
        }
    }

    /// <summary>Takes the room of a subscription until it is in memory; false where there is none.</summary>
    private bool TryReserve(KeptSubscription subscription)
    {
        lock (_gate)
        {
            var others = _held
                .Values.Select(held => held.Kept)
                .Concat(_coming.Values)
                .Where(kept =>
                    kept.CafeId == subscription.CafeId && kept.OrderId != subscription.OrderId
                )
                .DistinctBy(kept => kept.OrderId)
                .ToList();
            if (
                others.Count >= perCafe
                || others.Count(kept => kept.UserId == subscription.UserId) >= PerGuest
            )
            {
                return false;
            }

            _coming.Add(subscription.OrderId, subscription);
            return true;
        }
    }

    private HeldSubscription Take(StoredRecord record, bool isOwn)
    {
        if (
            _held.TryGetValue(record.Key, out var known)
            && known.Version == record.Version
            && (known.IsOwn || !isOwn)
        )
        {
            return known;
        }

        var held = HeldOf(record, isOwn || known?.IsOwn == true);
        _held[record.Key] = held;
        return held;
    }

    private async Task<HeldSubscription?> RefreshAsync(string orderId, bool isOwn)
    {
        if (await journal.FindRecordAsync(Kind, orderId, CancellationToken.None) is { } record)
        {
            return Take(record, isOwn);
        }

        _held.TryRemove(orderId, out _);
        return null;
    }

    // Whoever asked may go: what is on its way to the journal has to be in memory once it is written.
    private async Task WriteAsync(string orderId, ReadOnlyMemory<byte>? data)
    {
        StoredRecord? known;
        do
        {
            known = await journal.FindRecordAsync(Kind, orderId, CancellationToken.None);
            if (known is null && data is null)
            {
                return;
            }
        } while (!await TryWriteAsync(orderId, known?.Version ?? 0, data));
    }

    private async Task<bool> TryWriteAsync(
        string orderId,
        long version,
        ReadOnlyMemory<byte>? data
    ) =>
        (
            await journal.AppendAsync(
                new(Kind, ExpectedVersion: null, [], [], [], [])
                {
                    Records = [new(Kind, orderId, version, data) { KeptFor = Longest }],
                },
                CancellationToken.None
            )
        ).Committed;
}
