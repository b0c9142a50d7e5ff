using TableTap.Protocol.Errors;
using TableTap.Protocol.Jose;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Limits;
using TableTap.Server.Http.Operations;
using TableTap.Server.SignIn;
using TableTap.Terms;

namespace TableTap.Server.Http.SignIn;

/// <summary>How people sign in, stay signed in and sign out (sections 9 and 10). Thread-safe.</summary>
/// <param name="tables">The codes of the tables.</param>
/// <param name="pins">Signs the staff in.</param>
/// <param name="sessions">The sessions.</param>
/// <param name="origins">Which pages may sign people in.</param>
/// <param name="guests">How many sessions of guests begin by one code.</param>
/// <param name="refreshes">How often a session asks for its next tokens.</param>
/// <param name="ids">Makes the ids of guests.</param>
internal sealed class SignInEndpoint(
    TableCodes tables,
    PinSignIn pins,
    SignInSessions sessions,
    OriginPolicy origins,
    RequestAllowance guests,
    RequestAllowance refreshes,
    IdSource ids
)
{
    private const string Sample =
        """{"token":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2ln","refreshToken":"eyJhbGciOiJIUzI1NiJ9.eyJudW1iZXIiOjF9.c2ln","userId":"employee_uuid","expiresAt":"2024-01-15T10:45:00.000Z"}""";

    /// <summary>What posting a table's code does.</summary>
    public static ApiOperation Guest { get; } =
        new(
            "signInGuest",
            "POST",
            "/v1/auth/guest",
            ApiTags.SignIn,
            "Signs a guest in by the code of the table"
        )
        {
            Text =
                "The code stands in the QR code of the table. jwk, a public key on P-256, binds all tokens of the session to that key: what has to be signed counts only with its signature (section 9).",
            AnswersToken = true,
            Request = new("The code.", "GuestSignIn", () => SignInBodies.Default.GuestSignInRequest)
            {
                Example =
                    """{"cafeId":"cafe_uuid","tableCode":"eyJhbGciOiJIUzI1NiJ9.eyJ0YWJsZSI6IjcifQ.c2ln"}""",
            },
            Answer = Tokens,
            Refusals = Refused,
        };

    /// <summary>What posting a PIN does.</summary>
    public static ApiOperation Pin { get; } =
        new(
            "signInByPin",
            "POST",
            "/v1/auth/pin",
            ApiTags.SignIn,
            "Signs a person of the staff in by PIN"
        )
        {
            Text =
                "Five wrong PINs in a quarter of an hour lock the person and the address for half an hour. A device that shows the device of its last answer counts for itself.",
            AnswersToken = true,
            Request = new(
                "Who, and the PIN.",
                "PinSignIn",
                () => SignInBodies.Default.PinSignInRequest
            )
            {
                Example = """{"cafeId":"cafe_uuid","employeeId":"employee_uuid","pin":"4711"}""",
            },
            Answer = Tokens,
            Refusals = Refused,
        };

    /// <summary>What posting a refresh token does.</summary>
    public static ApiOperation Refresh { get; } =
        new(
            "refreshSession",
            "POST",
            "/v1/auth/refresh",
            ApiTags.SignIn,
            "The next tokens of a session"
        )
        {
            Text =
                "Each refresh token is good once. For a minute it brings the same successor again, where the answer was lost; after that its use ends the session, for somebody has a copy.",
            AnswersToken = true,
            Request = new("The token.", "Refresh", () => SignInBodies.Default.RefreshRequest)
            {
                Example = """{"refreshToken":"eyJhbGciOiJIUzI1NiJ9.eyJudW1iZXIiOjF9.c2ln"}""",
            },
            Answer = Tokens,
            Refusals = Refused,
        };

    /// <summary>What signing out does.</summary>
    public static ApiOperation SignOut { get; } =
        new(
            "signOut",
            "POST",
            "/v1/auth/sign-out",
            ApiTags.SignIn,
            "Ends a session, with its tokens and live sockets"
        )
        {
            Request = Refresh.Request,
            Status = StatusCodes.Status204NoContent,
            Refusals = Refused,
        };

    private static ErrorCode[] Refused =>
        [
            ErrorCode.AuthenticationFailed,
            ErrorCode.InsufficientPermissions,
            ErrorCode.MalformedMessage,
            ErrorCode.RateLimitExceeded,
            ErrorCode.ServiceUnavailable,
            ErrorCode.ValidationFailed,
        ];

    private static ApiBody Tokens =>
        new("The tokens.", "SignIn", () => SignInBodies.Default.SignInAnswer) { Example = Sample };

    /// <summary>Signs a guest in.</summary>
    /// <param name="context">The request.</param>
    public Task GuestAsync(HttpContext context) =>
        AnswerAsync(
            context,
            SignInBodies.Default.GuestSignInRequest,
            """{"cafeId": "…", "tableCode": "…"}""",
            async request =>
            {
                PublicKey? key = null;
                if (request.Jwk is { } jwk && !PublicKey.TryRead(jwk, out key))
                {
                    return Refusal(
                        ErrorCode.ValidationFailed,
                        $"jwk is a public EC key on {PublicKey.Curve}, without its private part."
                    );
                }

                if (await tables.TableOfAsync(request.CafeId, request.TableCode) is not { } table)
                {
                    return UnknownCode;
                }

                if (!guests.TryTake($"{request.CafeId}/{table}", out var retryAfter))
                {
                    return Refusal(
                        guests,
                        "Too many guests sign in at this table at once; wait a moment.",
                        retryAfter
                    );
                }

                if (!await sessions.HasRoomAsync(context.RequestAborted))
                {
                    return (
                        null,
                        new(
                            ErrorCode.ServiceUnavailable,
                            "Too many guests are signed in; try again later.",
                            RetryAfter: 60
                        )
                    );
                }

                var tokens = await sessions.BeginAsync(
                    ids(),
                    Role.Customer,
                    request.CafeId,
                    null,
                    ClientAddress.Of(context),
                    table,
                    key
                );

                // Whoever revoked the code meanwhile has not seen this session.
                if (await tables.TableOfAsync(request.CafeId, request.TableCode) is null)
                {
                    await sessions.SignOutAsync(tokens.RefreshToken, ClientAddress.Of(context));
                    return UnknownCode;
                }

                return (SignInAnswer.Of(tokens), null);
            }
        );

    /// <summary>Signs a person of the staff in.</summary>
    /// <param name="context">The request.</param>
    public Task PinAsync(HttpContext context) =>
        AnswerAsync(
            context,
            SignInBodies.Default.PinSignInRequest,
            """{"cafeId": "…", "employeeId": "…", "pin": "…"}""",
            async request =>
            {
                if (
                    !Identifier.IsValid(request.CafeId)
                    || !Identifier.IsValid(request.EmployeeId)
                    || !PinHash.IsPin(request.Pin)
                )
                {
                    return Refusal(
                        ErrorCode.ValidationFailed,
                        $"cafeId and employeeId are ids, pin has {PinHash.Rule}."
                    );
                }

                var outcome = await pins.TryAsync(
                    request.CafeId,
                    request.EmployeeId,
                    request.Pin,
                    request.Device,
                    ClientAddress.Of(context)
                );
                return outcome.Tokens is { } tokens
                    ? (SignInAnswer.Of(tokens) with { Device = outcome.Device }, null)
                    : (null, outcome.Refusal);
            }
        );

    /// <summary>Gives the next tokens of a session.</summary>
    /// <param name="context">The request.</param>
    public Task RefreshAsync(HttpContext context) =>
        AnswerAsync(
            context,
            SignInBodies.Default.RefreshRequest,
            """{"refreshToken": "…"}""",
            async request =>
            {
                if (
                    await sessions.IdOfAsync(request.RefreshToken) is { } session
                    && !refreshes.TryTake(session, out var retryAfter)
                )
                {
                    return Refusal(
                        refreshes,
                        "This session asks for its next tokens too often; wait a moment.",
                        retryAfter
                    );
                }

                return
                    await sessions.RefreshAsync(request.RefreshToken, ClientAddress.Of(context))
                        is { } tokens
                    ? (SignInAnswer.Of(tokens), null)
                    : Refusal(
                        ErrorCode.AuthenticationFailed,
                        "The refresh token is not valid (any more): sign in again."
                    );
            }
        );

    /// <summary>Ends the session of a token.</summary>
    /// <param name="context">The request.</param>
    public Task SignOutAsync(HttpContext context) =>
        AnswerAsync(
            context,
            SignInBodies.Default.RefreshRequest,
            """{"refreshToken": "…"}""",
            async request =>
                await sessions.SignOutAsync(request.RefreshToken, ClientAddress.Of(context))
                    ? (null, null)
                    : Refusal(ErrorCode.AuthenticationFailed, "This is no refresh token.")
        );

    private static (SignInAnswer?, ErrorBody?) UnknownCode =>
        Refusal(
            ErrorCode.AuthenticationFailed,
            "The code of the table is not valid (any more). Scan the QR code on the table again, or ask the staff."
        );

    private static (SignInAnswer?, ErrorBody?) Refusal(ErrorCode code, string message) =>
        (null, new(code, message));

    private static (SignInAnswer?, ErrorBody?) Refusal(
        RequestAllowance allowance,
        string message,
        int retryAfter
    ) =>
        (
            null,
            new(
                ErrorCode.RateLimitExceeded,
                message,
                RetryAfter: retryAfter,
                Limit: allowance.Limit,
                Window: RequestAllowance.Window
            )
        );

    private async Task AnswerAsync<T>(
        HttpContext context,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> contract,
        string shape,
        Func<T, Task<(SignInAnswer? Answer, ErrorBody? Refusal)>> answer
    )
        where T : class
    {
        // No token guards these addresses, so a foreign page could try PINs from its visitors' addresses.
        if (!origins.Allows(context.Request))
        {
            await ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.InsufficientPermissions,
                    "Pages of this origin may not sign anybody in; the operator lists them in Security:AllowedOrigins."
                )
            );
            return;
        }

        if (await RequestBody.ReadAsync(context, contract, shape) is not { } request)
        {
            return;
        }

        try
        {
            var (done, refusal) = await answer(request);
            if (refusal is not null)
            {
                await ProblemDocument.WriteAsync(context, refusal);
            }
            else if (done is not null)
            {
                await JsonAnswer.WriteAsync(context, done, SignInBodies.Default.SignInAnswer);
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            }
        }
        catch (JournalUnavailableException)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.ServiceUnavailable,
                    "Nobody can sign in at this moment; try again.",
                    RetryAfter: 1
                )
            );
        }
    }
}
