using TableTap.Ordering;
using TableTap.Protocol.Errors;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary>
/// <c>GET /demo/session?role=&amp;user=</c>: signs a person of the demo in without a question, so it answers only this
/// machine: by address, by name (a foreign name that resolves to this machine is refused) and to the demo's own pages.
/// Thread-safe.
/// </summary>
/// <param name="mint">Makes the token.</param>
/// <param name="settings">Names the proxies: what one of them passes on is not of this machine, whatever it says.</param>
/// <param name="time">The clock.</param>
internal sealed class DemoSessionEndpoint(TokenMint mint, LiveSettings settings, TimeProvider time)
{
    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "getDemoSession",
            "GET",
            "/demo/session",
            ApiTags.Demo,
            "A token for somebody of the demo café"
        )
        {
            Query =
            [
                ApiParameter.Text("role", "customer, employee or manager.") with
                {
                    Required = true,
                },
                ApiParameter.Id("user", "Who.") with
                {
                    Required = true,
                },
                ApiParameter.Text("name", $"Their name, at most {MaxName} characters."),
            ],
            AnswersToken = true,
            Answer = new("A session.", "DemoSession", () => HttpJson.Default.DemoSession)
            {
                Example =
                    """{"token":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqb2huIn0.c2ln","userId":"john","role":"customer","cafeId":"demo","expiresAt":"2024-01-15T11:00:00.000Z"}""",
            },
            Refusals = [ErrorCode.InsufficientPermissions, ErrorCode.ValidationFailed],
        };

    private const int MaxName = 60;

    private readonly LocalRequests _local = new(settings);

    /// <summary>Answers a request of this machine with a token for a person of the demo.</summary>
    /// <param name="context">The request.</param>
    public Task AnswerAsync(HttpContext context)
    {
        if (!_local.Contains(context))
        {
            return ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.InsufficientPermissions,
                    "Demo sessions are given to pages on this machine only."
                )
            );
        }

        var query = context.Request.Query;
        var user = query["user"].ToString();
        var name = query["name"].ToString();
        Role? role = query["role"].ToString() switch
        {
            "customer" => Role.Customer,
            "employee" => Role.Employee,
            "manager" => Role.Manager,
            _ => null,
        };
        if (role is not { } known || !Identifier.IsValid(user) || name.Length > MaxName)
        {
            return ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.ValidationFailed,
                    $"Ask with role=customer, employee or manager, user={Identifier.Rule}, and name of at most {MaxName} characters if any."
                )
            );
        }

        var token = mint.Mint(
            new(user, known, [DemoCafe.Id], Name: name.Length == 0 ? null : name),
            TokenMint.DefaultLifetime
        );
        var session = new DemoSession(
            token,
            user,
            known,
            DemoCafe.Id,
            time.GetUtcNow() + TokenMint.DefaultLifetime
        );
        return JsonAnswer.WriteAsync(context, session, HttpJson.Default.DemoSession);
    }
}
