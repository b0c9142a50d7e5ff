using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Peers;

namespace TableTap.Server.Tests.Observability;

/// <summary>docs/figures.md is what a running server exposes.</summary>
public sealed class FiguresTableTests
{
    private const string Reference = "docs/figures.md";
    private const int FewValues = 12;

    [Fact]
    public async Task The_reference_of_figures_is_made_from_a_running_server()
    {
        using var folder = new TemporaryDirectory();
        await using var server = await TestServer.StartAsync(
            new MemoryBackplane().Open,
            ("Server:ProbeInterval", "1s"),
            // The name of a certificate is enough for the figure of its end.
            ("Kestrel:Certificates:Default:Path", await CertificateAsync(folder.Path))
        );
        await UseAsync(server);
        await Patience.UntilAsync(async () =>
        {
            var now = await Exposition.OfAsync(server);
            return now.Value("tabletap_connection_bytes_count") >= 1
                && now.Value("tabletap_probe_seconds_count") >= 1
                && now.Value("tabletap_certificate_expires_seconds") is not null;
        });
        var text = Text(await Exposition.OfAsync(server));
        var file = Path.Combine(Repository.Root, Reference);
        if (Environment.GetEnvironmentVariable("UPDATE_PROTOCOL") == "1")
        {
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        }

        Assert.Equal(
            text,
            await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task The_figures_that_the_protocol_asks_for_are_there_by_their_names()
    {
        await using var server = await TestServer.StartAsync();
        await UseAsync(server);
        await Patience.UntilAsync(async () =>
            (await Exposition.OfAsync(server)).Value("tabletap_connection_bytes_count") >= 1
        );
        var figures = (await Exposition.OfAsync(server)).Figures.ToDictionary(
            figure => figure.Name,
            figure =>
                $"{figure.Type} {string.Join(',', figure.Labels.Select(one => one.Key).Distinct())}".Trim()
        );

        Assert.Equal("gauge role", figures["tabletap_connections"]);
        Assert.Equal("histogram", figures["tabletap_delivery_seconds"]);
        Assert.Equal("counter reason", figures["tabletap_delivery_failed_total"]);
        Assert.Equal("counter direction", figures["tabletap_subscriptions_total"]);
        Assert.Equal("histogram direction", figures["tabletap_connection_bytes"]);
        Assert.Equal("counter direction", figures["tabletap_bytes_total"]);
        Assert.Equal("histogram", figures["tabletap_commit_seconds"]);
        Assert.Equal("gauge queue", figures["tabletap_queue_depth"]);
        Assert.Equal("counter reason", figures["tabletap_refused_total"]);
        Assert.Equal("gauge version", figures["tabletap_build_info"]);
        Assert.Contains("dotnet_gc_last_collection_memory_committed_size_bytes", figures.Keys);
    }

    private static async Task<string> CertificateAsync(string folder)
    {
        var file = Path.Combine(folder, "cafe.pfx");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=cafe.example", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero)
        );
        await File.WriteAllBytesAsync(
            file,
            certificate.Export(X509ContentType.Pfx),
            TestContext.Current.CancellationToken
        );
        return file;
    }

    private static async Task UseAsync(TestServer server)
    {
        using var guest = await server.ConnectAsync(server.Token("ada", Role.Customer));
        await guest.ReadAsync("connection_established");
        await guest.SendAsync(
            """{"type":"subscribe","data":{"channels":["orders:customer:ada"]}}"""
        );
        await guest.ReadAsync("subscription_confirmed");
        await guest.SendAsync(
            """{"type":"order_create","messageId":"m1","data":{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"cappuccino","quantity":1}]}}"""
        );
        await guest.ReadAsync("order_created");
        guest.Abort();
        // The first collection makes the figures of the garbage collector.
        GC.Collect();
    }

    private static string Text(Exposition exposition)
    {
        var text = new StringBuilder(
            """
            # Figures

            Made from a running server: `UPDATE_PROTOCOL=1 ./test FiguresTableTests` writes it.
            [Operations](operations.md#figures) says who may read them, and what to look at.

            Every label has a closed set of values; where only a few are, they are listed. The others are error codes, and why a
            connection ended before a session began (`reason`); and which program runs (`version`). By OTLP the same figures go
            without the unit and `_total` at the end of their names, and with dots: `tabletap.delivery`.

            | figure | type | unit | labels | what it says |
            | --- | --- | --- | --- | --- |

            """
        );
        foreach (
            var figure in exposition
                .Figures.OrderBy(figure =>
                    figure.Name.StartsWith("dotnet", StringComparison.Ordinal)
                )
                .ThenBy(figure => figure.Name, StringComparer.Ordinal)
        )
        {
            text.Append(
                $"| `{figure.Name}` | {figure.Type} | {figure.Unit} | {string.Join("; ", figure.Labels.GroupBy(one => one.Key).Select(Label))} | {figure.Help} |\n"
            );
        }

        return text.ToString();
    }

    private static string Label(IGrouping<string, (string Key, string Value)> label) =>
        label.Key == "version" || label.Count() > FewValues
            ? $"`{label.Key}`"
            : $"`{label.Key}`: {string.Join(", ", label.Select(one => one.Value).Order(StringComparer.Ordinal))}";
}
