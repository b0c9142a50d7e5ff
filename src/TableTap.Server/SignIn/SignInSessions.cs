using System.Text.Json;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Hosting;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Jose;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Terms;

namespace TableTap.Server.SignIn;

/// <summary>What somebody gets who signs in or stays signed in.</summary>
/// <param name="Token">The access token, a JWT.</param>
/// <param name="RefreshToken">What brings the next one, once.</param>
/// <param name="UserId">The id of the person.</param>
/// <param name="ExpiresAt">When the access token ends.</param>
/// <param name="Table">The guest's table; null for the staff.</param>
internal sealed record SessionTokens(
    string Token,
    string RefreshToken,
    string UserId,
    DateTimeOffset ExpiresAt,
    string? Table = null
);

/// <summary>
/// Sessions of people who signed in: short access tokens, and refresh tokens of which each is good once (section 9). A refresh token is
/// the signed number of itself in its session, so that nothing of it has to be kept, and the same successor can be told again after a
/// crash. Thread-safe.
/// </summary>
/// <param name="journal">Where sessions are kept.</param>
/// <param name="ended">Takes the sessions that ended early.</param>
/// <param name="revocations">Who is no longer served.</param>
/// <param name="cafes">The cafés, for their staff as it is now.</param>
/// <param name="mint">Makes the access tokens.</param>
/// <param name="keys">The keys of the server.</param>
/// <param name="auth">The issuer of the tokens.</param>
/// <param name="options">How long all of it lives.</param>
/// <param name="time">The clock.</param>
internal sealed class SignInSessions(
    IJournal journal,
    EndedSessions ended,
    Revocations revocations,
    CafeHost cafes,
    TokenMint mint,
    TokenKeys keys,
    AuthOptions auth,
    SignInOptions options,
    TimeProvider time
)
{
    private const string Kind = "session";
    private const string Stream = "sign-in";
    private const int PageSize = 1000;
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(5);
    private readonly SignedClaims<RefreshClaims> _signed = new(
        keys.Derive("tabletap refresh token"),
        SignInJson.Default.RefreshClaims
    );
    private readonly RefreshGrace _grace = new(options.RefreshGrace, time);
    private readonly string _run = Guid.CreateVersion7(time.GetUtcNow()).ToString();

    /// <summary>Whether there is room for one more session of a guest.</summary>
    /// <param name="cancellationToken">Stops counting.</param>
    public async Task<bool> HasRoomAsync(CancellationToken cancellationToken) =>
        await journal.CountRecordsAsync(Kind, cancellationToken) < options.MaxSessions;

    /// <summary>Begins a session; of a person with too many the oldest ends.</summary>
    /// <param name="userId">The id of the person.</param>
    /// <param name="role">The role in the café.</param>
    /// <param name="cafeId">The id of the café.</param>
    /// <param name="name">The name to show; null for a guest.</param>
    /// <param name="address">From where, for the audit.</param>
    /// <param name="table">The guest's table; null for the staff.</param>
    /// <param name="key">The key that the client signs with; null where it signs nothing.</param>
    /// <exception cref="JournalUnavailableException">No session began.</exception>
    public async Task<SessionTokens> BeginAsync(
        string userId,
        Role role,
        string cafeId,
        string? name,
        string? address,
        string? table = null,
        PublicKey? key = null
    )
    {
        if (role != Role.Customer)
        {
            await EndBeyondAsync(userId, options.SessionsPerPerson - 1);
        }

        var now = time.GetUtcNow();
        var lifetime =
            role == Role.Customer ? options.GuestSessionLifetime : options.StaffSessionLifetime;
        var session = new SignInSession(
            userId,
            role,
            cafeId,
            now,
            now + lifetime,
            1,
            now,
            name,
            table,
            _run,
            SessionKey.Of(key)
        );
        var id = Guid.CreateVersion7(now).ToString();
        await journal.AppendAsync(
            Batch(Change(id, 0, session)) with
            {
                Audit = Line("sign_in", id, session, address, null) is { } line ? [line] : [],
            },
            CancellationToken.None
        );
        return TokensOf(id, session);
    }

    /// <summary>
    /// The tokens that follow a refresh token. The one before the present brings the same again for a while; an older one was copied, and
    /// ends the session with its live sockets.
    /// </summary>
    /// <param name="refreshToken">The refresh token as it came.</param>
    /// <param name="address">From where, for the audit.</param>
    /// <returns>The tokens; null where it is no refresh token, or its session is over.</returns>
    /// <exception cref="JournalUnavailableException">Nothing is known, and nothing was changed.</exception>
    public async Task<SessionTokens?> RefreshAsync(string refreshToken, string? address)
    {
        if (await _signed.ReadAsync(refreshToken) is not { } claims)
        {
            return null;
        }

        while (await FindAsync(claims.Session) is var (record, session))
        {
            var now = time.GetUtcNow();
            if (session.EndsAt <= now || claims.Number > session.Number)
            {
                // Over, or of a history that the store was put back behind.
                return null;
            }

            var isPresent = claims.Number == session.Number;
            if (
                !isPresent
                && !(
                    claims.Number == session.Number - 1
                    && _grace.Holds(
                        claims.Session,
                        session.Number,
                        session.IssuedAt,
                        session.By == _run
                    )
                )
            )
            {
                await EndAsync(claims.Session, "refresh_token_reuse", address);
                return null;
            }

            if (RoleNow(claims.Session, session) is not { } role)
            {
                await EndAsync(claims.Session, "session_end", address);
                return null;
            }

            if (!isPresent)
            {
                return TokensOf(claims.Session, session);
            }

            var next = session with
            {
                Role = role,
                Number = session.Number + 1,
                IssuedAt = now,
                By = _run,
            };
            _grace.Begin(claims.Session, next.Number);
            var outcome = await journal.AppendAsync(
                Batch(Change(claims.Session, record.Version, next)),
                CancellationToken.None
            );
            if (outcome.Committed)
            {
                return TokensOf(claims.Session, next);
            }
        }

        return null;
    }

    /// <summary>Ends the session of a refresh token, present or old.</summary>
    /// <param name="refreshToken">The refresh token as it came.</param>
    /// <param name="address">From where, for the audit.</param>
    /// <returns>Whether it is a refresh token; a session that was over already is no fault.</returns>
    public async Task<bool> SignOutAsync(string refreshToken, string? address)
    {
        if (await _signed.ReadAsync(refreshToken) is not { } claims)
        {
            return false;
        }

        await EndAsync(claims.Session, "sign_out", address);
        return true;
    }

    /// <summary>The session of a refresh token, present or old, whether it is over or not; null where it is no refresh token.</summary>
    /// <param name="refreshToken">The refresh token as it came.</param>
    public async ValueTask<string?> IdOfAsync(string refreshToken) =>
        (await _signed.ReadAsync(refreshToken))?.Session;

    /// <summary>Ends all sessions of a person of the staff, with their live sockets.</summary>
    /// <param name="userId">The id of the person.</param>
    public Task EndAllAsync(string userId) => EndBeyondAsync(userId, 0);

    /// <summary>Ends all sessions of guests who signed in at a table, with their live sockets.</summary>
    /// <param name="cafeId">The id of the café.</param>
    /// <param name="table">The number or name on the table's sign.</param>
    public async Task EndTableAsync(string cafeId, string table)
    {
        IReadOnlyList<StoredRecord> guests;
        do
        {
            guests = await journal.ReadRecordsAsync(
                new(Kind, PageSize) { Group = TableGroup(cafeId, table) },
                CancellationToken.None
            );
            await Task.WhenAll(guests.Select(guest => EndAsync(guest.Key, "session_end", null)));
        } while (guests.Count == PageSize);
    }

    private async Task EndBeyondAsync(string userId, int most)
    {
        var records = await journal.ReadRecordsAsync(
            new(Kind, PageSize) { Group = userId },
            CancellationToken.None
        );
        // Keys begin with the time at which the session began.
        foreach (var record in records.SkipLast(most))
        {
            await EndAsync(record.Key, "session_end", null);
        }
    }

    private async Task EndAsync(string id, string why, string? address)
    {
        while (await FindAsync(id) is var (record, session))
        {
            var refusal =
                why == "refresh_token_reuse"
                    ? new ErrorBody(ErrorCode.AuthenticationFailed, "")
                    : null;
            var outcome = await journal.AppendAsync(
                Batch(new RecordChange(Kind, id, record.Version, null), ended.Change(id)) with
                {
                    Audit = Line(why, id, session, address, refusal) is { } line ? [line] : [],
                },
                CancellationToken.None
            );
            if (outcome.Committed)
            {
                ended.Add(id);
                return;
            }
        }
    }

    /// <summary>The role that the person has now; null where the session may not go on.</summary>
    private Role? RoleNow(string id, SignInSession session)
    {
        if (
            revocations.Contains(IdentityOf(id, session, session.Number))
            || revocations.Contains(IdentityOf(id, session, session.Number - 1))
        )
        {
            return null;
        }

        var cafe = cafes.Find(session.CafeId);
        return session.Role == Role.Customer
            ? cafe is null
                ? null
                : Role.Customer
            : cafe?.Profile.Employee(session.UserId)?.Role;
    }

    // As a revocation sees it: a user's session is as old as its sign-in, however young its token is.
    private Identity IdentityOf(string id, SignInSession session, long number) =>
        new(
            session.UserId,
            session.Role,
            [session.CafeId],
            null,
            session.Name,
            TokenId(id, number),
            auth.Issuer,
            session.EndsAt
        )
        {
            IssuedAt = session.SignedInAt,
            SessionId = id,
        };

    private async Task<(StoredRecord Record, SignInSession Session)?> FindAsync(string id) =>
        await journal.FindRecordAsync(Kind, id, CancellationToken.None) is { } record
            ? (
                record,
                JsonSerializer.Deserialize(record.Data.Span, SignInJson.Default.SignInSession)!
            )
            : null;

    private SessionTokens TokensOf(string id, SignInSession session)
    {
        var left = session.EndsAt - session.IssuedAt;
        var lifetime = left < options.AccessTokenLifetime ? left : options.AccessTokenLifetime;
        return new(
            mint.Mint(
                new(session.UserId, session.Role, [session.CafeId], Name: session.Name)
                {
                    SessionId = id,
                    TokenId = TokenId(id, session.Number),
                    IssuedAt = session.IssuedAt,
                    SigningKey = session.Key?.Read(),
                },
                lifetime
            ),
            _signed.Sign(new(id, session.Number)),
            session.UserId,
            session.IssuedAt + lifetime,
            session.Table
        );
    }

    private RecordChange Change(string id, long version, SignInSession session) =>
        new(
            Kind,
            id,
            version,
            JsonSerializer.SerializeToUtf8Bytes(session, SignInJson.Default.SignInSession)
        )
        {
            Group = session.Table is { } table ? TableGroup(session.CafeId, table) : session.UserId,
            KeptFor = session.EndsAt - time.GetUtcNow() + Spare,
        };

    private AuditLine? Line(
        string command,
        string id,
        SignInSession session,
        string? address,
        ErrorBody? refusal
    ) =>
        AuditTrail.Line(
            session.CafeId,
            IdentityOf(id, session, session.Number),
            address,
            command,
            id,
            refusal,
            time.GetUtcNow()
        );

    // No id has a slash: no table is taken for a person.
    private static string TableGroup(string cafeId, string table) => $"{cafeId}/{table}";

    private static string TokenId(string id, long number) => $"{id}.{number}";

    private static AppendBatch Batch(params IReadOnlyList<RecordChange> records) =>
        new(Stream, ExpectedVersion: null, [], [], [], []) { Records = records };
}
