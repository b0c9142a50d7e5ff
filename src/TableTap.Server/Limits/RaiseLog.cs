using System.Collections.Immutable;
using System.Text.Json;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Limits;
using TableTap.Server.SignIn;

namespace TableTap.Server.Limits;

/// <summary>Keeps raised limits in the journal, so that a restart lowers none before its time (section 8). Thread-safe.</summary>
/// <param name="journal">Where they are kept.</param>
/// <param name="raised">What is asked at each frame.</param>
/// <param name="time">The clock.</param>
internal sealed class RaiseLog(IJournal journal, RaisedLimits raised, TimeProvider time)
    : IDisposable
{
    /// <summary>The most that are raised at once.</summary>
    public const int Most = 1000;

    private const string Kind = "raised-limit";

    private readonly SemaphoreSlim _turn = new(1);
    private ImmutableDictionary<string, KeptRaise> _kept = ImmutableDictionary<
        string,
        KeptRaise
    >.Empty;

    /// <summary>What is raised now, what ends first first; where the wall clock was set, that is what truly holds.</summary>
    public IReadOnlyList<KeptRaise> InForce =>
        [
            .. Volatile
                .Read(ref _kept)
                .Values.Where(Holds)
                .OrderBy(one => one.Until)
                .ThenBy(one => one.Key, StringComparer.Ordinal),
        ];

    /// <summary>Takes over what was raised before; once, at the start.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await foreach (var record in KeptRecords.AllAsync(journal, Kind, cancellationToken))
        {
            Apply(Read(record.Data));
        }
    }

    /// <summary>Raises a limit: durable first, with its line of the audit, then at once. An earlier raise of the same gives its place.</summary>
    /// <param name="raise">What, for whom and until when.</param>
    /// <param name="line">The line of the audit.</param>
    /// <exception cref="JournalUnavailableException">Nothing was raised.</exception>
    public async Task RaiseAsync(KeptRaise raise, AuditLine line)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(raise, RaiseJson.Default.KeptRaise);
        await WriteAsync(
            raise.Key,
            data,
            raise.Until - raise.Since,
            line,
            // As it is read again, to the millisecond.
            () => Apply(Read(data))
        );
    }

    /// <summary>Ends a raise before its time.</summary>
    /// <param name="raise">The raise, as <see cref="InForce"/> has it.</param>
    /// <param name="line">The line of the audit.</param>
    /// <exception cref="JournalUnavailableException">It is still in force.</exception>
    public async Task LiftAsync(KeptRaise raise, AuditLine line)
    {
        await WriteAsync(raise.Key, null, null, line, () => Forget(raise));
    }

    /// <summary>Takes over what another server on the same journal raised or lowered since.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="JournalUnavailableException">It cannot be read now.</exception>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var there = new HashSet<string>(StringComparer.Ordinal);
            await foreach (var record in KeptRecords.AllAsync(journal, Kind, cancellationToken))
            {
                var raise = Read(record.Data);
                there.Add(raise.Key);
                if (_kept.GetValueOrDefault(raise.Key) != raise)
                {
                    Apply(raise);
                }
            }

            foreach (var gone in _kept.Values.Where(one => !there.Contains(one.Key)))
            {
                Forget(gone);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    // Whoever asked may go: what is on its way to the journal has to be in force once it is written.
    private async Task WriteAsync(
        string key,
        ReadOnlyMemory<byte>? data,
        TimeSpan? keptFor,
        AuditLine line,
        Action done
    )
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            AppendOutcome outcome;
            do
            {
                var known = await journal.FindRecordAsync(Kind, key, CancellationToken.None);
                RecordChange[] changes =
                    known is null && data is null
                        ? []
                        : [new(Kind, key, known?.Version ?? 0, data) { KeptFor = keptFor }];
                outcome = await journal.AppendAsync(
                    new(line.Chain, ExpectedVersion: null, [], [], [], [line])
                    {
                        Records = changes,
                    },
                    CancellationToken.None
                );
            } while (!outcome.Committed);
            done();
        }
        finally
        {
            _turn.Release();
        }
    }

    private static KeptRaise Read(ReadOnlyMemory<byte> data) =>
        JsonSerializer.Deserialize(data.Span, RaiseJson.Default.KeptRaise)!;

    private bool Holds(KeptRaise raise) =>
        raise.Raised is { } limit && raised.IsRaised(limit, raise.Id);

    private void Forget(KeptRaise raise)
    {
        ImmutableInterlocked.TryRemove(ref _kept, raise.Key, out _);
        if (raise.Raised is { } limit)
        {
            raised.Lift(limit, raise.Id);
        }
    }

    // A wall clock that was set back makes no raise longer than it is.
    private void Apply(KeptRaise raise)
    {
        var now = time.GetUtcNow();
        var (length, left) = (raise.Until - raise.Since, raise.Until - now);
        if (left <= TimeSpan.Zero || raise.Raised is not { } limit)
        {
            return;
        }

        raised.Set(limit, raise.Id, raise.Value, left < length ? left : length);
        ImmutableInterlocked.Update(
            ref _kept,
            kept =>
                kept.RemoveRange(
                        kept.Values.Where(one => one.Until <= now && !Holds(one))
                            .Select(one => one.Key)
                    )
                    .SetItem(raise.Key, raise)
        );
    }
}
