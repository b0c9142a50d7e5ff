using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;

namespace TableTap.Server.Auth;

/// <summary>A revocation as it is kept.</summary>
/// <param name="TokenId">The revoked <c>jti</c>, or null.</param>
/// <param name="UserId">The revoked user, or null.</param>
/// <param name="Reason">Why, in the administrator's words.</param>
/// <param name="By">The id of the administrator who revoked.</param>
internal sealed record Revocation(string? TokenId, string? UserId, string Reason, string By);

/// <summary>The source-generated JSON of what is kept of revocations.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Revocation))]
internal sealed partial class RevocationJson : JsonSerializerContext;

/// <summary>Keeps revocations in the journal, so that a restart forgets none (section 1). Thread-safe.</summary>
/// <param name="journal">The journal.</param>
/// <param name="revocations">What is asked at each frame.</param>
/// <param name="time">The clock.</param>
internal sealed class RevocationLog(IJournal journal, Revocations revocations, TimeProvider time)
    : IDisposable
{
    private const string Stream = "revocations";
    private const string FactType = "revoked";
    private const string AuditChain = "server";

    private readonly SemaphoreSlim _turn = new(1);
    private long _version;

    /// <summary>Reads what was revoked before; once, at the start.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await foreach (var fact in journal.ReadStreamAsync(Stream, _version, cancellationToken))
        {
            Apply(JsonSerializer.Deserialize(fact.Data.Span, RevocationJson.Default.Revocation)!);
            _version = fact.Version;
        }
    }

    /// <summary>Revokes: durable first, then at once for every live socket.</summary>
    /// <param name="revocation">What and why.</param>
    /// <param name="administrator">The administrator who revokes.</param>
    /// <param name="address">The address the request came from.</param>
    /// <param name="id">The id of the request, for the audit.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="JournalUnavailableException">Nothing was revoked.</exception>
    public async Task RevokeAsync(
        Revocation revocation,
        Identity administrator,
        string? address,
        string id,
        CancellationToken cancellationToken
    )
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            var data = JsonSerializer.SerializeToUtf8Bytes(
                revocation,
                RevocationJson.Default.Revocation
            );
            var line = new AuditLine(
                AuditChain,
                administrator.UserId,
                "admin",
                address,
                "revocation",
                id,
                "processed",
                now
            )
            {
                Target = revocation.TokenId ?? revocation.UserId,
            };
            // Whoever asked may go: what is on its way to the journal cannot be called back, and has to be in force once
            // it is written.
            AppendOutcome outcome;
            while (
                !(
                    outcome = await journal.AppendAsync(
                        new(Stream, _version, [new(FactType, data, now)], [], [], [line]),
                        CancellationToken.None
                    )
                ).Committed
            )
            {
                // Another server revoked meanwhile.
                await ReadAsync(CancellationToken.None);
            }

            _version = outcome.Version;
            Apply(revocation);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private void Apply(Revocation revocation)
    {
        if (revocation.TokenId is { } tokenId)
        {
            revocations.RevokeToken(tokenId);
        }

        if (revocation.UserId is { } userId)
        {
            revocations.RevokeUser(userId);
        }
    }
}
