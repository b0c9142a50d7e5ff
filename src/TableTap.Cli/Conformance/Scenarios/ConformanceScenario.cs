using System.Text.Json;
using TableTap.Cli.Conformance.Reporting;
using TableTap.Cli.Conformance.Stage;

namespace TableTap.Cli.Conformance.Scenarios;

/// <summary>A scenario: what a server does, and what a client has to do then.</summary>
/// <param name="Name">Its name on the command line and in addresses.</param>
/// <param name="Title">What it is about, in a line.</param>
/// <param name="Section">The section of the protocol's page that it is about most.</param>
/// <param name="PlayAsync">Plays it to its end.</param>
/// <param name="Command">The command that the client has to send; null for none.</param>
internal sealed record ConformanceScenario(
    string Name,
    string Title,
    string Section,
    Func<ConformanceStage, Task> PlayAsync,
    CommandToSend? Command = null
)
{
    /// <summary>The order of a cappuccino, for scenarios with a command.</summary>
    public static CommandToSend Order { get; } = new("order_create", OrderData());

    private static JsonElement OrderData()
    {
        using var json = JsonDocument.Parse(
            $$"""
            {
              "cafeId": "{{ScriptedHistory.CafeId}}",
              "items": [{ "itemId": "cappuccino", "quantity": 1 }],
              "orderType": "takeaway"
            }
            """
        );
        return json.RootElement.Clone();
    }
}
