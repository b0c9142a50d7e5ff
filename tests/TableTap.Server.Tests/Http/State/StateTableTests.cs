using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http.State;

/// <summary>Section 10: who may read which state, who may not, and which channels come with it.</summary>
public sealed class StateTableTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer _server = shared.Server;
    private readonly DemoDoor _door = new(shared.Server);

    [Theory]
    [InlineData("menu", "john", "general")]
    [InlineData("menu", "anna", "staff")]
    [InlineData("menu", "maya", "general,staff")]
    [InlineData("menu", "bank", "")]
    [InlineData("board", "john", "general")]
    [InlineData("board", "anna", "staff")]
    [InlineData("board", "maya", "general,staff")]
    [InlineData("board", "bank", "")]
    [InlineData("wait-time", "john", "general")]
    [InlineData("wait-time", "anna", "staff")]
    [InlineData("wait-time", "ada", "general,staff")]
    [InlineData("wait-time", "bank", "")]
    [InlineData("counters", "john", "general")]
    [InlineData("counters", "anna", "staff,counter:espresso:orders,counter:espresso:status")]
    [InlineData("counters", "maya", "general,staff,ORDERS,STATUS")]
    [InlineData("counters", "bank", "")]
    [InlineData("staff", "john", null)]
    [InlineData("staff", "anna", "staff")]
    [InlineData("staff", "maya", "staff")]
    [InlineData("staff", "ada", "staff")]
    [InlineData("staff", "bank", null)]
    [InlineData("metrics", "john", null)]
    [InlineData("metrics", "anna", null)]
    [InlineData("metrics", "maya", "metrics")]
    [InlineData("metrics", "ada", "metrics")]
    [InlineData("metrics", "bank", null)]
    [InlineData("bills", "john", "orders:customer:john")]
    [InlineData("bills", "anna", "staff")]
    [InlineData("bills", "maya", "staff")]
    [InlineData("bills", "ada", "staff,orders:customer:ada")]
    [InlineData("bills", "bank", "")]
    [InlineData("taxes", "john", null)]
    [InlineData("taxes", "anna", null)]
    [InlineData("taxes", "maya", "metrics")]
    [InlineData("taxes", "ada", "metrics")]
    [InlineData("taxes", "bank", "")]
    [InlineData("closings", "john", null)]
    [InlineData("closings", "anna", null)]
    [InlineData("closings", "maya", "metrics")]
    [InlineData("closings", "ada", "metrics")]
    [InlineData("closings", "bank", "")]
    [InlineData("closings/current", "anna", null)]
    [InlineData("closings/current", "maya", "metrics")]
    [InlineData("closings/current", "bank", "")]
    [InlineData("alerts", "john", null)]
    [InlineData("alerts", "anna", null)]
    [InlineData("alerts", "maya", "alerts")]
    [InlineData("alerts", "ada", "alerts")]
    [InlineData("alerts", "bank", null)]
    [InlineData("orders", "john", "orders:customer:john")]
    [InlineData("orders", "anna", "staff,counter:espresso:orders,orders:employee:anna")]
    [InlineData("orders", "maya", "staff,ORDERS,orders:employee:maya")]
    [InlineData("orders", "ada", "staff,ORDERS,orders:customer:ada,orders:employee:ada")]
    [InlineData("orders", "bank", "")]
    public async Task State_is_for_its_readers_with_the_channels_they_may_hear(
        string state,
        string user,
        string? channels
    )
    {
        using var response = await _door.GetAsync(user, $"/v1/cafes/demo/{state}");
        if (channels is null)
        {
            var problem = await response.ProblemAsync(403, "INSUFFICIENT_PERMISSIONS");
            Assert.Equal(
                state == "staff" ? "employee" : "manager",
                problem.GetProperty("requiredRole").GetString()
            );
            return;
        }

        Assert.Equal(200, (int)response.StatusCode);
        var answer = await response.JsonAsync();
        Assert.Equal("demo", answer.GetProperty("cafeId").GetString());
        Assert.NotEmpty(answer.GetProperty("epoch").GetString()!);
        Assert.Equal(
            Expanded(channels).Order(StringComparer.Ordinal),
            answer.GetProperty("positions").EnumerateObject().Select(one => one.Name)
        );
    }

    [Theory]
    [InlineData("menu")]
    [InlineData("board")]
    [InlineData("wait-time")]
    [InlineData("counters")]
    [InlineData("staff")]
    [InlineData("metrics")]
    [InlineData("alerts")]
    [InlineData("bills")]
    [InlineData("taxes")]
    [InlineData("orders")]
    public async Task Foreign_and_missing_cafes_look_alike_and_strangers_are_refused(string state)
    {
        foreach (
            var (asked, own) in new[] { ("demo", "annex"), ("annex", "demo"), ("no%20id", "demo") }
        )
        {
            using var response = await _server.SendAsync(
                HttpMethod.Get,
                $"/v1/cafes/{asked}/{state}",
                _server.Token("mallory", Role.Manager, own)
            );
            await response.ProblemAsync(404, "NOT_FOUND");
        }

        using var nobody = await _server.SendAsync(HttpMethod.Get, $"/v1/cafes/demo/{state}");
        await nobody.ProblemAsync(401, "AUTHENTICATION_FAILED");
    }

    [Fact]
    public async Task Counters_narrowed_by_the_token_come_without_the_others_channels()
    {
        using var response = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/cafes/demo/orders",
            _server.Token("maya", Role.Employee, counters: ["cold"])
        );

        var answer = await response.JsonAsync();
        Assert.DoesNotContain(
            answer.GetProperty("positions").EnumerateObject(),
            one => one.Name is "counter:espresso:orders" or "counter:kitchen:orders"
        );
    }

    private static string[] CountersOf(string kind) =>
        [$"counter:cold:{kind}", $"counter:espresso:{kind}", $"counter:kitchen:{kind}"];

    private static IEnumerable<string> Expanded(string channels) =>
        channels
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(word =>
                word switch
                {
                    "general" or "staff" or "metrics" or "alerts" => [$"cafe:demo:{word}"],
                    "ORDERS" => CountersOf("orders"),
                    "STATUS" => CountersOf("status"),
                    _ => [word],
                }
            );
}
