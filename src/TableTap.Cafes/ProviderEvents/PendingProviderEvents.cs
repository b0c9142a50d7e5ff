using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Cafes.Persistence;
using TableTap.Ordering.State;
using TableTap.Realtime.Journal;
using TableTap.Terms;

namespace TableTap.Cafes.ProviderEvents;

/// <summary>A provider's event that waits, as it is kept: the names of its fields are in journals.</summary>
/// <param name="Event">The event.</param>
/// <param name="Cafes">The cafés that its provider serves; empty for all.</param>
/// <param name="ExpiresAt">When it is given up.</param>
internal sealed record PendingProviderEvent(
    [property: JsonPropertyName("notice")] IncomingProviderEvent Event,
    IReadOnlyList<string> Cafes,
    DateTimeOffset ExpiresAt
)
{
    /// <summary>What tells it from others.</summary>
    public string Key => $"{Event.Provider}:{Event.EventId}";
}

/// <summary>An event that no longer waits, as it is kept.</summary>
/// <param name="Key">The key of the event.</param>
/// <param name="Expired">Whether it was given up.</param>
internal sealed record ProviderEventReleased(string Key, bool Expired);

/// <summary>The source-generated JSON of what is kept of events that wait.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(MoneyJson), typeof(WireEnum<ProviderEventKind>)]
)]
[JsonSerializable(typeof(PendingProviderEvent))]
[JsonSerializable(typeof(ProviderEventReleased))]
internal sealed partial class WaitingEventJson : JsonSerializerContext;

/// <summary>
/// The events of payment providers for which no café is known: kept in the journal, not too many and not for ever, and tried
/// again (section 5, "Money"). Where the café is known and its order is not, the café itself keeps them (<see cref="ParkedEvent"/>). Thread-safe.
/// </summary>
/// <param name="journal">Where they are kept.</param>
/// <param name="time">The clock.</param>
internal sealed class PendingProviderEvents(IJournal journal, TimeProvider time) : IDisposable
{
    /// <summary>The most that wait.</summary>
    public const int Capacity = 5_000;

    /// <summary>How long one waits.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    private const string Stream = "payment-notices";
    private const string CameType = "notice_waits";
    private const string LeftType = "notice_left";

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, PendingProviderEvent> _waiting = [];
    private readonly Dictionary<string, long> _came = [];
    private long _version;

    /// <summary>Those that wait now, the oldest first.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IReadOnlyList<PendingProviderEvent>> ListAsync(
        CancellationToken cancellationToken
    )
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return [.. _waiting.Values.OrderBy(one => one.ExpiresAt)];
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// The keys of those that have waited for <see cref="Patience"/>, by time that truly passed: money is not given up because a
    /// clock was ahead.
    /// </summary>
    public async Task<IReadOnlySet<string>> OldAsync(CancellationToken cancellationToken)
    {
        var old = await journal.OldFactsAsync(Stream, Patience, cancellationToken);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _came.Where(one => one.Value <= old).Select(one => one.Key).ToHashSet();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads what the journal has beyond what is known.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await CatchUpAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Keeps an event; false where there is no room.</summary>
    /// <param name="incoming">The event.</param>
    /// <param name="cafes">The cafés that its provider serves; empty for all.</param>
    /// <param name="line">Its line of the audit, in the same commit.</param>
    /// <exception cref="JournalUnavailableException">It cannot be written now.</exception>
    public async Task<bool> KeepAsync(
        IncomingProviderEvent incoming,
        IReadOnlyList<string> cafes,
        AuditLine line
    )
    {
        var kept = new PendingProviderEvent(incoming, cafes, time.GetUtcNow() + Patience);
        await _turn.WaitAsync();
        try
        {
            while (!_waiting.ContainsKey(kept.Key))
            {
                if (_waiting.Count >= Capacity)
                {
                    return false;
                }

                await WriteAsync(
                    CameType,
                    JsonSerializer.SerializeToUtf8Bytes(
                        kept,
                        WaitingEventJson.Default.PendingProviderEvent
                    ),
                    [line]
                );
            }

            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Lets an event go.</summary>
    /// <param name="key">The key of the event.</param>
    /// <param name="expired">Whether it is given up.</param>
    /// <exception cref="JournalUnavailableException">It cannot be written now.</exception>
    public async Task LeaveAsync(string key, bool expired)
    {
        await _turn.WaitAsync();
        try
        {
            while (_waiting.ContainsKey(key))
            {
                await WriteAsync(
                    LeftType,
                    JsonSerializer.SerializeToUtf8Bytes(
                        new(key, expired),
                        WaitingEventJson.Default.ProviderEventReleased
                    ),
                    []
                );
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    /// <summary>Writes one fact; where another server was first, reads what it wrote instead.</summary>
    private async Task WriteAsync(string type, byte[] data, IReadOnlyList<AuditLine> audit)
    {
        await journal.AppendAsync(
            new(Stream, _version, [new(type, data, time.GetUtcNow())], [], [], audit),
            CancellationToken.None
        );
        await CatchUpAsync(CancellationToken.None);
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await foreach (var fact in journal.ReadStreamAsync(Stream, _version, cancellationToken))
        {
            if (fact.Type == CameType)
            {
                var one = JsonSerializer.Deserialize(
                    fact.Data.Span,
                    WaitingEventJson.Default.PendingProviderEvent
                )!;
                _waiting[one.Key] = one;
                _came[one.Key] = fact.Version;
            }
            else
            {
                var left = JsonSerializer.Deserialize(
                    fact.Data.Span,
                    WaitingEventJson.Default.ProviderEventReleased
                )!;
                _waiting.Remove(left.Key);
                _came.Remove(left.Key);
            }

            _version = fact.Version;
        }
    }
}
