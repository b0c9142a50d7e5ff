using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Errors;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>The addresses of state.</summary>
/// <param name="routes">Where they are added.</param>
/// <param name="state">Answers the requests for state.</param>
internal sealed class StateRoutes(ApiRoutes routes, StateEndpoint state)
{
    private const string Cafe = "/v1/cafes/{id}";

    /// <summary>What every state says of the commit that it is read at.</summary>
    public const string OneCommit =
        "Read at one commit: subscribe with afterSequence from positions and nothing is missed, nothing heard twice (section 7).";

    /// <summary>Adds the operations that read state.</summary>
    public void Add()
    {
        Add(
            "getMenu",
            "menu",
            "What can be ordered now",
            StateTable.Menu,
            MenuAnswer.Of,
            () => StateJson.Default.MenuAnswer,
            "Menu",
            ApiSamples.Menu,
            [
                ApiParameter.Text(
                    WantedLanguages.Parameter,
                    "The language of the menu's texts, before what Accept-Language asks for: en, el. Where the café does not speak it, its first language answers."
                ),
            ]
        );
        Add(
            "getBoard",
            "board",
            "The pickup board",
            StateTable.Board,
            BoardAnswer.Of,
            () => StateJson.Default.BoardAnswer,
            "Board",
            ApiSamples.Board
        );
        Add(
            "getWaitTime",
            "wait-time",
            "How long new orders take",
            StateTable.WaitTime,
            WaitTimeAnswer.Of,
            () => StateJson.Default.WaitTimeAnswer,
            "WaitTime",
            ApiSamples.WaitTime
        );
        Add(
            "listCounters",
            "counters",
            "Which counters work; reasons, people and queues for the staff alone",
            StateTable.Counters,
            CountersAnswer.Of,
            () => StateJson.Default.CountersAnswer,
            "Counters",
            ApiSamples.Counters
        );
        Add(
            "listStaff",
            "staff",
            "Who works",
            StateTable.Staff,
            StaffAnswer.Of,
            () => StateJson.Default.StaffAnswer,
            "Staff",
            ApiSamples.Staff
        );
        Add(
            "getMetrics",
            "metrics",
            "The figures of the hour",
            StateTable.Metrics,
            MetricsAnswer.Of,
            () => StateJson.Default.MetricsAnswer,
            "Metrics",
            ApiSamples.Metrics
        );
        Add(
            "listAlerts",
            "alerts",
            "What needs a manager",
            StateTable.Alerts,
            AlertsAnswer.Of,
            () => StateJson.Default.AlertsAnswer,
            "Alerts",
            ApiSamples.Alerts
        );
        Add(
            "getTaxes",
            "taxes",
            "The tax of the latest days",
            StateTable.Taxes,
            TaxesAnswer.Of,
            () => StateJson.Default.TaxesAnswer,
            "Taxes",
            ApiSamples.Taxes
        );
        Add(
            "listBills",
            "bills",
            "Open bills, and the latest that ended; a guest's own ones",
            StateTable.Bills,
            BillsAnswer.Of,
            () => StateJson.Default.BillsAnswer,
            "Bills",
            ApiSamples.Bills
        );
        routes.Add(
            new(
                "listOrders",
                "GET",
                $"{Cafe}/orders",
                ApiTags.Orders,
                "Orders, the latest first; a guest's own ones"
            )
            {
                Callers = StateTable.Orders.Readers,
                Text = OneCommit,
                Query = OrdersQuery.Parameters,
                Answer = new("A page of orders.", "Orders", () => StateJson.Default.OrdersAnswer)
                {
                    Example = ApiSamples.Orders,
                },
                Refusals =
                [
                    ErrorCode.InsufficientPermissions,
                    ErrorCode.NotFound,
                    ErrorCode.ValidationFailed,
                    ErrorCode.ServiceUnavailable,
                ],
            },
            state.OrdersAsync
        );
        routes.Add(
            new(
                "listRefunds",
                "GET",
                $"{Cafe}/refunds",
                ApiTags.Orders,
                "Refunds, the latest first, and how their handing over to the provider goes"
            )
            {
                Callers = StateTable.Refunds.Readers,
                Text =
                    "What is pending is still to be carried out, by TableTap, by the provider or by a person; refund_update says how it ended, or has it handed over again (section 5). "
                    + OneCommit,
                Query = RefundsQuery.Parameters,
                Answer = new("A page of refunds.", "Refunds", () => StateJson.Default.RefundsAnswer)
                {
                    Example = ApiSamples.Refunds,
                },
                Refusals =
                [
                    ErrorCode.InsufficientPermissions,
                    ErrorCode.NotFound,
                    ErrorCode.ValidationFailed,
                    ErrorCode.ServiceUnavailable,
                ],
            },
            state.RefundsAsync
        );
        routes.Add(
            new("getOrder", "GET", "/v1/orders/{id}", ApiTags.Orders, "An order with its history")
            {
                Callers = StateTable.Orders.Readers,
                Text = OneCommit,
                Answer = new("The order.", "Order", () => StateJson.Default.OrderAnswer)
                {
                    Example = ApiSamples.Order,
                },
                Refusals = [ErrorCode.NotFound, ErrorCode.ServiceUnavailable],
            },
            state.OrderAsync
        );
    }

    private void Add<T>(
        string id,
        string name,
        string summary,
        StateRow row,
        Func<StateView, T> answer,
        Func<JsonTypeInfo<T>> contract,
        string schema,
        string example,
        IReadOnlyList<ApiParameter>? query = null
    ) =>
        routes.Add(
            new(id, "GET", $"{Cafe}/{name}", ApiTags.State, summary)
            {
                Callers = row.Readers,
                Text = OneCommit,
                Query = query ?? [],
                Answer = new("The state.", schema, contract) { Example = example },
                Refusals =
                [
                    ErrorCode.NotFound,
                    ErrorCode.ServiceUnavailable,
                    .. row.Readers == Roles.Everybody
                        ? Array.Empty<ErrorCode>()
                        : [ErrorCode.InsufficientPermissions],
                ],
            },
            state.Of(row, answer, contract)
        );
}
