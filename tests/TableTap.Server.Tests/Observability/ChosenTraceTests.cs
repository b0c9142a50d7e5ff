using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using TableTap.Realtime.Observability;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Observability;

/// <summary>
/// Which commands are traced is chosen once for each, before anything of it is begun. Spans are of the process, and every server in it that
/// exports gets them: tests with traces run one after the other.
/// </summary>
[Collection("Traces")]
public sealed class ChosenTraceTests
{
    private const int Commands = 1000;

    /// <summary>Tells the traces of this test from those of others in the process.</summary>
    private const string Own = "5a115a115a115a115a11";

    [Fact]
    public async Task A_share_of_the_commands_is_traced_whole_and_nothing_is_begun_of_the_others()
    {
        var begun = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Traces.SourceName,
            // It only looks on: what is begun is what the server's own export wants.
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.None,
            ActivityStarted = begun.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var collector = await OtlpTests.CollectorAsync();
        await using var server = await TestServer.StartAsync([
            .. TestServer.Quiet,
            ("Server:OtlpUrl", collector.Urls.Single()),
            ("Server:OtlpInterval", "1h"),
            ("Server:TracesPerThousand", "300"),
            ("Limits:MessagesPerMinute", "100000"),
        ]);
        using var guest = await server.ConnectAsync(server.Token("ada", Role.Customer));
        await guest.ReadAsync("connection_established");
        await guest.SendAsync("""{"type":"subscribe","data":{"channels":["cafe:demo:general"]}}""");
        await guest.ReadAsync("subscription_confirmed");
        var manager = server.Token("maya", Role.Manager);
        for (var number = 0; number < Commands; number++)
        {
            var trace = number.ToString("x12", CultureInfo.InvariantCulture);
            using var answer = await server.SendAsync(
                HttpMethod.Post,
                "/v1/commands",
                manager,
                $$$"""{"type":"announcement_publish","messageId":"m{{{number}}}","correlationId":"00-{{{Own}}}{{{trace}}}-00f067aa0ba902b7-01","data":{"cafeId":"demo","message":"We close at four","audience":"guests"}}"""
            );
            Assert.True(answer.IsSuccessStatusCode);
        }

        await Patience.UntilAsync(() => Spans().Exists(span => span.OperationName == "deliver"));
        await server.StopAsync();

        var spans = Spans();
        var commands = spans.FindAll(span => span.Kind == ActivityKind.Server);
        // Ten times the deviation that chance has.
        Assert.InRange(commands.Count, 150, 450);
        Assert.Equal(commands.Count, commands.DistinctBy(span => span.TraceId).Count());
        // What is recorded is what is exported.
        Assert.All(spans, span => Assert.True(span.Recorded, span.OperationName));
        var ids = commands.Select(span => span.SpanId).ToHashSet();
        var within = spans.FindAll(span => span.Kind != ActivityKind.Server);
        Assert.All(within, span => Assert.Contains(span.ParentSpanId, ids));
        Assert.Equal(
            ["commit", "decide", "deliver"],
            within.Select(span => span.OperationName).Distinct().Order(StringComparer.Ordinal)
        );

        List<Activity> Spans() =>
            [
                .. begun.Where(span =>
                    span.TraceId.ToHexString().StartsWith(Own, StringComparison.Ordinal)
                ),
            ];
    }
}
