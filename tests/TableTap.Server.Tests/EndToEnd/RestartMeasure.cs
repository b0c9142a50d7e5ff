using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Realtime.Journal;
using TableTap.Server.Testing;
using TableTap.Storage.Maintenance;
using TableTap.Storage.Sqlite;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>
/// How long a server takes from its start to <c>ready</c> with 100,000 facts, a tenth of the orders open. Prints figures; time decides
/// nothing. Run it with <c>--explicit only --filter-class '*RestartMeasure'</c>.
/// </summary>
public sealed partial class RestartMeasure(ITestOutputHelper output)
{
    private const int Facts = 100_000;
    private const string Order =
        """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"card","items":[{"itemId":"cappuccino","quantity":1},{"itemId":"club-sandwich","quantity":1}]}""";

    [Fact(Explicit = true)]
    public async Task A_hundred_thousand_facts()
    {
        await using var server = await ServerProcess.StartAsync();
        await LiveAsync(server);
        await server.TerminateAsync();
        var store = Path.Combine(server.DataDirectory, "tabletap.db");
        await MultiplyAsync(store);
        using (var inspection = StoreInspection.Open(store))
        {
            var figures = inspection.Figures();
            output.WriteLine($"{figures.Facts} facts, {figures.Bytes >> 20} MiB");
        }

        await TimeAsync(server, "all facts, no snapshot");
        await server.TerminateAsync();
        await TimeAsync(server, "from the snapshot of a stop");
        await server.KillAsync();
        await TimeAsync(server, "from the snapshot after kill -9");
        using var after = StoreInspection.Open(store);
        output.WriteLine($"snapshots: {after.Figures().SnapshotBytes >> 10} KiB");
        lock (server.Log)
        {
            output.WriteLine(
                server.Log.Last(line => line.Contains("loaded", StringComparison.Ordinal))
            );
        }
    }

    private async Task TimeAsync(ServerProcess server, string what)
    {
        var began = Stopwatch.GetTimestamp();
        await server.StartAgainAsync();
        output.WriteLine($"{what}: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
    }

    /// <summary>One order, from the menu to the guest's hand.</summary>
    private static async Task LiveAsync(ServerProcess server)
    {
        await using var guest = await server.ConnectAsync("guest", "customer");
        await using var maya = await server.ConnectAsync("maya", "manager");
        var made = await guest.CommandAsync("order_create", "m1", Order);
        var orderId = made.Data().GetProperty("result").Text("orderId");
        using var http = new HttpClient { BaseAddress = server.Http };
        using var pay = new HttpRequestMessage(HttpMethod.Post, "/v1/payments/test")
        {
            Content = new StringContent(
                $$"""{"orderId":"{{orderId}}","token":"tok_ok"}""",
                Encoding.UTF8,
                "application/json"
            ),
        };
        pay.Headers.Authorization = new("Bearer", server.Token("guest", "customer"));
        using var paid = await http.SendAsync(pay);
        paid.EnsureSuccessStatusCode();
        foreach (
            var (id, status) in ((string, string)[])
                [("m2", "preparing"), ("m3", "ready"), ("m4", "completed")]
        )
        {
            var answer = await maya.CommandAsync(
                "order_status_update",
                id,
                $$"""{"orderId":"{{orderId}}","status":"{{status}}","reason":"measured"}"""
            );
            Assert.Equal("message_acknowledged", answer.Text("type"));
        }
    }

    /// <summary>The facts of that order again and again, each time of another order; every tenth stays open.</summary>
    private static async Task MultiplyAsync(string store)
    {
        await using var journal = await SqliteJournal.OpenAsync(
            new() { Path = store },
            TimeProvider.System,
            NullLogger.Instance,
            CancellationToken.None
        );
        var all = new List<StoredFact>();
        await foreach (var fact in journal.ReadStreamAsync("cafe:demo", 0, CancellationToken.None))
        {
            all.Add(fact);
        }

        var first = all.FindIndex(fact => fact.Type == "order_created");
        var life = all.Skip(first)
            .Where(fact => Text(fact).Contains("orderId", StringComparison.Ordinal))
            .ToList();
        var orderId = Id().Match(Text(life[0])).Groups[1].Value;
        var version = all[^1].Version;
        var order = 1;
        while (version < Facts)
        {
            var facts = new List<NewFact>();
            for (var n = 0; n < 100; n++)
            {
                var number = ++order;
                facts.AddRange(
                    life.Where(fact => number % 10 != 0 || fact.Type != "order_completed")
                        .Select(fact => new NewFact(
                            fact.Type,
                            Encoding.UTF8.GetBytes(
                                Text(fact)
                                    .Replace(
                                        orderId,
                                        $"019b0000-0000-7000-8000-{number:D12}",
                                        StringComparison.Ordinal
                                    )
                                    .Replace(
                                        "\"number\":1,",
                                        $"\"number\":{number},",
                                        StringComparison.Ordinal
                                    )
                            ),
                            fact.At
                        ))
                );
            }

            var outcome = await journal.AppendAsync(
                new("cafe:demo", version, facts, [], [], []),
                CancellationToken.None
            );
            Assert.True(outcome.Committed);
            version = outcome.Version;
        }
    }

    private static string Text(StoredFact fact) => Encoding.UTF8.GetString(fact.Data.Span);

    [GeneratedRegex("\"orderId\":\"([^\"]+)\"")]
    private static partial Regex Id();
}
