using System.Text.Json;
using TableTap.Server.Testing;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>
/// The samples of the protocol document, frame by frame over a real socket against the real server process: connection,
/// subscription, heartbeat, orders, payments, counters, errors, acknowledgement and recovery, every field of each.
/// </summary>
public sealed class DocumentWalkthrough
{
    private const string Guest = "guest-john";
    private const string GuestOrders = $"orders:customer:{Guest}";
    private const string Espresso = "counter:espresso:orders";
    private const string General = "cafe:demo:general";

    [Fact]
    public async Task Connection_establishment()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var guest = await server.ConnectAsync(Guest, "customer");

        var frame = guest.Established;
        frame.AssertEnvelope("connection_established");
        var data = frame.Data();
        Assert.StartsWith("conn_", data.Text("connectionId"), StringComparison.Ordinal);
        Assert.Equal(Guest, data.Text("userId"));
        Assert.Equal("customer", data.Text("userType"));
        Assert.Equal("demo", data.Text("cafeId"));
        Assert.Equal(["order_updates", "status_notifications"], data.Texts("capabilities"));
        Assert.True(data.Moment("sessionExpiresAt") > data.Moment("serverTime"));
        Assert.Equal(30, data.Number("heartbeatInterval"));
        Assert.Equal("1.0", data.Text("protocolVersion"));
        Assert.NotEmpty(data.Text("epoch"));
        Assert.Equal(100, data.GetProperty("limits").Number("messagesPerMinute"));
        Assert.Equal(1000, data.GetProperty("limits").Number("subscriptions"));

        await using var staff = await server.ConnectAsync("anna", "employee");
        Assert.Equal("employee", staff.Established.Data().Text("userType"));
        Assert.Equal(
            ["order_updates", "status_notifications", "order_management", "staff_coordination"],
            staff.Established.Data().Texts("capabilities")
        );

        await using var byHeader = await RawSocket.OpenAsync(
            server.Socket,
            headerToken: await server.TokenAsync(Guest, "customer")
        );
        Assert.Equal(
            Guest,
            (await byHeader.ExpectAsync("connection_established")).Data().Text("userId")
        );
    }

    [Fact]
    public async Task Channel_subscription_and_heartbeat()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var guest = await server.ConnectAsync(Guest, "customer");

        await guest.SendAsync(
            $$$$"""{"type":"subscribe","messageId":"sub-1","data":{"channels":["{{{{GuestOrders}}}}","{{{{General}}}}","{{{{Espresso}}}}"]}}"""
        );
        var confirmed = await guest.ExpectAsync("subscription_confirmed");
        confirmed.AssertEnvelope("subscription_confirmed", correlationId: "sub-1");
        Assert.Equal([GuestOrders, General], confirmed.Data().Texts("channels"));
        var failed = Assert.Single(
            confirmed.Data().GetProperty("failed").EnumerateArray().ToArray()
        );
        Assert.Equal(Espresso, failed.Text("channel"));
        Assert.Equal("insufficient_permissions", failed.Text("reason"));
        Assert.Equal(0, confirmed.Data().GetProperty("positions").Number(GuestOrders));
        Assert.Equal(guest.Established.Data().Text("epoch"), confirmed.Data().Text("epoch"));

        await guest.SendAsync("""{"type":"ping","timestamp":"2024-01-15T10:30:00Z"}""");
        var pong = await guest.ExpectAsync("pong");
        pong.Moment("timestamp");
        pong.Moment("serverTime");
        Assert.Equal(0, pong.Data().GetProperty("heads").Number(GuestOrders));

        await guest.SendAsync(
            $$$$"""{"type":"unsubscribe","messageId":"sub-2","data":{"channels":["{{{{General}}}}"]}}"""
        );
        var gone = await guest.ExpectAsync("unsubscription_confirmed");
        gone.AssertEnvelope("unsubscription_confirmed", correlationId: "sub-2");
        Assert.Equal([General], gone.Data().Texts("channels"));
    }

    [Fact]
    public async Task An_order_from_the_table_to_the_counter_and_back()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var guest = await server.ConnectAsync(Guest, "customer", "John Doe");
        await using var anna = await server.ConnectAsync("anna", "employee");
        await using var maya = await server.ConnectAsync("maya", "manager");
        await using var gateway = await server.ConnectAsync("gateway", "service");
        await SubscribeAsync(guest, GuestOrders, General);
        await SubscribeAsync(anna, Espresso);

        // Order created.
        var answer = await guest.CommandAsync(
            "order_create",
            "order-1",
            """
            {"cafeId":"demo","orderType":"takeaway","paymentMethod":"card","specialInstructions":"Extra hot",
             "items":[{"itemId":"cappuccino","quantity":2,"customizations":["Extra shot","Oat milk"]}]}
            """
        );
        answer.AssertEnvelope("message_acknowledged", correlationId: "order-1");
        Assert.Equal("processed", answer.Data().Text("status"));
        answer.Data().Moment("processedAt");
        var orderId = answer.Data().GetProperty("result").Text("orderId");
        var orderNumber = answer.Data().GetProperty("result").Text("orderNumber");
        Assert.Matches(@"^ORD-\d{6}$", orderNumber);
        Assert.Contains(
            orderId,
            answer.Data().GetProperty("result").Text("paymentUrl"),
            StringComparison.Ordinal
        );

        var created = await guest.ExpectAsync("order_created");
        created.AssertEnvelope("order_created", GuestOrders);
        Assert.True(created.Flag("ackRequired"));
        Assert.Equal(1, created.Number("sequence"));
        var data = created.Data();
        Assert.Equal(orderId, data.Text("orderId"));
        Assert.Equal(orderNumber, data.Text("orderNumber"));
        Assert.Equal("pending", data.Text("status"));
        var line = Assert.Single(data.GetProperty("items").EnumerateArray().ToArray());
        Assert.Equal("cappuccino", line.Text("itemId"));
        Assert.Equal("Cappuccino", line.Text("name"));
        Assert.Equal(2, line.Number("quantity"));
        Assert.Equal(["Extra shot", "Oat milk"], line.Texts("customizations"));
        Assert.Equal("4.40", line.Raw("unitPrice"));
        Assert.Equal("8.80", data.Raw("total"));
        Assert.True(data.Number("estimatedTime") > 0);
        Assert.True(data.Flag("paymentRequired"));

        // Payment failed, then processed.
        var declined = await gateway.CommandAsync(
            "payment_record",
            "pay-1",
            $$$$"""{"orderId":"{{{{orderId}}}}","method":"card","amount":8.80,"result":"failed","reason":"insufficient_funds","providerEventId":"ev-1"}"""
        );
        declined.AssertEnvelope("message_acknowledged", correlationId: "pay-1");
        var paymentFailed = await guest.ExpectAsync("payment_failed");
        paymentFailed.AssertEnvelope("payment_failed", GuestOrders);
        Assert.Equal(orderId, paymentFailed.Data().Text("orderId"));
        Assert.Equal("insufficient_funds", paymentFailed.Data().Text("reason"));
        Assert.NotEmpty(paymentFailed.Data().Text("message"));
        Assert.Contains(orderId, paymentFailed.Data().Text("retryUrl"), StringComparison.Ordinal);
        Assert.True(paymentFailed.Data().Moment("expiresAt") > paymentFailed.Moment("timestamp"));

        await gateway.CommandAsync(
            "payment_record",
            "pay-2",
            $$$$"""{"orderId":"{{{{orderId}}}}","method":"card","amount":8.80,"result":"success","providerEventId":"ev-2"}"""
        );
        var paid = await guest.ExpectAsync("payment_processed");
        paid.AssertEnvelope("payment_processed", GuestOrders);
        Assert.Equal(orderId, paid.Data().Text("orderId"));
        Assert.NotEmpty(paid.Data().Text("transactionId"));
        Assert.Equal("8.80", paid.Data().Raw("amount"));
        Assert.Equal("card", paid.Data().Text("method"));
        Assert.Equal("success", paid.Data().Text("status"));
        Assert.Equal(
            $"https://api.table-tap.com/receipts/{paid.Data().Text("transactionId")}",
            paid.Data().Text("receiptUrl")
        );

        // Order status changed, and the counter hears of it.
        await AssertStatusAsync(guest, GuestOrders, orderId, "pending", "confirmed");
        var assigned = await anna.ExpectAsync("order_assigned");
        assigned.AssertEnvelope("order_assigned", Espresso);
        Assert.True(assigned.Flag("ackRequired"));
        data = assigned.Data();
        Assert.Equal(orderId, data.Text("orderId"));
        Assert.Equal(orderNumber, data.Text("orderNumber"));
        var item = Assert.Single(data.GetProperty("items").EnumerateArray().ToArray());
        Assert.Equal("Cappuccino", item.Text("name"));
        Assert.Equal(2, item.Number("quantity"));
        Assert.Equal(["Extra shot", "Oat milk"], item.Texts("customizations"));
        Assert.Equal("normal", item.Text("priority"));
        Assert.Equal("queued", item.Text("status"));
        Assert.Equal("cappuccino", item.Text("itemId"));
        Assert.NotEmpty(item.Text("lineId"));
        Assert.Equal("takeaway", data.Text("orderType"));
        Assert.Equal("John D.", data.Text("customerName"));
        Assert.Equal("Extra hot", data.Text("specialInstructions"));
        Assert.True(data.Number("estimatedTime") > 0);
        data.Moment("assignedAt");

        // Priority.
        await maya.CommandAsync(
            "order_priority_update",
            "prio-1",
            $$$$"""{"orderId":"{{{{orderId}}}}","priority":"high","reason":"customer_waiting"}"""
        );
        var priority = await anna.ExpectAsync("order_priority_changed");
        priority.AssertEnvelope("order_priority_changed", Espresso);
        Assert.Equal(orderId, priority.Data().Text("orderId"));
        Assert.Equal("normal", priority.Data().Text("previousPriority"));
        Assert.Equal("high", priority.Data().Text("currentPriority"));
        Assert.Equal("customer_waiting", priority.Data().Text("reason"));
        Assert.Equal("maya", priority.Data().Text("updatedBy"));

        // Message delivery acknowledgement, with the document's own frame.
        await anna.SendAsync(
            $$$$"""{"type":"order_status_update","messageId":"msg_123456","data":{"orderId":"{{{{orderId}}}}","status":"preparing"}}"""
        );
        var acknowledged = await anna.AnswerAsync("msg_123456");
        acknowledged.AssertEnvelope("message_acknowledged", correlationId: "msg_123456");
        Assert.Equal("msg_123456", acknowledged.Data().Text("messageId"));
        Assert.Equal("processed", acknowledged.Data().Text("status"));
        acknowledged.Data().Moment("processedAt");
        await AssertStatusAsync(guest, GuestOrders, orderId, "confirmed", "preparing");
        var started = await anna.ExpectAsync("order_item_updated");
        started.AssertEnvelope("order_item_updated", Espresso);
        Assert.Equal("queued", started.Data().Text("previousStatus"));
        Assert.Equal("started", started.Data().Text("currentStatus"));
        Assert.Equal("espresso", started.Data().Text("counterId"));
        Assert.Equal(item.Text("lineId"), started.Data().Text("lineId"));
        Assert.Equal("anna", started.Data().Text("updatedBy"));

        // Ready for pickup.
        await anna.CommandAsync(
            "order_status_update",
            "ready-1",
            $$$$"""{"orderId":"{{{{orderId}}}}","status":"ready"}"""
        );
        await AssertStatusAsync(guest, GuestOrders, orderId, "preparing", "ready");
        var ready = await guest.ExpectAsync("order_ready");
        ready.AssertEnvelope("order_ready", GuestOrders);
        Assert.Equal(orderId, ready.Data().Text("orderId"));
        Assert.Equal(orderNumber, ready.Data().Text("orderNumber"));
        Assert.Equal("Espresso Bar", ready.Data().Text("pickupLocation"));
        Assert.Matches(@"^\d{4}$", ready.Data().Text("pickupCode"));
        Assert.Equal(
            15,
            (ready.Data().Moment("expiresAt") - ready.Moment("timestamp")).TotalMinutes,
            1.0
        );
        var board = await guest.ExpectAsync(
            "board_changed",
            frame => frame.Data().Text("status") == "ready"
        );
        board.AssertEnvelope("board_changed", General);
        Assert.Equal(orderNumber, board.Data().Text("orderNumber"));
        Assert.Equal("Espresso Bar", board.Data().Text("pickupLocation"));

        // Completed.
        var code = ready.Data().Text("pickupCode");
        await anna.CommandAsync(
            "order_status_update",
            "done-1",
            $$$$"""{"orderId":"{{{{orderId}}}}","status":"completed","pickupCode":"{{{{code}}}}"}"""
        );
        await AssertStatusAsync(guest, GuestOrders, orderId, "ready", "completed");
        var completed = await guest.ExpectAsync("order_completed");
        completed.AssertEnvelope("order_completed", GuestOrders);
        Assert.Equal(orderId, completed.Data().Text("orderId"));
        completed.Data().Moment("completedAt");
        Assert.True(completed.Data().GetProperty("rating").Flag("enabled"));
        Assert.Equal(
            $"https://app.table-tap.com/rate/{orderId}",
            completed.Data().GetProperty("rating").Text("url")
        );

        // Server indicates a processing error, word for word.
        var refused = await anna.CommandAsync(
            "order_status_update",
            "msg_123457",
            $$$$"""{"orderId":"{{{{orderId}}}}","status":"preparing"}"""
        );
        refused.AssertEnvelope("message_error", correlationId: "msg_123457");
        Assert.Equal("msg_123457", refused.Data().Text("messageId"));
        Assert.Equal("INVALID_ORDER_STATUS", refused.Data().GetProperty("error").Text("code"));
        Assert.Equal(
            "Cannot transition from 'completed' to 'preparing'",
            refused.Data().GetProperty("error").Text("message")
        );
        Assert.Equal(
            "completed",
            refused.Data().GetProperty("error").GetProperty("current").Text("status")
        );
    }

    [Fact]
    public async Task A_cancelled_order()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var guest = await server.ConnectAsync(Guest, "customer");
        await using var anna = await server.ConnectAsync("anna", "employee");
        await SubscribeAsync(guest, GuestOrders);
        await SubscribeAsync(anna, Espresso);
        var orderId = await OrderAsync(guest, "order-1");
        await using var gateway = await server.ConnectAsync("gateway", "service");
        await PayAsync(gateway, orderId, "3.50");
        await anna.ExpectAsync("order_assigned");

        await anna.CommandAsync(
            "order_cancel",
            "cancel-1",
            $$$$"""{"orderId":"{{{{orderId}}}}","reason":"item_unavailable","message":"Espresso machine out of order"}"""
        );

        foreach (var (socket, channel) in new[] { (anna, Espresso), (guest, GuestOrders) })
        {
            var cancelled = await socket.ExpectAsync("order_cancelled");
            cancelled.AssertEnvelope("order_cancelled", channel);
            Assert.Equal(orderId, cancelled.Data().Text("orderId"));
            Assert.Equal("item_unavailable", cancelled.Data().Text("reason"));
            Assert.Equal("Espresso machine out of order", cancelled.Data().Text("message"));
            Assert.Equal("anna", cancelled.Data().Text("cancelledBy"));
            Assert.True(cancelled.Data().Flag("refundRequired"));
            Assert.Equal("3.50", cancelled.Data().Raw("refundAmount"));
        }
    }

    [Fact]
    public async Task Connection_errors()
    {
        await using var server = await ServerProcess.StartAsync();

        await using var nobody = await RawSocket.OpenAsync(server.Socket, "not-a-token");
        var failed = await nobody.ExpectAsync("error");
        failed.AssertEnvelope("error");
        Assert.Equal("AUTHENTICATION_FAILED", failed.Data().Text("code"));
        Assert.Equal("Invalid or expired token", failed.Data().Text("message"));
        Assert.Equal("reconnect_with_new_token", failed.Data().Text("action"));
        Assert.Equal(4401, await nobody.CloseCodeAsync());

        await using var guest = await server.ConnectAsync(Guest, "customer");
        await guest.SendAsync(
            """{"type":"reconnect","data":{"channels":["counter:espresso:orders"]}}"""
        );
        var denied = await guest.ExpectAsync("error");
        denied.AssertEnvelope("error");
        Assert.Equal("INSUFFICIENT_PERMISSIONS", denied.Data().Text("code"));
        Assert.Equal(
            "Access denied to channel: counter:espresso:orders",
            denied.Data().Text("message")
        );
        Assert.Equal("counter:espresso:orders", denied.Data().Text("channel"));
        Assert.Equal("staff", denied.Data().Text("requiredRole"));

        // The reconnect above was message one of the minute.
        for (var i = 0; i < 100; i++)
        {
            await guest.SendAsync(
                """{"type":"unsubscribe","data":{"channels":["cafe:demo:general"]}}"""
            );
        }

        var limited = await guest.ExpectAsync("error");
        limited.AssertEnvelope("error");
        Assert.Equal("RATE_LIMIT_EXCEEDED", limited.Data().Text("code"));
        Assert.Equal("Too many messages sent", limited.Data().Text("message"));
        Assert.InRange(limited.Data().Number("retryAfter"), 0.001, 60);
        Assert.Equal(100, limited.Data().Number("limit"));
        Assert.Equal(60, limited.Data().Number("window"));
    }

    [Fact]
    public async Task Reconnection_with_the_last_known_message()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var gateway = await server.ConnectAsync("gateway", "service");
        await using var guest = await server.ConnectAsync(Guest, "customer");
        await SubscribeAsync(guest, GuestOrders);
        var orderId = await OrderAsync(guest, "order-1");
        var created = await guest.ExpectAsync("order_created");
        await guest.DisposeAsync();

        await PayAsync(gateway, orderId, "3.50");

        await using var again = await server.ConnectAsync(Guest, "customer");
        await again.SendAsync(
            $$$$"""{"type":"reconnect","messageId":"back-1","data":{"lastMessageId":"{{{{created.Text("messageId")}}}}","channels":["{{{{GuestOrders}}}}"]}}"""
        );
        var replay = await again.ExpectAsync("message_replay");
        replay.AssertEnvelope("message_replay", correlationId: "back-1");
        var data = replay.Data();
        var messages = data.GetProperty("messages").EnumerateArray().ToArray();
        Assert.Equal(
            ["payment_processed", "order_status_changed"],
            messages.Select(message => message.Text("type")).Take(2)
        );
        Assert.Equal(
            Enumerable.Range(2, messages.Length),
            messages.Select(message => (int)message.Number("sequence"))
        );
        Assert.Equal(created.Text("messageId"), data.Text("fromMessageId"));
        Assert.Equal(messages[^1].Text("messageId"), data.Text("toMessageId"));
        Assert.False(data.Flag("hasMore"));
        Assert.Equal(messages.Length + 1, data.GetProperty("positions").Number(GuestOrders));
        Assert.True(data.GetProperty("complete").Flag(GuestOrders));

        // Live goes on where the replay ended.
        await again.CommandAsync(
            "order_cancel",
            "cancel-1",
            $$$$"""{"orderId":"{{{{orderId}}}}","reason":"customer_request"}"""
        );
        var next = await again.ExpectAsync("order_cancelled");
        Assert.True(next.Number("sequence") > messages.Length + 1);
    }

    private static async Task SubscribeAsync(RawSocket socket, params string[] channels)
    {
        await socket.SendAsync(
            $$$$"""{"type":"subscribe","data":{"channels":[{{{{string.Join(',', channels.Select(channel => $"\"{channel}\""))}}}}]}}"""
        );
        var confirmed = await socket.ExpectAsync("subscription_confirmed");
        Assert.Equal(channels, confirmed.Data().Texts("channels"));
    }

    private static async Task<string> OrderAsync(RawSocket guest, string messageId)
    {
        var answer = await guest.CommandAsync(
            "order_create",
            messageId,
            """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"card","items":[{"itemId":"cappuccino","quantity":1}]}"""
        );
        return answer.Data().GetProperty("result").Text("orderId");
    }

    private static async Task PayAsync(RawSocket gateway, string orderId, string amount)
    {
        var answer = await gateway.CommandAsync(
            "payment_record",
            $"pay-{orderId}",
            $$$$"""{"orderId":"{{{{orderId}}}}","method":"card","amount":{{{{amount}}}},"result":"success","providerEventId":"ev-{{{{orderId}}}}"}"""
        );
        Assert.Equal("message_acknowledged", answer.Text("type"));
    }

    private static async Task AssertStatusAsync(
        RawSocket socket,
        string channel,
        string orderId,
        string previous,
        string current
    )
    {
        var changed = await socket.ExpectAsync("order_status_changed");
        changed.AssertEnvelope("order_status_changed", channel);
        Assert.Equal(orderId, changed.Data().Text("orderId"));
        Assert.Equal(previous, changed.Data().Text("previousStatus"));
        Assert.Equal(current, changed.Data().Text("currentStatus"));
        Assert.NotEmpty(changed.Data().Text("updatedBy"));
        Assert.NotEmpty(changed.Data().Text("message"));
        if (current is "confirmed" or "preparing")
        {
            Assert.True(changed.Data().Number("estimatedTime") > 0);
        }
    }
}
