using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Server.Auth;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary>
/// <c>/v1/admin/revocations</c>: ends a token, or the tokens a user has, at once; lists and lifts what is in force (section 1). An
/// administrator of cafés ends only tokens that are for none but these cafés. Thread-safe.
/// </summary>
/// <param name="admins">Lets administrators through.</param>
/// <param name="log">Where it is kept.</param>
/// <param name="issuer">Who issues tokens, and names users in them.</param>
/// <param name="ids">Gives the request's id.</param>
/// <param name="time">The clock by which revocations end.</param>
internal sealed class RevocationEndpoint(
    AdminAuthorization admins,
    RevocationLog log,
    string issuer,
    IdSource ids,
    TimeProvider time
)
{
    private const string Address = "/v1/admin/revocations";

    /// <summary>What posting to the address does.</summary>
    public static ApiOperation Revoke { get; } =
        new("revoke", "POST", Address, ApiTags.Administration, "Ends a token or a user at once")
        {
            Callers = Roles.Admin,
            Text =
                "A user's tokens end that were issued before this moment; a new one works. An earlier revocation of the same gives its place.",
            Request = new(
                "Either jti or user, why, and perhaps until when.",
                "Revocation",
                () => HttpJson.Default.RevocationRequest
            )
            {
                Example =
                    """{"user":"employee_uuid","reason":"Left the company","until":"2024-02-15T10:30:00.000Z"}""",
            },
            Status = StatusCodes.Status204NoContent,
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.MalformedMessage,
                ErrorCode.ValidationFailed,
                ErrorCode.ServiceUnavailable,
            ],
        };

    /// <summary>What reading the address does.</summary>
    public static ApiOperation List { get; } =
        new(
            "listRevocations",
            "GET",
            Address,
            ApiTags.Administration,
            "The revocations in force, the oldest first"
        )
        {
            Callers = Roles.Admin,
            Answer = new(
                "The revocations.",
                "Revocations",
                () => HttpJson.Default.RevocationsAnswer
            )
            {
                Example =
                    """{"revocations":[{"user":"employee_uuid","reason":"Left the company","by":"admin_uuid","at":"2024-01-15T10:30:00.000Z","until":"2024-02-15T10:30:00.000Z"}]}""",
            },
            Refusals = [ErrorCode.InsufficientPermissions],
        };

    /// <summary>What deleting at the address does.</summary>
    public static ApiOperation Lift { get; } =
        new("liftRevocation", "DELETE", Address, ApiTags.Administration, "Lifts a revocation")
        {
            Callers = Roles.Admin,
            Text = "What it ended and has not expired is served again.",
            Query =
            [
                ApiParameter.Text("jti", "The revoked token; this or user."),
                ApiParameter.Text("user", "The revoked user."),
            ],
            Status = StatusCodes.Status204NoContent,
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.NotFound,
                ErrorCode.ValidationFailed,
                ErrorCode.ServiceUnavailable,
            ],
        };

    private const string Revoking = "revocation";
    private const string Reading = "revocation_read";
    private const string Lifting = "revocation_lift";

    /// <summary>Revokes the token or the user that an administrator names.</summary>
    /// <param name="context">The request.</param>
    public async Task RevokeAsync(HttpContext context)
    {
        if (await admins.AdministratorAsync(context, Revoking) is not { } administrator)
        {
            return;
        }

        var request = await RequestBody.ReadAsync(
            context,
            HttpJson.Default.RevocationRequest,
            """{"jti": "…" or "user": "…", "reason": "…", "until": "…"}"""
        );
        if (request is null)
        {
            return;
        }

        if (Problems(request) is { Count: > 0 } problems)
        {
            await RefuseAsync(context, administrator, Revoking, problems);
            return;
        }

        var revocation = new Revocation(
            request.Jti,
            IdOf(request.User),
            request.Reason,
            administrator.UserId
        )
        {
            Until = request.Until,
            Cafes = administrator.IsServerAdministrator ? null : administrator.Cafes,
        };
        await WriteAsync(context, log.RevokeAsync, revocation, administrator);
    }

    /// <summary>Lists what is in force and the administrator may lift.</summary>
    /// <param name="context">The request.</param>
    public async Task ListAsync(HttpContext context)
    {
        if (await admins.AdministratorAsync(context, Reading) is { } administrator)
        {
            await JsonAnswer.WriteAsync(
                context,
                new([.. InForce(administrator).Select(RevocationEntry.Of)]),
                HttpJson.Default.RevocationsAnswer
            );
        }
    }

    /// <summary>Lifts what the query names.</summary>
    /// <param name="context">The request.</param>
    public async Task LiftAsync(HttpContext context)
    {
        if (await admins.AdministratorAsync(context, Lifting) is not { } administrator)
        {
            return;
        }

        var (tokenId, user) = (Value(context, "jti"), Value(context, "user"));
        if (Named(tokenId, user) is { Count: > 0 } problems)
        {
            await RefuseAsync(context, administrator, Lifting, problems);
            return;
        }

        var userId = IdOf(user);
        var found = InForce(administrator)
            .Where(one => one.Revocation.TokenId == tokenId && one.Revocation.UserId == userId)
            .ToList();
        if (found.Count == 0)
        {
            await admins.RefuseAsync(
                context,
                administrator,
                Lifting,
                new(ErrorCode.NotFound, "No such revocation is in force.")
            );
            return;
        }

        foreach (var one in found)
        {
            await WriteAsync(context, log.LiftAsync, one.Revocation, administrator);
        }
    }

    private static string? Value(HttpContext context, string name) =>
        context.Request.Query[name] is [{ Length: > 0 } value] ? value : null;

    private string? IdOf(string? user) => user is null ? null : UserId.Of(issuer, user);

    /// <summary>What the administrator has to do with: all of it is the server's.</summary>
    private IEnumerable<KeptRevocation> InForce(Identity administrator) =>
        log.InForce.Where(one =>
            administrator.IsServerAdministrator
            || one.Revocation.Cafes is { } cafes && cafes.All(administrator.Owns)
        );

    private Task RefuseAsync(
        HttpContext context,
        Identity administrator,
        string command,
        List<ErrorDetail> problems
    ) =>
        admins.RefuseAsync(
            context,
            administrator,
            command,
            new(ErrorCode.ValidationFailed, problems[0].Problem, Details: problems)
        );

    private async Task WriteAsync(
        HttpContext context,
        Func<Revocation, Identity, string?, string, CancellationToken, Task> write,
        Revocation revocation,
        Identity administrator
    )
    {
        try
        {
            await write(
                revocation,
                administrator,
                ClientAddress.Of(context),
                ids(),
                context.RequestAborted
            );
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (JournalUnavailableException)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(ErrorCode.ServiceUnavailable, "Nothing was changed; try again.", RetryAfter: 1)
            );
        }
    }

    private List<ErrorDetail> Problems(RevocationRequest request)
    {
        var problems = Named(request.Jti, request.User);
        if (ReasonText.Problem(request.Reason) is { } unkept)
        {
            problems.Add(unkept);
        }

        if (request.Jti?.Any(char.IsControl) == true)
        {
            problems.Add(new("jti", "jti has no control characters."));
        }

        if (request.Until <= time.GetUtcNow())
        {
            problems.Add(new("until", "until is in the future."));
        }

        return problems;
    }

    private static List<ErrorDetail> Named(string? tokenId, string? user)
    {
        var problems = new List<ErrorDetail>();
        if (tokenId is null == user is null)
        {
            problems.Add(new("jti", "Give either jti or user."));
        }

        Check("jti", tokenId, TokenClaims.MaxTokenId);
        Check("user", user, UserId.MaxSubject);
        return problems;

        void Check(string path, string? text, int most)
        {
            if (text is not null && (text.Length == 0 || text.Length > most))
            {
                problems.Add(
                    new(path, $"{path} has 1 to {Counted.Of(most, "character", "characters")}.")
                );
            }
        }
    }
}
