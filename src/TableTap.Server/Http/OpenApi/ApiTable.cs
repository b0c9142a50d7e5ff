using System.Text.Json.Nodes;
using TableTap.Protocol;

namespace TableTap.Server.Http;

/// <summary>
/// Every address of the server, in the order of the reference. A test holds the table to the routes that the server really has, both
/// ways.
/// </summary>
internal static class ApiTable
{
    private const string State = "state";
    private const string Orders = "orders";
    private const string Commands = "commands";
    private const string Administration = "administration";
    private const string Machines = "machines";
    private const string Pages = "pages";
    private const string Demo = "demo";
    private const string OneCommit =
        "Read at one commit: subscribe with afterSequence from positions and nothing is missed, nothing heard twice (section 7).";

    /// <summary>The headings.</summary>
    public static IReadOnlyList<(string Name, string Text)> Tags { get; } =
    [
        (State, "What the café looks like, with the positions to subscribe from."),
        (Orders, "Orders and their history."),
        (Commands, "Everything that changes something."),
        (Administration, "For administrators."),
        (Machines, "For machines that watch, and documents."),
        (Pages, "Pages for people."),
        (Demo, "With --demo only, for this machine."),
    ];

    /// <summary>The rows.</summary>
    public static IReadOnlyList<ApiOperation> Rows { get; } =
    [
        OfState("menu", "What can be ordered now", StateTable.Menu, "Menu", ApiSamples.Menu),
        OfState("board", "The pickup board", StateTable.Board, "Board", ApiSamples.Board),
        OfState(
            "wait-time",
            "How long new orders take",
            StateTable.WaitTime,
            "WaitTime",
            ApiSamples.WaitTime
        ),
        OfState(
            "counters",
            "Which counters work; reasons, people and queues for the staff alone",
            StateTable.Counters,
            "Counters",
            ApiSamples.Counters
        ),
        OfState("staff", "Who works", StateTable.Staff, "Staff", ApiSamples.Staff),
        OfState(
            "metrics",
            "The figures of the hour",
            StateTable.Metrics,
            "Metrics",
            ApiSamples.Metrics
        ),
        OfState("alerts", "What needs a manager", StateTable.Alerts, "Alerts", ApiSamples.Alerts),
        new("GET", "/v1/cafes/{id}/orders", Orders, "Orders, the latest first; a guest's own ones")
        {
            Callers = StateTable.Orders.Readers,
            Text = OneCommit,
            Query = OrdersQueryParameters,
            Answer = new("A page of orders.", "Orders") { Example = ApiSamples.Orders },
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.NotFound,
                ErrorCode.ValidationFailed,
                ErrorCode.ServiceUnavailable,
            ],
        },
        new("GET", "/v1/cafes/{id}/undelivered", Orders, "What guests have not confirmed in time")
        {
            Callers = Roles.Staff,
            Answer = new("The messages, the oldest first.", "Undelivered")
            {
                Example = ApiSamples.Undelivered,
            },
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.NotFound,
                ErrorCode.ServiceUnavailable,
            ],
        },
        new("GET", "/v1/orders/{id}", Orders, "An order with its history")
        {
            Callers = StateTable.Orders.Readers,
            Text = OneCommit,
            Answer = new("The order.", "Order") { Example = ApiSamples.Order },
            Refusals = [ErrorCode.NotFound, ErrorCode.ServiceUnavailable],
        },
        new("POST", "/v1/commands", Commands, "Any command of section 4, as on the socket")
        {
            Callers = Roles.Everybody,
            Text =
                "Answered after it is durable. The same messageId again gets the first answer. Counted per user, as on a connection.",
            Request = new("The same frame as on the socket.", ApiSchemas.Command)
            {
                Example = ApiSamples.Command,
            },
            Answer = new("The acknowledgement.", "message_acknowledged")
            {
                Example = ApiSamples.Acknowledged,
            },
            Refusals =
            [
                .. Enum.GetValues<ErrorCode>()
                    .Where(code =>
                        code
                            is not (
                                ErrorCode.ConnectionLimitExceeded
                                or ErrorCode.HistoryUnavailable
                            )
                    ),
            ],
        },
        new("GET", "/v1", Commands, "The WebSocket of the protocol")
        {
            Callers = Roles.Everybody,
            Text =
                "Upgrade over HTTP/1.1, or extended CONNECT over HTTP/2; described by /asyncapi.yaml. The token may stand in the query, for browsers.",
            Query = [new("token", "The token, where no header can be set.", Text())],
            Status = StatusCodes.Status101SwitchingProtocols,
            IsRouted = false,
        },
        new("POST", "/v1/webhooks/payments/{provider}", Commands, "What a payment provider reports")
        {
            Text =
                "Signed by the provider (section 5). Events may come in any order and as often as they like; the answer comes once the event is durable.",
            Request = new("The provider's event, as it signed it."),
            Answer = new("Taken.", "Webhook") { Example = """{"status":"processed"}""" },
            Refusals =
            [
                ErrorCode.MalformedMessage,
                ErrorCode.ValidationFailed,
                ErrorCode.NotFound,
                ErrorCode.SignatureRequired,
                ErrorCode.SignatureInvalid,
                ErrorCode.ServiceUnavailable,
            ],
        },
        new("POST", "/v1/admin/revocations", Administration, "Ends a token or a user at once")
        {
            Callers = Roles.Admin,
            Request = new("Either jti or user, and why.", "Revocation")
            {
                Example = """{"user":"employee_uuid","reason":"Left the company"}""",
            },
            Status = StatusCodes.Status204NoContent,
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.MalformedMessage,
                ErrorCode.ValidationFailed,
                ErrorCode.ServiceUnavailable,
            ],
        },
        new("GET", "/v1/admin/audit", Administration, "The audit, the latest line first")
        {
            Callers = Roles.Admin,
            Text =
                "Who wanted what, and what came of it (section 9). Each line is linked to the one before it in its chain.",
            Query =
            [
                new("cafe", "Only this café's chain; server for what belongs to none.", IdSchema()),
                new("actor", "Only what this person or back end wanted.", IdSchema()),
                new("from", "Only from this moment on.", Moment()),
                new("to", "Only before this moment.", Moment()),
                new("cursor", "nextCursor of an earlier answer: the page after it.", Text()),
                new(
                    "limit",
                    "How many at most.",
                    new()
                    {
                        ["type"] = "integer",
                        ["minimum"] = 1,
                        ["maximum"] = 500,
                        ["default"] = 100,
                    }
                ),
            ],
            Answer = new("A page of lines.", "Audit") { Example = ApiSamples.Audit },
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.ValidationFailed,
                ErrorCode.ServiceUnavailable,
            ],
        },
        new("GET", "/v1/admin/cafes/{id}", Administration, "A café as a file")
        {
            Callers = Roles.Admin,
            Answer = new("The file, by Accept.")
            {
                MediaTypes = [CafeFileEndpoint.Yaml, "application/json"],
            },
            Refusals = [ErrorCode.InsufficientPermissions, ErrorCode.NotFound],
        },
        new("PUT", "/v1/admin/cafes/{id}", Administration, "Sets a café up from a file, or anew")
        {
            Callers = Roles.Admin,
            Request = new("The file, by Content-Type.")
            {
                MediaTypes = [CafeFileEndpoint.Yaml, "application/json"],
            },
            Answer = new("What changed.", "CafeImport")
            {
                Example =
                    """{"cafeId":"cafe_uuid","created":false,"changes":["menu: latte costs 3.90"]}""",
            },
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.ValidationFailed,
                ErrorCode.Conflict,
                ErrorCode.ServiceUnavailable,
            ],
        },
        new("GET", "/health/live", Machines, "Whether the process answers")
        {
            Answer = new("It does.", "Health") { Example = """{"status":"live"}""" },
        },
        new("GET", "/health/ready", Machines, "Whether the server takes work")
        {
            Answer = new("It does.", "Health") { Example = """{"status":"ready"}""" },
            Refusals = [ErrorCode.ServiceUnavailable],
        },
        new("GET", "/asyncapi.yaml", Machines, "The protocol of the socket as AsyncAPI 3.0")
        {
            Answer = new("The document.") { MediaTypes = ["application/yaml"] },
        },
        new("GET", "/asyncapi.json", Machines, "The same as JSON")
        {
            Answer = new("The document."),
        },
        new("GET", "/openapi/v1.json", Machines, "This document") { Answer = new("The document.") },
        new("GET", "/", Pages, "The explorer") { Answer = Page, IsRouted = false },
        new(
            "GET",
            "/reference",
            Pages,
            "The reference: this document and the messages, to search in"
        )
        {
            Answer = Page,
            IsRouted = false,
        },
        new("GET", "/docs/protocol", Pages, "The protocol in words")
        {
            Answer = Page,
            IsRouted = false,
        },
        new("GET", "/demo/session", Demo, "A token for somebody of the demo café")
        {
            Query =
            [
                new("role", "customer, employee or manager.", Text()) { Required = true },
                new("user", "Who.", IdSchema()) { Required = true },
                new("name", "Their name, at most 60 characters.", Text()),
            ],
            Answer = new("A session.", "DemoSession")
            {
                Example =
                    """{"token":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqb2huIn0.c2ln","userId":"john","role":"customer","cafeId":"demo","expiresAt":"2024-01-15T11:00:00.000Z"}""",
            },
            Refusals = [ErrorCode.InsufficientPermissions, ErrorCode.ValidationFailed],
        },
        new("POST", "/v1/payments/test", Demo, "Pays with a test card")
        {
            Callers = Roles.Customer,
            Request = new("tok_ok, tok_declined, tok_timeout or tok_late.", "TestPayment")
            {
                Example = """{"orderId":"order_uuid","token":"tok_ok"}""",
            },
            Answer = new("How the try stands.", "TestPaymentAnswer")
            {
                Example = """{"orderId":"order_uuid","status":"succeeded"}""",
            },
            Refusals =
            [
                ErrorCode.MalformedMessage,
                ErrorCode.ValidationFailed,
                ErrorCode.NotFound,
                ErrorCode.InvalidOrderStatus,
                ErrorCode.ServiceUnavailable,
            ],
        },
        new("GET", "/receipts/{transactionId}", Demo, "What receiptUrl opens") { Answer = Page },
        new("GET", "/rate/{orderId}", Demo, "What rating.url opens") { Answer = Page },
        new("POST", "/rate/{orderId}", Demo, "Presses a button of that page")
        {
            Request = new("The stars.") { MediaTypes = ["application/x-www-form-urlencoded"] },
            Answer = Page,
        },
        new("GET", "/pay/{orderId}", Demo, "The test provider's page") { Answer = Page },
        new("POST", "/pay/{orderId}", Demo, "Presses a button of that page")
        {
            Request = new("The card.") { MediaTypes = ["application/x-www-form-urlencoded"] },
            Answer = Page,
        },
    ];

    private static ApiBody Page => new("A page.") { MediaTypes = ["text/html"] };

    private static IReadOnlyList<ApiParameter> OrdersQueryParameters =>
        [
            new("status", "Only orders in these statuses, separated by commas.", Text()),
            new("counterId", "Only orders with something at this counter.", IdSchema()),
            new(
                "customerId",
                "Only this guest's orders; managers, administrators and services. A guest reads own ones anyway.",
                IdSchema()
            ),
            new("from", "Only orders placed at this moment or later.", Moment()),
            new("to", "Only orders placed before this moment.", Moment()),
            new("cursor", "nextCursor of an earlier answer: the page after it.", Text()),
            new(
                "limit",
                "How many at most.",
                new()
                {
                    ["type"] = "integer",
                    ["minimum"] = 1,
                    ["maximum"] = 100,
                    ["default"] = 50,
                }
            ),
        ];

    /// <summary>The codes of an operation: its own, and those of every address with a token.</summary>
    /// <param name="row">The operation.</param>
    public static IEnumerable<ErrorCode> RefusalsOf(ApiOperation row)
    {
        IEnumerable<ErrorCode> own =
            row.Callers == Roles.None || !row.IsRouted
                ? row.Refusals
                : row.Refusals.Append(ErrorCode.AuthenticationFailed);
        return own.Distinct().Order();
    }

    /// <summary>A parameter of a path; all of them are ids.</summary>
    /// <param name="name">Its name.</param>
    public static ApiParameter Id(string name) =>
        new(name, "1 to 64 of A-Z a-z 0-9 _ -", IdSchema()) { Required = true };

    private static ApiOperation OfState(
        string name,
        string summary,
        StateRow row,
        string schema,
        string example
    ) =>
        new("GET", $"/v1/cafes/{{id}}/{name}", State, summary)
        {
            Callers = row.Readers,
            Text = OneCommit,
            Answer = new("The state.", schema) { Example = example },
            Refusals =
            [
                ErrorCode.NotFound,
                ErrorCode.ServiceUnavailable,
                .. row.Readers == Roles.Everybody
                    ? Array.Empty<ErrorCode>()
                    : [ErrorCode.InsufficientPermissions],
            ],
        };

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Moment() => new() { ["type"] = "string", ["format"] = "date-time" };

    private static JsonObject IdSchema() =>
        new() { ["type"] = "string", ["pattern"] = IdAttribute.Pattern };
}
