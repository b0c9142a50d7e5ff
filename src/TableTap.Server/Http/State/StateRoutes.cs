namespace TableTap.Server.Http;

/// <summary>The addresses of state.</summary>
internal static class StateRoutes
{
    private const string Cafe = "/v1/cafes/{id}";

    /// <summary>Maps them.</summary>
    /// <param name="app">Where to.</param>
    /// <param name="desk">Answers them.</param>
    public static void Map(IEndpointRouteBuilder app, StateDesk desk)
    {
        var json = StateJson.Default;
        app.MapGet($"{Cafe}/menu", desk.Of(StateTable.Menu, MenuAnswer.Of, json.MenuAnswer));
        app.MapGet($"{Cafe}/board", desk.Of(StateTable.Board, BoardAnswer.Of, json.BoardAnswer));
        app.MapGet(
            $"{Cafe}/wait-time",
            desk.Of(StateTable.WaitTime, WaitTimeAnswer.Of, json.WaitTimeAnswer)
        );
        app.MapGet(
            $"{Cafe}/counters",
            desk.Of(StateTable.Counters, CountersAnswer.Of, json.CountersAnswer)
        );
        app.MapGet($"{Cafe}/staff", desk.Of(StateTable.Staff, StaffAnswer.Of, json.StaffAnswer));
        app.MapGet(
            $"{Cafe}/metrics",
            desk.Of(StateTable.Metrics, MetricsAnswer.Of, json.MetricsAnswer)
        );
        app.MapGet(
            $"{Cafe}/alerts",
            desk.Of(StateTable.Alerts, AlertsAnswer.Of, json.AlertsAnswer)
        );
        app.MapGet($"{Cafe}/orders", desk.OrdersAsync);
        app.MapGet("/v1/orders/{id}", desk.OrderAsync);
    }
}
