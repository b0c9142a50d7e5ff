using System.Collections.Immutable;
using System.Text.Json;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;

namespace TableTap.Server.Auth;

/// <summary>Keeps revocations in the journal, so that a restart forgets none (section 1). Thread-safe.</summary>
/// <param name="journal">The journal.</param>
/// <param name="revocations">What is asked at each frame.</param>
/// <param name="time">The clock.</param>
internal sealed class RevocationLog(IJournal journal, Revocations revocations, TimeProvider time)
    : IDisposable
{
    private const string Stream = "revocations";
    private const string Revoked = "revoked";
    private const string Lifted = "lifted";
    private const string AuditChain = "server";

    // Writers come one after the other. Readers wait for none of them: a commit may wait for messages that wait to be told who is revoked.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private readonly (DateTimeOffset Wall, long Stamp) _begun = (
        time.GetUtcNow(),
        time.GetTimestamp()
    );
    private ImmutableList<KeptRevocation> _kept = [];
    private long _version;

    /// <summary>The revocations in force, the oldest first.</summary>
    public IReadOnlyList<KeptRevocation> InForce
    {
        get
        {
            var now = time.GetUtcNow();
            return Volatile.Read(ref _kept).FindAll(one => one.Rule.IsInForce(now));
        }
    }

    /// <summary>Takes over what was revoked or lifted before, or by another server on the same journal since.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="JournalUnavailableException">It cannot be read now.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await foreach (
            var fact in journal.ReadStreamAsync(
                Stream,
                Volatile.Read(ref _version),
                cancellationToken
            )
        )
        {
            Apply(
                fact.Version,
                fact.Type,
                JsonSerializer.Deserialize(fact.Data.Span, RevocationJson.Default.Revocation)!,
                fact.At
            );
        }
    }

    /// <summary>Takes over what another server on the same journal revoked or lifted since, where its stream has moved at all.</summary>
    /// <param name="versions">How far each stream has come.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="JournalUnavailableException">It cannot be read now.</exception>
    public async Task FollowAsync(
        IReadOnlyList<StreamVersion> versions,
        CancellationToken cancellationToken
    )
    {
        if (versions.Any(one => one.Stream == Stream && one.Version > Volatile.Read(ref _version)))
        {
            await ReadAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Revokes: durable first, then at once for every live socket. An earlier revocation of the same by an administrator of the same
    /// cafés gives its place.
    /// </summary>
    /// <param name="revocation">What and why.</param>
    /// <param name="administrator">The administrator who revokes.</param>
    /// <param name="address">The address the request came from.</param>
    /// <param name="id">The id of the request, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="JournalUnavailableException">Nothing was revoked.</exception>
    public Task RevokeAsync(
        Revocation revocation,
        Identity administrator,
        string? address,
        string id,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            Revoked,
            revocation,
            Line("revocation", revocation, administrator, address, id),
            cancellationToken
        );

    /// <summary>Lifts a revocation: what it ended and has not expired is served again.</summary>
    /// <param name="revocation">The revocation, as <see cref="InForce"/> has it.</param>
    /// <param name="administrator">The administrator who lifts it.</param>
    /// <param name="address">The address the request came from.</param>
    /// <param name="id">The id of the request, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="JournalUnavailableException">Nothing was lifted.</exception>
    public Task LiftAsync(
        Revocation revocation,
        Identity administrator,
        string? address,
        string id,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            Lifted,
            revocation,
            Line("revocation_lift", revocation, administrator, address, id),
            cancellationToken
        );

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private AuditLine Line(
        string command,
        Revocation revocation,
        Identity administrator,
        string? address,
        string id
    ) =>
        new(
            AuditChain,
            administrator.UserId,
            "admin",
            address,
            command,
            id,
            "processed",
            time.GetUtcNow()
        )
        {
            Target = revocation.TokenId ?? revocation.UserId,
            // One of before may hold what a line cannot; it is lifted all the same.
            Reason = revocation.Reason.Any(char.IsControl) ? null : revocation.Reason,
        };

    private async Task WriteAsync(
        string type,
        Revocation revocation,
        AuditLine line,
        CancellationToken cancellationToken
    )
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var now = Moment();
            var data = JsonSerializer.SerializeToUtf8Bytes(
                revocation,
                RevocationJson.Default.Revocation
            );
            // Whoever asked may go: what is on its way to the journal cannot be called back, and has to be in force once
            // it is written.
            AppendOutcome outcome;
            while (
                !(
                    outcome = await journal.AppendAsync(
                        new(
                            Stream,
                            Volatile.Read(ref _version),
                            [new(type, data, now)],
                            [],
                            [],
                            [line with { At = now }]
                        ),
                        CancellationToken.None
                    )
                ).Committed
            )
            {
                // Another server revoked meanwhile.
                await ReadAsync(CancellationToken.None);
            }

            Apply(outcome.Version, type, revocation, now);
        }
        finally
        {
            _turn.Release();
        }
    }

    // A user's tokens of before this moment end. A wall clock that was set back since the start would leave those of the last hour. Of one
    // that was ahead at the start and is right now it is too late a moment until the next start: nobody gets in who should not.
    private DateTimeOffset Moment()
    {
        var (wall, steady) = (time.GetUtcNow(), _begun.Wall + time.GetElapsedTime(_begun.Stamp));
        return wall > steady ? wall : steady;
    }

    // Several may have read the same, each in the order of the journal.
    private void Apply(long version, string type, Revocation revocation, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (version <= _version)
            {
                return;
            }

            var made = new KeptRevocation(revocation, at);
            var others = Volatile.Read(ref _kept).RemoveAll(one => one.Rule.IsSameAs(made.Rule));
            Volatile.Write(ref _kept, type == Revoked ? others.Add(made) : others);
            if (type == Revoked)
            {
                revocations.Revoke(made.Rule);
            }
            else
            {
                revocations.Lift(made.Rule);
            }

            Volatile.Write(ref _version, version);
        }
    }
}
