using System.Text.Json.Nodes;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Inspection;
using TableTap.Server.Http.Operations;
using TableTap.Server.Http.State;
using TableTap.Terms;

namespace TableTap.Server.Http.Admin;

/// <summary><c>GET /v1/admin/connections</c>: who is connected to this server, page by page (section 10). Thread-safe.</summary>
/// <param name="admins">Lets administrators of the server through.</param>
/// <param name="inspection">Knows the connections.</param>
internal sealed class ConnectionsEndpoint(AdminAuthorization admins, HubInspection inspection)
{
    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "listConnections",
            "GET",
            "/v1/admin/connections",
            ApiTags.Administration,
            "Who is connected to this server, in the order in which they came"
        )
        {
            Callers = Roles.Admin,
            Text =
                "For an administrator of the server. channels holds the first twenty names, channelCount says how many there are.",
            Query =
            [
                new(
                    "role",
                    "Only connections of this role.",
                    new()
                    {
                        ["type"] = "string",
                        ["enum"] = new JsonArray([
                            .. Enum.GetValues<Role>().Select(role => (JsonNode)role.Word),
                        ]),
                    }
                ),
                ApiParameter.Id("cafe", "Only connections whose token names this café."),
                ApiParameter.Id("user", "Only connections of this user."),
                ApiParameter.Cursor(),
                ApiParameter.Limit(most: MaxConnections, fallback: UsualConnections),
            ],
            Answer = new(
                "A page of connections.",
                "Connections",
                () => AdminJson.Default.ConnectionsAnswer
            )
            {
                Example = AdminSamples.Connections,
            },
            Refusals = [ErrorCode.InsufficientPermissions, ErrorCode.ValidationFailed],
        };

    private const string Reading = "connections_read";
    private const int MaxConnections = 500;
    private const int UsualConnections = 100;

    private static readonly string[] Names = ["role", "cafe", "user", "cursor", "limit"];

    /// <summary>Answers an administrator of the server with one page.</summary>
    /// <param name="context">The request.</param>
    public async Task AnswerAsync(HttpContext context)
    {
        if (await admins.OperatorAsync(context, Reading) is null)
        {
            return;
        }

        var problems = new List<ErrorDetail>();
        var query = new QueryValues(context.Request.Query, Names, problems);
        var most = query.Limit(MaxConnections) ?? UsualConnections;
        var filter = new ConnectionFilter(most + 1)
        {
            Role = RoleOf(query),
            CafeId = IdOf(query, "cafe"),
            UserId = IdOf(query, "user"),
            After = IdOf(query, "cursor"),
        };
        if (problems.Count > 0)
        {
            await QueryValues.RefuseAsync(context, problems);
            return;
        }

        var found = inspection.Connections(filter);
        await JsonAnswer.WriteAsync(
            context,
            found.Count > most
                ? new([.. found.Take(most)], found[most - 1].ConnectionId)
                : new(found),
            AdminJson.Default.ConnectionsAnswer
        );
    }

    private static Role? RoleOf(QueryValues query)
    {
        if (query.One("role") is not { } word)
        {
            return null;
        }

        foreach (var role in Enum.GetValues<Role>())
        {
            if (role.Word == word)
            {
                return role;
            }
        }

        query.Refuse(
            "role",
            $"expected {QueryValues.Listed(Enum.GetValues<Role>().Select(role => role.Word))}"
        );
        return null;
    }

    private static string? IdOf(QueryValues query, string name)
    {
        var value = query.One(name);
        if (value is not null && !Identifier.IsValid(value))
        {
            query.Refuse(name, $"expected an id: {Identifier.Rule}");
        }

        return value;
    }
}
