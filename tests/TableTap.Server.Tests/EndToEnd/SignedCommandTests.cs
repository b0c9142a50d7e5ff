using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http;
using TableTap.Terms;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>
/// Commands of a client whose token binds it to a key: the critical ones count only with its signature, on the socket and over HTTP
/// alike, and nobody carries one out a second time (section 9).
/// </summary>
public sealed class SignedCommandTests : IAsyncLifetime
{
    private const string Counter =
        """{"counterId":"espresso","status":"maintenance","reason":"r"}""";
    private readonly FakeTimeProvider _time = new(new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly ClientKeys _keys = new();
    private readonly ClientKeys _others = new();
    private TestServer _server = null!;

    /// <summary>What has to be signed, with a payload each.</summary>
    public static TheoryData<string, string> Critical =>
        new()
        {
            { "counter_status_update", Counter },
            { "order_cancel", """{"orderId":"o","reason":"other"}""" },
            { "payment_record", """{"orderId":"o","method":"cash","amount":3.50}""" },
            { "refund_issue", """{"orderId":"o","amount":1.00,"reason":"r"}""" },
        };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _time.GetUtcNow();

    private string Token =>
        _server.Signed(
            $$$"""{"sub":"maya","role":"manager","cafe_id":"demo","cnf":{"jwk":{{{_keys.SigningJwk}}}}}"""
        );

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_time);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _keys.Dispose();
        _others.Dispose();
    }

    [Theory]
    [MemberData(nameof(Critical))]
    public async Task What_is_critical_counts_only_signed_with_the_tokens_key(
        string type,
        string data
    )
    {
        var unsigned = $$"""{"type":"{{type}}","messageId":"m-1","data":{{data}}}""";
        await RefusedAsync(unsigned, "m-1", "SIGNATURE_REQUIRED");
        await RefusedAsync(_others.Sign(type, "m-2", Now, data), "m-2", "SIGNATURE_INVALID");

        // The signature holds: what is refused now is refused by the rules of the café, if at all.
        var (code, _) = await PostAsync(_keys.Sign(type, "m-3", Now, data));
        Assert.Equal(type == "counter_status_update" ? null : "NOT_FOUND", code);
        await using var socket = await ConnectAsync();
        await socket.SendAsync(_keys.Sign(type, "m-4", Now, data));
        var answer = await socket.AnswerAsync("m-4");
        Assert.DoesNotContain("SIGNATURE", answer.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_command_whose_parts_were_changed_counts_for_nothing()
    {
        var signed = _keys.Sign("counter_status_update", "m-1", Now, Counter);
        (string Old, string New)[] changes =
        [
            ("maintenance", "inactive"),
            ("espresso", "cold"),
            ("\"m-1\"", "\"m-9\""),
            ("12:00:00.000Z", "12:00:01.000Z"),
            ("12:00:00.000Z", "12:00:00Z"),
            (",\"reason\":\"r\"", ""),
            ("\"reason\":\"r\"", "\"reason\":\"r\",\"estimatedDowntime\":5"),
            ("\"signature\":\"ey", "\"signature\":\"eY"),
            ("..", "."),
            ("..", ".e30."),
        ];
        foreach (var (old, @new) in changes)
        {
            var changed = signed.Replace(old, @new, StringComparison.Ordinal);
            Assert.NotEqual(signed, changed);
            await RefusedAsync(changed, old == "\"m-1\"" ? "m-9" : "m-1", "SIGNATURE_INVALID");
        }

        Assert.Equal("active", await StatusAsync());
        // Spelled otherwise and the same in its canonical form, it is what was signed.
        var spelled = signed.Replace("\"data\":{", "\"data\": { ", StringComparison.Ordinal);
        Assert.Null((await PostAsync(spelled)).Code);
        Assert.Equal("maintenance", await StatusAsync());
    }

    [Fact]
    public async Task A_signed_command_is_carried_out_once_however_often_it_comes()
    {
        var signed = _keys.Sign("counter_status_update", "m-1", Now, Counter);
        var socket = await ConnectAsync();
        await socket.SendAsync(signed);
        var first = (await socket.AnswerAsync("m-1")).GetRawText();
        Assert.Null(
            (
                await PostAsync(
                    _keys.Sign(
                        "counter_status_update",
                        "m-2",
                        Now,
                        """{"counterId":"espresso","status":"active"}"""
                    )
                )
            ).Code
        );

        await socket.SendAsync(signed);
        Assert.Equal(first, (await socket.AnswerAsync("m-1")).GetRawText());
        Assert.Equal(first, (await PostAsync(signed)).Body);

        // A stop would wait by the test's clock for a client that is still there.
        await socket.DisposeAsync();
        await _server.StopAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await _server.RestartAsync();

        // Signed an hour ago, but remembered.
        Assert.Equal(first, (await PostAsync(signed)).Body);
        Assert.Equal("active", await StatusAsync());
    }

    [Theory]
    [InlineData(-5 * 60, true)]
    [InlineData(5 * 60, true)]
    [InlineData((-5 * 60) - 1, false)]
    [InlineData((5 * 60) + 1, false)]
    [InlineData(-26 * 60 * 60, false)]
    public async Task A_command_that_was_never_seen_is_taken_within_five_minutes_of_its_signing(
        int seconds,
        bool isTaken
    )
    {
        var signed = _keys.Sign("counter_status_update", "m-1", Now.AddSeconds(seconds), Counter);

        if (isTaken)
        {
            Assert.Null((await PostAsync(signed)).Code);
        }
        else
        {
            await RefusedAsync(signed, "m-1", "SIGNATURE_INVALID");
            Assert.Equal("active", await StatusAsync());
        }
    }

    [Fact]
    public async Task What_is_not_critical_needs_no_signature_and_one_that_is_there_has_to_hold()
    {
        const string data = """{"mode":"normal"}""";
        Assert.Null(
            (
                await PostAsync($$"""{"type":"intake_update","messageId":"m-1","data":{{data}}}""")
            ).Code
        );
        await RefusedAsync(
            _others.Sign("intake_update", "m-2", Now, data),
            "m-2",
            "SIGNATURE_INVALID"
        );
        Assert.Null((await PostAsync(_keys.Sign("intake_update", "m-3", Now, data))).Code);
    }

    [Fact]
    public async Task Refused_signatures_stand_in_the_audit()
    {
        await PostAsync(_others.Sign("counter_status_update", "m-1", Now, Counter));
        await PostAsync(
            $$"""{"type":"counter_status_update","messageId":"m-2","data":{{Counter}}}"""
        );

        using var audit = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/admin/audit?cafe=demo&actor=maya",
            _server.Token("root", Role.Admin)
        );
        var lines = (await audit.JsonAsync()).GetProperty("lines").EnumerateArray();
        Assert.Equal(
            [("m-2", "SIGNATURE_REQUIRED"), ("m-1", "SIGNATURE_INVALID")],
            lines.Select(line => (line.Text("messageId"), line.Text("result")))
        );
    }

    [Fact]
    public async Task The_key_for_payment_data_of_a_bound_client_counts_only_signed()
    {
        var data = $$"""{"jwk":{{_keys.EncryptionJwk}}}""";
        await using var socket = await ConnectAsync();

        await socket.SendAsync($$"""{"type":"encryption_key","data":{{data}}}""");
        Assert.Equal("SIGNATURE_REQUIRED", await CodeAsync(socket));
        await socket.SendAsync(_others.Sign("encryption_key", "k-1", Now, data));
        Assert.Equal("SIGNATURE_INVALID", await CodeAsync(socket));
        await socket.SendAsync(_keys.Sign("encryption_key", "k-2", Now.AddMinutes(-6), data));
        Assert.Equal("SIGNATURE_INVALID", await CodeAsync(socket));
        await socket.SendAsync(_keys.Sign("encryption_key", "k-3", Now, data));
        Assert.Equal(
            _keys.EncryptionKid,
            (await socket.ExpectAsync("encryption_key_accepted")).Data().Text("kid")
        );
    }

    private static async Task<string> CodeAsync(RawSocket socket) =>
        (await socket.ExpectAsync("error")).Data().Text("code");

    private async Task<RawSocket> ConnectAsync()
    {
        var socket = await RawSocket.OpenAsync(_server.SocketUrl, headerToken: Token);
        socket.Established = await socket.ExpectAsync("connection_established");
        return socket;
    }

    private async Task RefusedAsync(string frame, string messageId, string code)
    {
        var (refusal, body) = await PostAsync(frame);
        Assert.True(refusal == code, $"{frame}: {body}");
        await using var socket = await ConnectAsync();
        await socket.SendAsync(frame);
        var answer = await socket.AnswerAsync(messageId);
        Assert.Equal("message_error", answer.Text("type"));
        Assert.Equal(code, answer.Data().GetProperty("error").Text("code"));
    }

    private async Task<(string? Code, string Body)> PostAsync(string frame)
    {
        using var response = await _server.SendAsync(HttpMethod.Post, "/v1/commands", Token, frame);
        var body = await response.Content.ReadAsStringAsync(Cancel);
        if (response.IsSuccessStatusCode)
        {
            return (null, body);
        }

        var code = JsonDocument.Parse(body).RootElement.Text("code");
        if (code.StartsWith("SIGNATURE", StringComparison.Ordinal))
        {
            Assert.Equal(403, (int)response.StatusCode);
        }

        return (code, body);
    }

    private async Task<string> StatusAsync()
    {
        using var response = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/cafes/demo/counters",
            _server.Token("maya", Role.Manager)
        );
        return (await response.JsonAsync())
            .GetProperty("counters")
            .EnumerateArray()
            .Single(counter => counter.Text("counterId") == "espresso")
            .Text("status");
    }
}
