using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;

namespace TableTap.Server.SignIn;

/// <summary>
/// Sessions that ended before their tokens: the tokens are refused and their sockets closed, also after a restart, until the last of
/// them has expired. Thread-safe.
/// </summary>
/// <param name="journal">Where they are kept.</param>
/// <param name="revocations">What is asked at each frame.</param>
/// <param name="kept">How long a token can still live, with the skew of clocks.</param>
/// <param name="time">The clock.</param>
internal sealed class EndedSessions(
    IJournal journal,
    Revocations revocations,
    TimeSpan kept,
    TimeProvider time
)
{
    private const string Kind = "ended-session";
    private readonly Lock _gate = new();
    private readonly Queue<(string Id, long At)> _ended = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Refuses what was ended before, or by another server since.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await foreach (var record in KeptRecords.AllAsync(journal, Kind, cancellationToken))
        {
            Add(record.Key);
        }
    }

    /// <summary>What makes the end of a session durable; written together with the removal of the session.</summary>
    /// <param name="id">The id of the session.</param>
    public RecordChange Change(string id) =>
        new(Kind, id, 0, ReadOnlyMemory<byte>.Empty) { KeptFor = kept };

    /// <summary>Refuses the tokens of a session from now on; its live sockets are closed when it returns.</summary>
    /// <param name="id">The id of the session, whose end is durable.</param>
    public void Add(string id)
    {
        lock (_gate)
        {
            if (!_known.Add(id))
            {
                return;
            }

            while (_ended.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) > kept)
            {
                var gone = _ended.Dequeue().Id;
                _known.Remove(gone);
                revocations.Lift(new(TokenId: gone));
            }

            _ended.Enqueue((id, time.GetTimestamp()));
        }

        revocations.Revoke(new(TokenId: id));
    }
}
