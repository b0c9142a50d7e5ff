using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http;
using TableTap.Terms;

namespace TableTap.Server.Tests.SignIn;

/// <summary>Sections 9 and 10: people sign in over real HTTP, with real sockets.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private const string Codes = "/v1/cafes/demo/tables";
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(("Auth:PinIterations", "100000"));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private string Maya => _server.Token("maya", Role.Manager);

    [Fact]
    public async Task A_guest_signs_in_by_the_code_of_the_table_and_stays_so()
    {
        var guest = await _server.GuestAsync(await _server.CodeAsync("7"));
        using var menu = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/cafes/demo/menu",
            guest.Text("token")
        );
        using var again = await _server.PostAsync(
            "refresh",
            $$"""{"refreshToken":"{{guest.Text("refreshToken")}}"}"""
        );
        var next = await again.JsonAsync();

        Assert.Equal(200, (int)menu.StatusCode);
        Assert.Equal("7", guest.Text("tableNumber"));
        Assert.Equal(200, (int)again.StatusCode);
        Assert.Equal(guest.Text("userId"), next.Text("userId"));
        Assert.NotEqual(guest.Text("refreshToken"), next.Text("refreshToken"));
        await using var socket = await RawSocket.OpenAsync(_server.SocketUrl, next.Text("token"));
        var first = await socket.ExpectAsync("connection_established");
        Assert.NotEqual(JsonValueKind.Undefined, first.ValueKind);
    }

    [Fact]
    public async Task A_guests_key_binds_every_token_of_the_session()
    {
        using var keys = new ClientKeys();
        using var others = new ClientKeys();
        var code = await _server.CodeAsync("7");
        using var answer = await _server.PostAsync("guest", Bound(code, keys.SigningJwk));
        Assert.Equal(200, (int)answer.StatusCode);
        var guest = await answer.JsonAsync();
        await _server.RestartAsync();
        using var again = await _server.RefreshAsync(guest);
        var next = await again.JsonAsync();
        const string Cancel = """{"orderId":"o","reason":"customer_request"}""";
        foreach (var token in new[] { guest.Text("token"), next.Text("token") })
        {
            await using var socket = await RawSocket.OpenAsync(_server.SocketUrl, token);
            await socket.ExpectAsync("connection_established");
            var number = 0;
            (string Frame, string Code)[] tries =
            [
                (
                    $$"""{"type":"order_cancel","messageId":"m1","data":{{Cancel}}}""",
                    "SIGNATURE_REQUIRED"
                ),
                (
                    others.Sign("order_cancel", "m2", DateTimeOffset.UtcNow, Cancel),
                    "SIGNATURE_INVALID"
                ),
                (keys.Sign("order_cancel", "m3", DateTimeOffset.UtcNow, Cancel), "NOT_FOUND"),
            ];
            foreach (var (frame, expected) in tries)
            {
                await socket.SendAsync(frame);
                var error = (await socket.AnswerAsync($"m{++number}")).Data();
                Assert.Equal(expected, error.GetProperty("error").Text("code"));
            }
        }
    }

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}""")]
    [InlineData("""{"kty":"oct","k":"AAAA"}""")]
    [InlineData(null)]
    public async Task A_key_that_is_none_is_refused(string? jwk)
    {
        using var keys = new ClientKeys();
        // A private key has no business here, whoever it is for.
        jwk ??= keys.PrivateJwk.ToJsonString();
        using var refused = await _server.PostAsync(
            "guest",
            Bound(await _server.CodeAsync("7"), jwk)
        );
        var problem = await refused.ProblemAsync(422, "VALIDATION_FAILED");
        Assert.Contains("P-256", problem.Text("detail"), StringComparison.Ordinal);
    }

    private static string Bound(string code, string jwk) =>
        $$"""{"cafeId":"demo","tableCode":"{{code}}","jwk":{{jwk}}}""";

    [Theory]
    [InlineData("1111")]
    [InlineData("1234")]
    [InlineData("98765")]
    [InlineData("1212")]
    [InlineData("481481")]
    public async Task A_pin_that_is_tried_first_is_not_taken(string pin)
    {
        using var refused = await _server.SetPinAsync(Maya, "anna", pin);
        var problem = await refused.ProblemAsync(422, "VALIDATION_FAILED");
        Assert.Contains("tried first", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_goes_on_with_the_next_token()
    {
        var guest = await _server.GuestAsync(await _server.CodeAsync("7"));
        await using var socket = await RawSocket.OpenAsync(_server.SocketUrl, guest.Text("token"));
        await socket.ExpectAsync("connection_established");
        using var refreshed = await _server.RefreshAsync(guest);
        var next = await refreshed.JsonAsync();

        await socket.SendAsync(
            $$$"""{"type":"token_refresh","messageId":"next","data":{"token":"{{{next.Text("token")}}}"}}"""
        );

        await socket.ExpectAsync("token_refreshed");
    }

    [Fact]
    public async Task An_answer_that_many_ask_for_at_once_is_the_same_for_all()
    {
        var guest = await _server.GuestAsync(await _server.CodeAsync("7"));

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async _ =>
                {
                    using var answer = await _server.RefreshAsync(guest);
                    Assert.Equal(200, (int)answer.StatusCode);
                    return (await answer.JsonAsync()).GetRawText();
                })
        );

        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task A_revoked_code_signs_nobody_in_and_the_next_one_does()
    {
        var old = await _server.CodeAsync("7");
        var other = await _server.CodeAsync("8");
        using var revoked = await _server.SendAsync(HttpMethod.Delete, $"{Codes}/7/code", Maya);
        await _server.RestartAsync();
        using var refused = await _server.TryGuestAsync(old);

        Assert.Equal(204, (int)revoked.StatusCode);
        await refused.ProblemAsync(401, "AUTHENTICATION_FAILED");
        await _server.GuestAsync(other);
        await _server.GuestAsync(await _server.CodeAsync("7"));
    }

    [Fact]
    public async Task The_thirty_first_guest_of_a_minute_waits_and_other_tables_do_not()
    {
        // One minute lasts as long as thirty sign-ins take, on whatever machine.
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(time);
        var code = await server.CodeAsync("7");
        for (var number = 0; number < 30; number++)
        {
            await server.GuestAsync(code);
        }

        using var late = await server.TryGuestAsync(code);
        var problem = await late.ProblemAsync(429, "RATE_LIMIT_EXCEEDED");
        Assert.True(problem.GetProperty("retryAfter").GetInt32() > 0);
        Assert.Equal(30, problem.GetProperty("limit").GetInt32());
        await server.GuestAsync(await server.CodeAsync("8"));
        time.Advance(TimeSpan.FromMinutes(1));
        await server.GuestAsync(code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJjYWZlSWQiOiJkZW1vIiwidGFibGUiOiI3IiwibnVtYmVyIjoxfQ.")]
    public async Task No_made_up_code_signs_anybody_in(string code)
    {
        using var answer = await _server.TryGuestAsync(code);
        await answer.ProblemAsync(401, "AUTHENTICATION_FAILED");
    }

    [Fact]
    public async Task An_access_token_is_no_code_and_a_code_no_token()
    {
        using var asCode = await _server.TryGuestAsync(Maya);
        using var asToken = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/cafes/demo/menu",
            await _server.CodeAsync("7")
        );

        await asCode.ProblemAsync(401, "AUTHENTICATION_FAILED");
        await asToken.ProblemAsync(401, "AUTHENTICATION_FAILED");
    }

    [Fact]
    public async Task The_qr_code_is_a_picture_in_both_forms_for_a_manager_alone()
    {
        using var svg = await _server.SendAsync(HttpMethod.Get, $"{Codes}/7/qr", Maya);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Codes}/7/qr");
        request.Headers.Authorization = new("Bearer", Maya);
        request.Headers.Accept.Add(new("image/png"));
        using var png = await _server.Http.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );
        using var anna = await _server.SendAsync(
            HttpMethod.Get,
            $"{Codes}/7/qr",
            _server.Token("anna", Role.Employee)
        );
        using var none = await _server.SendAsync(HttpMethod.Get, $"{Codes}/nowhere/qr", Maya);

        var cancel = TestContext.Current.CancellationToken;
        Assert.Contains(
            "<svg",
            await svg.Content.ReadAsStringAsync(cancel),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "89-50-4E-47",
            BitConverter.ToString((await png.Content.ReadAsByteArrayAsync(cancel))[..4])
        );
        await anna.ProblemAsync(403, "INSUFFICIENT_PERMISSIONS");
        await none.ProblemAsync(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Anna_signs_in_by_pin_with_the_role_of_the_record()
    {
        var anna = await _server.PinAsync("anna", "1111");
        using var counters = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/cafes/demo/staff",
            anna.Text("token")
        );
        var maya = await _server.PinAsync("maya", "9999");
        using var code = await _server.SendAsync(
            HttpMethod.Get,
            $"{Codes}/7/code",
            maya.Text("token")
        );

        Assert.Equal(200, (int)counters.StatusCode);
        Assert.Equal("anna", anna.Text("userId"));
        Assert.Equal(200, (int)code.StatusCode);
    }

    [Theory]
    [InlineData("anna", "2222")]
    [InlineData("nobody", "1111")]
    [InlineData("ben", "1111")]
    public async Task Who_is_unknown_and_who_is_wrong_get_the_same_words(string who, string pin)
    {
        using var answer = await _server.TryPinAsync(who, pin);
        var problem = await answer.ProblemAsync(401, "AUTHENTICATION_FAILED");
        Assert.Equal(
            "The café, the person or the PIN is wrong.",
            problem.GetProperty("detail").GetString()
        );
    }

    [Fact]
    public async Task Strangers_lock_the_person_out_for_strangers_but_not_on_a_known_device()
    {
        var device = (await _server.PinAsync("anna", "1111")).Text("device");
        for (var number = 0; number < 5; number++)
        {
            using var wrong = await _server.TryPinAsync("anna", "0000");
            await wrong.ProblemAsync(401, "AUTHENTICATION_FAILED");
        }

        using var locked = await _server.TryPinAsync("anna", "1111");
        using var unknown = await _server.TryPinAsync("ben", "2222");
        using var known = await _server.TryPinAsync("anna", "1111", device);
        using var foreign = await _server.TryPinAsync("ben", "2222", device);

        var problem = await locked.ProblemAsync(429, "RATE_LIMIT_EXCEEDED");
        Assert.InRange(problem.GetProperty("retryAfter").GetInt32(), 1700, 1800);
        await unknown.ProblemAsync(429, "RATE_LIMIT_EXCEEDED");
        Assert.Equal(200, (int)known.StatusCode);
        await foreign.ProblemAsync(429, "RATE_LIMIT_EXCEEDED");
    }

    [Fact]
    public async Task A_manager_sets_a_pin_and_the_old_one_its_sessions_and_its_devices_are_over()
    {
        var anna = await _server.PinAsync("anna", "1111");
        await using var socket = await RawSocket.OpenAsync(_server.SocketUrl, anna.Text("token"));
        await socket.ExpectAsync("connection_established");

        using var set = await _server.SetPinAsync(Maya, "anna", "4711");

        Assert.Equal(204, (int)set.StatusCode);
        await socket.ExpectAsync("error");
        using var menu = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/cafes/demo/menu",
            anna.Text("token")
        );
        await menu.ProblemAsync(401, "AUTHENTICATION_FAILED");
        using var refresh = await _server.PostAsync(
            "refresh",
            $$"""{"refreshToken":"{{anna.Text("refreshToken")}}"}"""
        );
        await refresh.ProblemAsync(401, "AUTHENTICATION_FAILED");
        using var old = await _server.TryPinAsync("anna", "1111");
        await old.ProblemAsync(401, "AUTHENTICATION_FAILED");
        await _server.PinAsync("anna", "4711");
        await _server.RestartAsync();
        await _server.PinAsync("anna", "4711");
        using var still = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/cafes/demo/menu",
            anna.Text("token")
        );
        await still.ProblemAsync(401, "AUTHENTICATION_FAILED");
    }

    [Fact]
    public async Task Only_managers_of_the_cafe_set_pins_and_the_audit_never_has_one()
    {
        using var byAnna = await _server.SetPinAsync(
            _server.Token("anna", Role.Employee),
            "anna",
            "4711"
        );
        using var foreign = await _server.SetPinAsync(
            _server.Token("maya", Role.Manager, cafe: "elsewhere"),
            "anna",
            "4711"
        );
        using var nobody = await _server.SetPinAsync(Maya, "nobody", "4711");
        using var letters = await _server.SetPinAsync(Maya, "anna", "abcd");
        using var set = await _server.SetPinAsync(Maya, "anna", "471147");
        using var removed = await _server.SendAsync(
            HttpMethod.Delete,
            "/v1/cafes/demo/staff/ben/pin",
            Maya
        );
        using var ben = await _server.TryPinAsync("ben", "2222");
        using var audit = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/admin/audit?cafe=demo",
            _server.Token("root", Role.Admin)
        );
        var lines = await audit.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        await byAnna.ProblemAsync(403, "INSUFFICIENT_PERMISSIONS");
        await foreign.ProblemAsync(404, "NOT_FOUND");
        await nobody.ProblemAsync(404, "NOT_FOUND");
        await letters.ProblemAsync(422, "VALIDATION_FAILED");
        Assert.Equal(204, (int)set.StatusCode);
        Assert.Equal(204, (int)removed.StatusCode);
        await ben.ProblemAsync(401, "AUTHENTICATION_FAILED");
        Assert.Contains("pin_set", lines, StringComparison.Ordinal);
        Assert.DoesNotContain("471147", lines, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "471147",
            string.Join('\n', _server.Logs.Lines),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Signing_out_closes_the_socket_and_ends_the_tokens()
    {
        var anna = await _server.PinAsync("anna", "1111");
        await using var socket = await RawSocket.OpenAsync(_server.SocketUrl, anna.Text("token"));
        await socket.ExpectAsync("connection_established");

        using var done = await _server.PostAsync(
            "sign-out",
            $$"""{"refreshToken":"{{anna.Text("refreshToken")}}"}"""
        );

        Assert.Equal(204, (int)done.StatusCode);
        await socket.ExpectAsync("error");
        using var refresh = await _server.PostAsync(
            "refresh",
            $$"""{"refreshToken":"{{anna.Text("refreshToken")}}"}"""
        );
        await refresh.ProblemAsync(401, "AUTHENTICATION_FAILED");
    }

    [Theory]
    [InlineData("guest", "")]
    [InlineData("guest", "null")]
    [InlineData("guest", """{"cafeId":"demo"}""")]
    [InlineData("pin", """{"cafeId":"demo","employeeId":"anna","pin":1111}""")]
    [InlineData("pin", """{"cafeId":"demo","employeeId":"anna","pin":"1111","pin":"2222"}""")]
    [InlineData("refresh", """{"refreshToken":null}""")]
    [InlineData("refresh", "[[[[[[[[[[[[[[[[[[[[")]
    [InlineData("sign-out", "\u0000")]
    public async Task A_body_of_another_shape_is_refused(string address, string body)
    {
        using var answer = await _server.PostAsync(address, body);
        await answer.ProblemAsync(400, "MALFORMED_MESSAGE");
    }
}
