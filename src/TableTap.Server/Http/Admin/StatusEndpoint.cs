using TableTap.Protocol.Errors;
using TableTap.Realtime.Inspection;
using TableTap.Realtime.Limits;
using TableTap.Server.Http.Operations;
using TableTap.Server.Http.State;
using TableTap.Terms;

namespace TableTap.Server.Http.Admin;

/// <summary><c>GET /v1/admin/status</c>: how this server is doing now, for its administrators (section 10). Thread-safe.</summary>
/// <param name="admins">Lets administrators of the server through.</param>
/// <param name="reader">Knows how the server is doing.</param>
/// <param name="allowance">How often one administrator may ask.</param>
internal sealed class StatusEndpoint(
    AdminAuthorization admins,
    StatusReader reader,
    RequestAllowance allowance
)
{
    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "readStatus",
            "GET",
            "/v1/admin/status",
            ApiTags.Administration,
            "How this server is doing now"
        )
        {
            Callers = Roles.Admin,
            Text =
                "For an administrator of the server. Rates and percentiles are of the last minute, as far as somebody has asked since then: the first answer has none.",
            Query =
            [
                new(
                    "sort",
                    "Which channels are told first: those with the most readers, with the largest lag, or by name.",
                    new()
                    {
                        ["type"] = "string",
                        ["enum"] = new System.Text.Json.Nodes.JsonArray("readers", "lag", "name"),
                        ["default"] = "readers",
                    }
                ),
                ApiParameter.Limit(most: MaxEntries, fallback: UsualEntries),
            ],
            Answer = new("How it is doing.", "Status", () => AdminJson.Default.StatusAnswer)
            {
                Example = AdminSamples.Status,
            },
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.ValidationFailed,
                ErrorCode.RateLimitExceeded,
            ],
        };

    /// <summary>How often one administrator may ask in a minute: several consoles, each every second.</summary>
    public const int QuestionsPerMinute = 300;

    private const string Reading = "status_read";
    private const int MaxEntries = 100;
    private const int UsualEntries = 20;

    private static readonly string[] Names = ["sort", "limit"];

    /// <summary>Answers an administrator of the server.</summary>
    /// <param name="context">The request.</param>
    public async Task AnswerAsync(HttpContext context)
    {
        if (await admins.OperatorAsync(context, Reading) is not { } administrator)
        {
            return;
        }

        var problems = new List<ErrorDetail>();
        var query = new QueryValues(context.Request.Query, Names, problems);
        var order = Order(query);
        var most = query.Limit(MaxEntries) ?? UsualEntries;
        if (problems.Count > 0)
        {
            await QueryValues.RefuseAsync(context, problems);
            return;
        }

        if (!allowance.TryTake(administrator.UserId, out var retryAfter))
        {
            await ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.RateLimitExceeded,
                    "Too many questions; ask once a second.",
                    retryAfter,
                    allowance.Limit,
                    RequestAllowance.Window
                )
            );
            return;
        }

        await JsonAnswer.WriteAsync(
            context,
            await reader.ReadAsync(order, most, context.RequestAborted),
            AdminJson.Default.StatusAnswer
        );
    }

    private static ChannelOrder Order(QueryValues query)
    {
        switch (query.One("sort"))
        {
            case null or "readers":
                return ChannelOrder.Readers;
            case "lag":
                return ChannelOrder.Lag;
            case "name":
                return ChannelOrder.Name;
            default:
                query.Refuse("sort", "expected readers, lag or name");
                return ChannelOrder.Readers;
        }
    }
}
