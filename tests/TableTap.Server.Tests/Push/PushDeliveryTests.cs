using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http;
using TableTap.Server.Tests.Http.State;
using TableTap.Server.Tests.Observability;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Push;

/// <summary>Section 10, "A locked phone": from a guest's wish to the phone, over a real push service's HTTP on loopback.</summary>
public sealed class PushDeliveryTests(PushFixture fixture) : IClassFixture<PushFixture>, IDisposable
{
    private static int _guests;

    private readonly DemoDoor _door = new(fixture.Server, "push");
    private readonly Phone _phone = new();
    private readonly string _address = fixture.Service.NextAddress();
    private readonly string _guest = $"push-guest-{Interlocked.Increment(ref _guests)}";

    public void Dispose() => _phone.Dispose();

    [Fact]
    public async Task A_phone_is_told_once_and_nobody_else_can_read_it()
    {
        var orderId = await SubscribedAsync();
        await MakeAsync(orderId);

        await ToldAsync(1);

        var told = Assert.Single(fixture.Service.Of(_address));
        var notice = JsonDocument.Parse(_phone.Read(told.Body)).RootElement;
        Assert.Equal(
            ["cafeId", "cafeName", "orderId", "orderNumber", "type"],
            notice.EnumerateObject().Select(field => field.Name).Order()
        );
        Assert.Equal(
            ("order_ready", orderId, "demo"),
            (Text(notice, "type"), Text(notice, "orderId"), Text(notice, "cafeId"))
        );
        var order = (await _door.ReadAsync(_guest, $"/v1/orders/{orderId}")).GetProperty("order");
        Assert.Equal(Text(order, "orderNumber"), Text(notice, "orderNumber"));
        using var another = new Phone();
        Assert.ThrowsAny<CryptographicException>(() => another.Read(told.Body));

        await PassAsync(TimeSpan.FromMinutes(3));
        Assert.Single(fixture.Service.Of(_address));
        var figures = await Exposition.OfAsync(fixture.Server);
        Assert.True(figures.Value("tabletap_push_sent_total", "result", "told") >= 1);
        Assert.True(figures.Value("tabletap_push_subscriptions") >= 1);
        await EndAsync(orderId);
    }

    /// <summary>RFC 8030, section 5; RFC 8188; RFC 8292.</summary>
    [Fact]
    public async Task The_push_service_gets_what_its_standards_ask_for()
    {
        var orderId = await SubscribedAsync();
        await MakeAsync(orderId);
        await ToldAsync(1);

        var headers = fixture.Service.Of(_address)[0].Headers;
        Assert.Equal(
            ("1800", "high", "aes128gcm"),
            (headers["TTL"], headers["Urgency"], headers["Content-Encoding"])
        );
        Assert.Matches("^[A-Za-z0-9_-]{32}$", headers["Topic"]);
        Assert.DoesNotContain(orderId, headers["Topic"], StringComparison.Ordinal);
        Assert.DoesNotContain("traceparent", headers.Keys);

        var parts = headers["Authorization"]
            ["vapid ".Length..]
            .Split(',', StringSplitOptions.TrimEntries)
            .ToDictionary(part => part[..1], part => part[2..]);
        using var answer = await fixture.Server.SendAsync(HttpMethod.Get, "/v1/push");
        Assert.Equal(Text(await answer.JsonAsync(), "publicKey"), parts["k"]);
        var claims = Verified(parts["t"], parts["k"]);
        Assert.Equal("mailto:owner@cafe.example", Text(claims, "sub"));
        Assert.Equal("http://127.0.0.1", Text(claims, "aud"));
        var end = DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64());
        var now = TimeProvider.System.GetUtcNow();
        Assert.InRange(end, now, now + TimeSpan.FromHours(24));
        await EndAsync(orderId);
    }

    /// <summary>Nobody waits at the counter half an hour after the order was ready, however late the push service took it.</summary>
    [Fact]
    public async Task What_is_handed_over_late_is_kept_by_the_push_service_for_as_much_less()
    {
        fixture.Service.Answer(_address, 429, ("Retry-After", "300"));
        var orderId = await SubscribedAsync();
        await MakeAsync(orderId);
        await ToldAsync(1);

        await PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(
            ["1800", "1500"],
            fixture.Service.Of(_address).Select(one => one.Headers["TTL"])
        );
        await EndAsync(orderId);
    }

    [Fact]
    public async Task After_a_recall_it_is_told_again_in_place_of_what_it_was_told_before()
    {
        var orderId = await SubscribedAsync();
        await MakeAsync(orderId);
        await ToldAsync(1);
        await _door.StatusAsync("anna", orderId, "preparing");
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        await _door.StatusAsync("anna", orderId, "ready");

        await ToldAsync(2);

        Assert.Single(fixture.Service.Of(_address).Select(one => one.Headers["Topic"]).Distinct());
        await EndAsync(orderId);
    }

    [Fact]
    public async Task Who_does_not_want_to_be_told_any_more_is_not()
    {
        var orderId = await SubscribedAsync();
        using var withdrawn = await SendAsync(HttpMethod.Delete, orderId);
        using var again = await SendAsync(HttpMethod.Delete, orderId);
        Assert.Equal((204, 204), ((int)withdrawn.StatusCode, (int)again.StatusCode));
        Assert.False(IsHeld(orderId));

        await MakeAsync(orderId);
        await PassAsync(TimeSpan.FromMinutes(1));

        Assert.Empty(fixture.Service.Of(_address));
        await EndAsync(orderId);
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("cancelled")]
    public async Task With_its_order_a_subscription_is_over(string end)
    {
        var orderId = await SubscribedAsync();
        if (end == "cancelled")
        {
            await _door.DoAsync(
                "maya",
                "order_cancel",
                $$"""{"orderId":"{{orderId}}","reason":"customer_request"}"""
            );
        }
        else
        {
            await MakeAsync(orderId);
            await _door.StatusAsync("maya", orderId, end);
        }

        await ForgottenAsync(orderId);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_subscription_that_the_browser_has_ended_is_asked_no_more(int status)
    {
        fixture.Service.Answer(_address, status);
        var orderId = await SubscribedAsync();
        await MakeAsync(orderId);

        await ForgottenAsync(orderId);

        await PassAsync(TimeSpan.FromMinutes(1));
        Assert.Single(fixture.Service.Of(_address));
        await EndAsync(orderId);
    }

    [Fact]
    public async Task What_a_push_service_does_not_take_comes_again_as_late_as_it_asks()
    {
        fixture.Service.Answer(_address, 429, ("Retry-After", "60"));
        fixture.Service.Answer(_address, 503);
        fixture.Service.Answer(
            _address,
            500,
            (
                "Retry-After",
                (fixture.Time.GetUtcNow() + TimeSpan.FromHours(2)).ToString(
                    "R",
                    CultureInfo.InvariantCulture
                )
            )
        );
        fixture.Service.Break(_address);
        var orderId = await SubscribedAsync();
        await MakeAsync(orderId);

        await ToldAsync(1);
        await PassAsync(TimeSpan.FromSeconds(59));
        Assert.Single(fixture.Service.Of(_address));
        await PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(2, fixture.Service.Of(_address).Count);
        await PassAsync(TimeSpan.FromSeconds(4));
        Assert.Equal(3, fixture.Service.Of(_address).Count);
        // Nobody waits at the counter for two hours.
        await PassAsync(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Equal(3, fixture.Service.Of(_address).Count);
        await PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(4, fixture.Service.Of(_address).Count);
        await PassAsync(TimeSpan.FromSeconds(16));
        Assert.Equal(5, fixture.Service.Of(_address).Count);

        await PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(5, fixture.Service.Of(_address).Count);
        Assert.Equal(orderId, Text(Notice(4), "orderId"));
        Assert.Contains(
            fixture.Server.Logs.Lines,
            line => line.Contains("127.0.0.1: it answers 429", StringComparison.Ordinal)
        );
        await EndAsync(orderId);
    }

    [Fact]
    public async Task What_is_refused_for_good_is_told_to_the_operator_and_asked_no_more()
    {
        fixture.Service.Answer(_address, 403);
        var orderId = await SubscribedAsync();
        await MakeAsync(orderId);

        await ForgottenAsync(orderId);

        Assert.Single(fixture.Service.Of(_address));
        Assert.Contains(
            fixture.Server.Logs.Lines,
            line =>
                line.Contains("127.0.0.1 refuses", StringComparison.Ordinal)
                && line.Contains("(403)", StringComparison.Ordinal)
        );
        await EndAsync(orderId);
    }

    [Fact]
    public async Task A_redirect_is_followed_nowhere()
    {
        var elsewhere = fixture.Service.NextAddress();
        fixture.Service.Answer(_address, 307, ("Location", elsewhere));
        var orderId = await SubscribedAsync();
        await MakeAsync(orderId);

        await ForgottenAsync(orderId);

        Assert.Single(fixture.Service.Of(_address));
        Assert.Empty(fixture.Service.Of(elsewhere));
        await EndAsync(orderId);
    }

    [Fact]
    public async Task A_push_service_that_hangs_is_left_after_its_time_and_holds_up_nobody()
    {
        using var other = new Phone();
        var address = fixture.Service.NextAddress();
        var isThere = fixture.Service.Hang(_address);
        var hanging = await SubscribedAsync();
        var next = await SubscribedAsync(other, address);
        await MakeAsync(hanging);
        await LookUntilAsync(() => isThere.IsCompleted);
        await MakeAsync(next);

        await LookUntilAsync(() => fixture.Service.Of(address).Count == 1);
        Assert.Single(fixture.Service.Of(_address));
        await PassAsync(PushFixture.PushTimeout);
        await PassAsync(TimeSpan.FromSeconds(1));
        Assert.Single(fixture.Service.Of(_address));
        await PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(2, fixture.Service.Of(_address).Count);

        await EndAsync(hanging);
        await EndAsync(next);
    }

    /// <summary>A push service is asked eight times at once; the next one goes as soon as one has ended, and not a second later.</summary>
    [Fact]
    public async Task Whoever_waits_for_room_at_a_push_service_waits_for_no_clock()
    {
        var orders = new List<string>();
        string[] addresses =
        [
            .. Enumerable.Range(0, 10).Select(_ => fixture.Service.NextAddress()),
        ];
        for (var place = 0; place < addresses.Length; place++)
        {
            // A guest has three orders at most that wait for their money.
            var guest = $"{_guest}-{place}";
            orders.Add(await _door.OrderAsync(guest));
            using var answer = await SendAsync(
                HttpMethod.Put,
                orders[^1],
                _phone.Subscription(addresses[place]),
                guest
            );
            Assert.Equal(204, (int)answer.StatusCode);
        }

        foreach (var orderId in orders)
        {
            await MakeAsync(orderId);
        }

        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        await Patience.UntilAsync(() =>
            Array.TrueForAll(addresses, address => fixture.Service.Of(address).Count == 1)
        );

        await LookAsync();
        foreach (var orderId in orders)
        {
            await EndAsync(orderId);
        }
    }

    [Fact]
    public async Task What_was_not_taken_yet_is_told_after_a_restart()
    {
        fixture.Service.Answer(_address, 502, ("Retry-After", "120"));
        var orderId = await SubscribedAsync();
        await MakeAsync(orderId);
        await ToldAsync(1);
        await fixture.Server.RestartAsync();

        await PassAsync(TimeSpan.FromSeconds(119));
        Assert.Single(fixture.Service.Of(_address));
        await PassAsync(TimeSpan.FromSeconds(1));
        await ToldAsync(2);

        Assert.Equal(orderId, Text(Notice(1), "orderId"));
        await EndAsync(orderId);
    }

    [Theory]
    [InlineData("https://fcm.googleapis.com/abc")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://localhost:1/abc")]
    [InlineData("https://127.0.0.1@evil.example/abc")]
    [InlineData("nothing")]
    public async Task An_address_that_the_settings_do_not_know_is_refused_where_it_is_given(
        string address
    )
    {
        var orderId = await _door.OrderAsync(_guest);

        using var answer = await SendAsync(HttpMethod.Put, orderId, _phone.Subscription(address));

        var problem = await answer.ProblemAsync(422, "VALIDATION_FAILED");
        var detail = Assert.Single(problem.GetProperty("details").EnumerateArray());
        Assert.Equal("endpoint", Text(detail, "path"));
        Assert.DoesNotContain("evil", Text(detail, "problem"), StringComparison.Ordinal);
        Assert.False(IsHeld(orderId));
        await CancelAsync(orderId);
    }

    [Fact]
    public async Task Keys_that_no_browser_gives_are_refused()
    {
        var orderId = await _door.OrderAsync(_guest);
        string[] bodies =
        [
            _phone.Subscription(_address).Replace(_phone.Key, "AAAA", StringComparison.Ordinal),
            // A point that is not on the curve.
            _phone
                .Subscription(_address)
                .Replace(
                    _phone.Key,
                    Base64Url.EncodeToString([0x04, .. new byte[64]]),
                    StringComparison.Ordinal
                ),
            _phone.Subscription(_address).Replace(_phone.Secret, "AAAA", StringComparison.Ordinal),
            _phone.Subscription(_address).Replace(_phone.Secret, "#", StringComparison.Ordinal),
        ];
        foreach (var body in bodies)
        {
            using var answer = await SendAsync(HttpMethod.Put, orderId, body);
            await answer.ProblemAsync(422, "VALIDATION_FAILED");
        }

        foreach (var body in new[] { "{}", "[]", """{"endpoint":"x","keys":null}""" })
        {
            using var answer = await SendAsync(HttpMethod.Put, orderId, body);
            await answer.ProblemAsync(400, "MALFORMED_MESSAGE");
        }

        await CancelAsync(orderId);
    }

    [Fact]
    public async Task Only_the_guest_whose_order_it_is_has_a_phone_told()
    {
        var orderId = await _door.OrderAsync(_guest);
        var body = _phone.Subscription(_address);
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete })
        {
            foreach (var (user, status, code) in Others)
            {
                using var refused = await SendAsync(method, orderId, body, user);
                await refused.ProblemAsync(status, code);
            }

            using var nobody = await fixture.Server.SendAsync(
                method,
                $"/v1/orders/{orderId}/push",
                body: body
            );
            await nobody.ProblemAsync(401, "AUTHENTICATION_FAILED");
            using var nothing = await SendAsync(method, "no-such-order", body);
            await nothing.ProblemAsync(404, "NOT_FOUND");
        }

        await CancelAsync(orderId);
        using var late = await SendAsync(HttpMethod.Put, orderId, body);
        var problem = await late.ProblemAsync(409, "INVALID_ORDER_STATUS");
        Assert.Equal("cancelled", Text(problem.GetProperty("current"), "status"));
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_back()
    {
        var orderId = await _door.OrderAsync(_guest);
        for (var number = 0; number < 30; number++)
        {
            using var taken = await SendAsync(HttpMethod.Delete, orderId);
            Assert.Equal(204, (int)taken.StatusCode);
        }

        using var refused = await SendAsync(HttpMethod.Delete, orderId);

        await refused.ProblemAsync(429, "RATE_LIMIT_EXCEEDED");
        Assert.NotNull(refused.Headers.RetryAfter);
        await CancelAsync(orderId);
    }

    /// <summary>The address and the keys of a phone let whoever has them reach it.</summary>
    [Fact]
    public async Task Nothing_of_a_subscription_gets_into_the_log_or_an_answer()
    {
        fixture.Service.Answer(_address, 503);
        fixture.Service.Answer(_address, 403);
        var orderId = await SubscribedAsync();
        await MakeAsync(orderId);
        await ToldAsync(1);
        await PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(2, fixture.Service.Of(_address).Count);
        Assert.False(IsHeld(orderId));

        var order = (await _door.ReadAsync(_guest, $"/v1/orders/{orderId}")).GetRawText();
        var told = string.Join('\n', fixture.Server.Logs.Lines) + order;
        foreach (var secret in new[] { new Uri(_address).AbsolutePath, _phone.Key, _phone.Secret })
        {
            Assert.DoesNotContain(secret, told, StringComparison.Ordinal);
        }

        await EndAsync(orderId);
    }

    [Fact]
    public async Task A_server_that_tells_no_phones_has_no_such_addresses()
    {
        await using var silent = await TestServer.StartAsync(("Server:PushEnabled", "false"));

        using var key = await silent.SendAsync(HttpMethod.Get, "/v1/push");
        await key.ProblemAsync(404, "NOT_FOUND");
        using var phone = await silent.SendAsync(
            HttpMethod.Put,
            "/v1/orders/any/push",
            silent.Token("john", Role.Customer),
            _phone.Subscription(_address)
        );
        await phone.ProblemAsync(404, "NOT_FOUND");
    }

    private static IEnumerable<(string User, int Status, string Code)> Others =>
        [
            ("somebody-else", 404, "NOT_FOUND"),
            ("anna", 403, "INSUFFICIENT_PERMISSIONS"),
            ("maya", 403, "INSUFFICIENT_PERMISSIONS"),
            ("bank", 403, "INSUFFICIENT_PERMISSIONS"),
        ];

    private Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string orderId,
        string? body = null,
        string? user = null
    ) =>
        fixture.Server.SendAsync(
            method,
            $"/v1/orders/{orderId}/push",
            _door.Token(user ?? _guest),
            body
        );

    private Task<string> SubscribedAsync() => SubscribedAsync(_phone, _address);

    private async Task<string> SubscribedAsync(Phone phone, string address)
    {
        var orderId = await _door.OrderAsync(_guest);
        using var answer = await SendAsync(HttpMethod.Put, orderId, phone.Subscription(address));
        Assert.Equal(204, (int)answer.StatusCode);
        return orderId;
    }

    private async Task MakeAsync(string orderId)
    {
        foreach (var status in new[] { "confirmed", "preparing", "ready" })
        {
            await _door.StatusAsync("anna", orderId, status);
        }
    }

    /// <summary>Lets time go by, and what is due then be done to its end: the clock stands while something is under way.</summary>
    private Task PassAsync(TimeSpan time)
    {
        fixture.Time.Advance(time);
        return LookAsync();
    }

    /// <summary>Everything that is due now is done, and what came of it is kept.</summary>
    private async Task LookAsync()
    {
        var carrier = fixture.Server.Push.Carrier!;
        await carrier.LookAsync();
        await carrier.SettledAsync().Soon();
    }

    private async Task ToldAsync(int times)
    {
        await LookUntilAsync(() => fixture.Service.Of(_address).Count >= times);
        await LookAsync();
    }

    /// <summary>What is due now is begun until something holds; a push service may hang.</summary>
    private Task LookUntilAsync(Func<bool> holds) =>
        Patience.UntilAsync(async () =>
        {
            await fixture.Server.Push.Carrier!.LookAsync();
            return holds();
        });

    private Task ForgottenAsync(string orderId) =>
        Patience.UntilAsync(async () =>
        {
            await LookAsync();
            return !IsHeld(orderId);
        });

    private bool IsHeld(string orderId) =>
        fixture.Server.Push.Subscriptions.All.Any(held => held.Kept.OrderId == orderId);

    private JsonElement Notice(int place) =>
        JsonDocument.Parse(_phone.Read(fixture.Service.Of(_address)[place].Body)).RootElement;

    /// <summary>Ends the order, and with it the subscription.</summary>
    private async Task EndAsync(string orderId)
    {
        _door.SignOut();
        await _door.StatusAsync("maya", orderId, "completed");
        await ForgottenAsync(orderId);
    }

    private Task CancelAsync(string orderId) =>
        _door.DoAsync(
            "maya",
            "order_cancel",
            $$"""{"orderId":"{{orderId}}","reason":"customer_request"}"""
        );

    private static JsonElement Verified(string token, string key)
    {
        var point = Base64Url.DecodeFromChars(key);
        using var checks = ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new() { X = point[1..33], Y = point[33..] },
            }
        );
        var parts = token.Split('.');
        Assert.True(
            checks.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                Base64Url.DecodeFromChars(parts[2]),
                HashAlgorithmName.SHA256
            )
        );
        Assert.Equal(
            "ES256",
            Text(JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement, "alg")
        );
        return JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
    }

    private static string Text(JsonElement of, string field) => of.GetProperty(field).GetString()!;
}
