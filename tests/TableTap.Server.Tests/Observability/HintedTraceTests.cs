using System.Collections.Concurrent;
using System.Diagnostics;
using TableTap.Realtime.Observability;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Databases;
using TableTap.Testing.Peers;

namespace TableTap.Server.Tests.Observability;

/// <summary>
/// Two servers on one database that hear each other: the trace of a command goes on to the readers at the other one. Spans are of the
/// process, and so tests with traces run one after the other.
/// </summary>
[Collection("Traces")]
public sealed class HintedTraceTests
{
    [Fact]
    public async Task One_trace_has_the_readers_at_the_server_that_decides_and_at_the_other_one()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Traces.SourceName,
            // It only looks on: what is begun is what the servers' own export wants.
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.None,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var keys = new TemporaryDirectory();
        await using var collector = await OtlpTests.CollectorAsync();
        var backplane = new MemoryBackplane();
        (string, string)[] settings =
        [
            .. TestServer.Quiet,
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", await (await PostgresServer.Shared).NewDatabaseAsync()),
            ("Server:OtlpUrl", collector.Urls.Single()),
            ("Server:OtlpInterval", "1h"),
            ("Server:TracesPerThousand", "0"),
            ("Limits:MessagesPerMinute", "100000"),
        ];
        await using var one = await TestServer.StartAsync(
            backplane.Open,
            [.. settings, ("Server:TracedCafes:0", "demo")]
        );
        foreach (var file in Directory.EnumerateFiles(one.DataDirectory, "*key*"))
        {
            File.Copy(file, Path.Combine(keys.Path, Path.GetFileName(file)));
        }

        // It chooses nothing itself.
        await using var two = await TestServer.StartAsync(
            backplane.Open,
            [.. settings, ("Storage:Directory", keys.Path)]
        );
        using var here = await one.ConnectAsync(one.Token("ada", Role.Customer));
        using var there = await two.ConnectAsync(one.Token("ben", Role.Customer));
        foreach (var guest in new[] { here, there })
        {
            await guest.ReadAsync("connection_established");
            await guest.SendAsync(
                """{"type":"subscribe","data":{"channels":["cafe:demo:general"]}}"""
            );
            await guest.ReadAsync("subscription_confirmed");
        }

        var manager = one.Token("maya", Role.Manager);
        var sent = new HashSet<ActivityTraceId>();
        List<Activity> spans = [];
        // A hint that comes late is overtaken by the sweep, which has no trace: some command has its hint in time.
        await Patience.UntilAsync(
            async () =>
            {
                var trace = ActivityTraceId.CreateRandom();
                sent.Add(trace);
                using var answer = await one.SendAsync(
                    HttpMethod.Post,
                    "/v1/commands",
                    manager,
                    $$$"""{"type":"announcement_publish","messageId":"m{{{sent.Count}}}","correlationId":"00-{{{trace}}}-00f067aa0ba902b7-00","data":{"cafeId":"demo","message":"We close at four","audience":"guests"}}"""
                );
                if (!answer.IsSuccessStatusCode)
                {
                    return false;
                }

                await here.ReadAsync("announcement");
                await there.ReadAsync("announcement");
                spans =
                    ended
                        .Where(span => sent.Contains(span.TraceId))
                        .GroupBy(span => span.TraceId)
                        .Select(own => own.ToList())
                        .FirstOrDefault(own => own.Count(IsDelivery) == 2)
                    ?? [];
                return spans.Count > 0;
            },
            pauseMs: 20
        );

        var command = Assert.Single(spans, span => span.OperationName == "announcement_publish");
        var deliveries = spans.FindAll(IsDelivery);
        Assert.All(
            deliveries,
            span =>
            {
                Assert.Equal(command.SpanId, span.ParentSpanId);
                Assert.Equal("demo", span.GetTagItem(Traces.CafeTag));
                Assert.Equal("cafe:demo:general", span.GetTagItem("tabletap.channel"));
                Assert.True(span.Recorded, "What is recorded is what is exported.");
            }
        );
        // One of both readers is where the command was decided.
        Assert.Single(deliveries, span => span.HasRemoteParent);

        static bool IsDelivery(Activity span) => span.OperationName == "deliver";
    }
}
