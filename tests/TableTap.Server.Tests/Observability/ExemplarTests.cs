using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Observability;

/// <summary>Histograms name the trace of a command that is in them, for who asks in OpenMetrics.</summary>
[Collection("Traces")]
public sealed partial class ExemplarTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task Delivery_and_commit_name_the_trace_of_a_command_in_OpenMetrics_alone()
    {
        await using var collector = await OtlpTests.CollectorAsync();
        await using var server = await TestServer.StartAsync(
            ("Server:OtlpUrl", collector.Urls.Single()),
            ("Server:OtlpInterval", "1h"),
            ("Server:TracesPerThousand", "0"),
            ("Server:TracedCafes:0", "demo")
        );
        using var guest = await server.ConnectAsync(server.Token("ada", Role.Customer));
        await guest.ReadAsync("connection_established");
        await guest.SendAsync(
            """{"type":"subscribe","data":{"channels":["orders:customer:ada"]}}"""
        );
        await guest.ReadAsync("subscription_confirmed");
        await guest.SendAsync(
            $$$"""{"type":"order_create","messageId":"t","correlationId":"00-{{{Trace}}}-00f067aa0ba902b7-00","data":{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"latte","quantity":1}]}}"""
        );
        await guest.ReadAsync("order_created");
        await Patience.UntilAsync(async () =>
            (await Exposition.OfAsync(server)).Value("tabletap_delivery_seconds_count") >= 1
        );

        var (type, open) = await AskAsync(server, "application/openmetrics-text; version=1.0.0");
        Assert.Equal("application/openmetrics-text", type);
        Assert.EndsWith("# EOF\n", open, StringComparison.Ordinal);
        foreach (var figure in new[] { "tabletap_delivery_seconds", "tabletap_commit_seconds" })
        {
            var exemplars = Exemplars()
                .Matches(open)
                .Where(line => line.Groups["name"].Value == figure + "_bucket")
                .ToList();
            Assert.NotEmpty(exemplars);
            Assert.All(
                exemplars,
                line =>
                {
                    Assert.Equal(Trace, line.Groups["trace"].Value);
                    // What it names is within the step that it stands at.
                    Assert.True(Number(line, "value") <= Number(line, "le"), line.Value);
                }
            );
        }

        var (plainType, plain) = await AskAsync(server, "text/plain");
        Assert.Equal("text/plain", plainType);
        Assert.DoesNotContain("trace_id", plain, StringComparison.Ordinal);
    }

    private static double Number(Match line, string group) =>
        line.Groups[group].Value == "+Inf"
            ? double.PositiveInfinity
            : double.Parse(
                line.Groups[group].Value,
                System.Globalization.CultureInfo.InvariantCulture
            );

    private static async Task<(string? Type, string Text)> AskAsync(TestServer server, string form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(form));
        using var answer = await server.Http.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );
        return (
            answer.Content.Headers.ContentType?.MediaType,
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    // OpenMetrics 1.0, section "Exemplars": name{labels} value # {labels} value [timestamp]
    [GeneratedRegex(
        "^(?<name>[a-z_]+)\\{(?:[^}]*,)?le=\"(?<le>[^\"]+)\"\\} [0-9]+(?: [0-9.]+)? # \\{(?:[^}]*,)?trace_id=\"(?<trace>[0-9a-f]{32})\"[^}]*\\} (?<value>\\S+)",
        RegexOptions.Multiline
    )]
    private static partial Regex Exemplars();
}
