using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using TableTap.Server.Testing;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>
/// What a hostile or broken client sends: each gets its documented error or close code, the server lives on for the
/// others, and nothing is written.
/// </summary>
public sealed class BadInput(BadInput.Café café) : IClassFixture<BadInput.Café>
{
    private const string Order =
        """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"card","items":[{"itemId":"cappuccino","quantity":1}]}""";

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"type\":5,\"data\":{}}")]
    [InlineData("{\"type\":\"ping\"} trailing")]
    [InlineData("{\"type\":\"ping\",\"type\":\"ping\"}")]
    [InlineData("{\"type\":\"subscribe\",\"data\":{\"channels\":[],\"channels\":[]}}")]
    [InlineData("{\"type\":\"subscribe\",\"data\":{\"channels\":[],\"\\u0063hannels\":[]}}")]
    [InlineData("{\"type\":\"order_create\",\"messageId\":7,\"data\":{}}")]
    [InlineData("{\"type\":\"order_create\",\"messageId\":\"no spaces\",\"data\":{}}")]
    [InlineData("{/*comment*/\"type\":\"ping\"}")]
    public Task Malformed_frames_are_told_so_and_the_socket_lives(string frame) =>
        RefusedAsync(frame, "MALFORMED_MESSAGE");

    [Fact]
    public Task Depth_over_sixteen_is_malformed() =>
        RefusedAsync(
            $$$$"""{"type":"subscribe","data":{"x":{{{{new string('[', 17)}}}}{{{{new string(']', 17)}}}}}}""",
            "MALFORMED_MESSAGE"
        );

    [Fact]
    public Task Absurd_depth_is_malformed() =>
        RefusedAsync(
            $$$$"""{"type":"subscribe","data":{{{{new string('[', 60_000)}}}}""",
            "MALFORMED_MESSAGE"
        );

    [Theory]
    [InlineData("unheard_of")]
    [InlineData("order_created")]
    [InlineData("connection_established")]
    public Task Unknown_and_server_types_are_unknown(string type) =>
        RefusedAsync(
            $$$$"""{"type":"{{{{type}}}}","messageId":"u-1","data":{}}""",
            "UNKNOWN_MESSAGE_TYPE"
        );

    [Fact]
    public Task Another_major_version_is_refused() =>
        RefusedAsync("""{"type":"ping","version":"2.0"}""", "UNSUPPORTED_VERSION");

    [Fact]
    public Task A_command_without_message_id_is_refused() =>
        RefusedAsync($$$$"""{"type":"order_create","data":{{{{Order}}}}}""", "VALIDATION_FAILED");

    [Theory]
    [InlineData("""{"channels":"cafe:demo:general"}""")]
    [InlineData("""{"channels":null}""")]
    [InlineData("{}")]
    [InlineData("""{"channels":[{"channel":"cafe:demo:general","afterSequence":-1}]}""")]
    public Task A_subscribe_of_wrong_shape_is_refused(string data) =>
        RefusedAsync($$$$"""{"type":"subscribe","data":{{{{data}}}}}""", "VALIDATION_FAILED");

    [Theory]
    [InlineData("items[0].quantity", """{"itemId":"cappuccino","quantity":-1}""")]
    [InlineData("items[0].quantity", """{"itemId":"cappuccino","quantity":0}""")]
    [InlineData("items[0].quantity", """{"itemId":"cappuccino","quantity":21}""")]
    [InlineData("items[0].quantity", """{"itemId":"cappuccino","quantity":1.5}""")]
    [InlineData("items[0].quantity", """{"itemId":"cappuccino","quantity":"1"}""")]
    [InlineData("items[0].itemId", """{"itemId":"dragon-steak","quantity":1}""")]
    [InlineData(
        "items[0].customizations",
        """{"itemId":"cappuccino","quantity":1,"customizations":["1","2","3","4","5","6","7","8","9","10","11"]}"""
    )]
    public async Task A_wrong_line_is_named_and_nothing_is_ordered(string path, string item)
    {
        await using var guest = await café.ConnectAsync("customer");
        var before = await café.FactsAsync();
        var answer = await guest.CommandAsync(
            "order_create",
            "bad-1",
            $$$$"""{"cafeId":"demo","orderType":"takeaway","paymentMethod":"card","items":[{{{{item}}}}]}"""
        );
        Assert.Equal("message_error", answer.Text("type"));
        var error = answer.Data().GetProperty("error");
        Assert.Equal("VALIDATION_FAILED", error.Text("code"));
        var paths = error
            .GetProperty("details")
            .EnumerateArray()
            .Select(detail => detail.Text("path"))
            .ToArray();
        Assert.Contains(paths, found => found.StartsWith(path, StringComparison.Ordinal));
        Assert.DoesNotContain("System.", answer.GetRawText(), StringComparison.Ordinal);
        await guest.AssertAliveAsync();
        Assert.Equal(before, await café.FactsAsync());
    }

    [Fact]
    public async Task A_price_from_the_client_changes_nothing()
    {
        await using var guest = await café.ConnectAsync("customer");
        await guest.SendAsync(
            $$$$"""{"type":"subscribe","data":{"channels":["orders:customer:{{{{guest.Established.Data().Text("userId")}}}}"]}}"""
        );
        await guest.CommandAsync(
            "order_create",
            "cheap-1",
            """
            {"cafeId":"demo","orderType":"takeaway","paymentMethod":"card","total":0.01,
             "items":[{"itemId":"cappuccino","quantity":1,"price":0.01,"unitPrice":0.01}]}
            """
        );
        Assert.Equal("3.50", (await guest.ExpectAsync("order_created")).Data().Raw("total"));
    }

    [Fact]
    public async Task A_neighbours_order_is_not_found()
    {
        await using var guest = await café.ConnectAsync("customer");
        var ordered = await guest.CommandAsync("order_create", "mine-1", Order);
        var orderId = ordered.Data().GetProperty("result").Text("orderId");

        await using var neighbour = await café.ConnectAsync("customer");
        var cancel = await neighbour.CommandAsync(
            "order_cancel",
            "steal-2",
            $$$$"""{"orderId":"{{{{orderId}}}}","reason":"customer_request"}"""
        );
        Assert.Equal("NOT_FOUND", cancel.Data().GetProperty("error").Text("code"));
    }

    [Fact]
    public async Task A_command_above_the_role_is_refused()
    {
        await using var guest = await café.ConnectAsync("customer");
        var answer = await guest.CommandAsync(
            "refund_issue",
            "rich-1",
            """{"orderId":"x","amount":100.00,"reason":"please"}"""
        );
        Assert.Equal("INSUFFICIENT_PERMISSIONS", answer.Data().GetProperty("error").Text("code"));
    }

    [Fact]
    public async Task Ten_thousand_subscriptions_are_answered_each_and_end_at_the_limit()
    {
        await using var admin = await café.ConnectAsync("admin");
        var confirmed = 0;
        var reasons = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var part = 0; part < 10; part++)
        {
            var channels = Enumerable
                .Range(part * 1000, 1000)
                .Select(i => $"\"orders:customer:c{i}\"");
            await admin.SendAsync(
                $$$$"""{"type":"subscribe","data":{"channels":[{{{{string.Join(',', channels)}}}}]}}"""
            );
            var answer = await admin.ExpectAsync("subscription_confirmed");
            confirmed += answer.Data().Texts("channels").Length;
            foreach (var failed in answer.Data().GetProperty("failed").EnumerateArray())
            {
                reasons[failed.Text("reason")] =
                    reasons.GetValueOrDefault(failed.Text("reason")) + 1;
            }
        }

        Assert.Equal(1000, confirmed);
        Assert.Equal(9000, reasons["subscription_limit_exceeded"]);
        await admin.AssertAliveAsync();
    }

    [Fact]
    public async Task A_binary_frame_closes_with_1003()
    {
        await using var guest = await café.ConnectAsync("customer");
        await guest.SendBytesAsync(new byte[] { 0, 1, 2 }, WebSocketMessageType.Binary);
        Assert.Equal(1003, await guest.CloseCodeAsync());
        await café.AssertServesAsync();
    }

    [Fact]
    public async Task Invalid_utf8_closes_with_1007()
    {
        await using var guest = await café.ConnectAsync("customer");
        await guest.SendBytesAsync(
            new byte[] { (byte)'"', 0xC3, 0x28, (byte)'"' },
            WebSocketMessageType.Text
        );
        Assert.Equal(1007, await guest.CloseCodeAsync());
        await café.AssertServesAsync();
    }

    [Fact]
    public async Task One_byte_over_64_KiB_closes_with_1009_and_exactly_64_KiB_is_read()
    {
        static string Padded(int size)
        {
            const string Frame =
                """{"type":"ping","timestamp":"2024-01-15T10:30:00Z","padding":""}""";
            return Frame.Replace(
                "\"padding\":\"\"",
                $"\"padding\":\"{new string('x', size - Encoding.UTF8.GetByteCount(Frame))}\"",
                StringComparison.Ordinal
            );
        }

        await using var guest = await café.ConnectAsync("customer");
        await guest.SendAsync(Padded(65_536));
        await guest.ExpectAsync("pong");
        await guest.SendAsync(Padded(65_537));
        Assert.Equal(1009, await guest.CloseCodeAsync());
        await café.AssertServesAsync();
    }

    [Fact]
    public async Task More_than_twenty_malformed_messages_close_with_4400()
    {
        await using var guest = await café.ConnectAsync("customer");
        for (var i = 0; i < 21; i++)
        {
            await guest.SendAsync("garbage");
        }

        Assert.Equal(4400, await guest.CloseCodeAsync());
        await café.AssertServesAsync();
    }

    [Fact]
    public async Task Both_tokens_present_and_different_are_refused()
    {
        await using var socket = await RawSocket.OpenAsync(
            café.Server.Socket,
            café.Server.Token("a", "customer"),
            café.Server.Token("b", "customer")
        );
        Assert.Equal(
            "AUTHENTICATION_FAILED",
            (await socket.ExpectAsync("error")).Data().Text("code")
        );
        Assert.Equal(4401, await socket.CloseCodeAsync());
    }

    [Fact]
    public async Task Card_data_is_refused_and_never_written()
    {
        const string Number = "4111111111111111";
        await using var guest = await café.ConnectAsync("customer");
        var answer = await guest.CommandAsync(
            "order_create",
            "card-1",
            $$$$"""{"cafeId":"demo","orderType":"takeaway","paymentMethod":"card","cardNumber":"{{{{Number}}}}","items":[{"itemId":"cappuccino","quantity":1}]}"""
        );
        Assert.Equal("VALIDATION_FAILED", answer.Data().GetProperty("error").Text("code"));
        Assert.DoesNotContain(Number, answer.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            café.Server.Log,
            line => line.Contains(Number, StringComparison.Ordinal)
        );
    }

    private async Task RefusedAsync(string frame, string code)
    {
        await using var guest = await café.ConnectAsync("customer");
        var before = await café.FactsAsync();
        await guest.SendAsync(frame);
        var error = await guest.ExpectAsync("error");
        Assert.Equal(code, error.Data().Text("code"));
        Assert.NotEmpty(error.Data().Text("message"));
        await guest.AssertAliveAsync();
        Assert.Equal(before, await café.FactsAsync());
    }

    /// <summary>One server for all of these: a hostile client must not spoil it for the next.</summary>
    public sealed class Café : IAsyncLifetime
    {
        private int _users;

        public ServerProcess Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await ServerProcess.StartAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();

        public Task<RawSocket> ConnectAsync(string role) =>
            Server.ConnectAsync($"{role}-{Interlocked.Increment(ref _users)}", role);

        public async Task AssertServesAsync()
        {
            await using var guest = await ConnectAsync("customer");
            await guest.AssertAliveAsync();
        }

        /// <summary>How many facts and messages the journal holds: refused input adds none.</summary>
        public Task<(long Facts, long Messages)> FactsAsync() =>
            JournalCount.ReadAsync(Server.DataDirectory);
    }
}
