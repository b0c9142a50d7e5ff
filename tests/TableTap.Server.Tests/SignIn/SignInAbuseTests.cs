using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http;
using TableTap.Terms;

namespace TableTap.Server.Tests.SignIn;

/// <summary>Section 9: what people try who are not let in, over real HTTP.</summary>
public sealed class SignInAbuseTests
{
    private const string Table = "/v1/cafes/demo/tables/7/code";
    private const string Near = "127.0.0.1";
    private static readonly (string, string) Quick = ("Auth:PinIterations", "100000");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Behind_a_named_proxy_wrong_PINs_lock_the_clients_address_and_no_other()
    {
        await using var server = await TestServer.StartAsync(
            Quick,
            ("Security:TrustedProxies", Near)
        );
        foreach (var who in (string[])["anna", "ben", "chloe", "maya", "nobody"])
        {
            using var wrong = await From("203.0.113.7", who, "0000");
            await wrong.ProblemAsync(401, "AUTHENTICATION_FAILED");
        }

        using var locked = await From("203.0.113.7", "anna", "1111");
        using var other = await From("203.0.113.8", "anna", "1111");
        using var network = await From("2001:db8::1", "anna", "1111");

        await locked.ProblemAsync(429, "RATE_LIMIT_EXCEEDED");
        Assert.Equal(200, (int)other.StatusCode);
        Assert.Equal(200, (int)network.StatusCode);

        Task<HttpResponseMessage> From(string address, string who, string pin) =>
            server.TryPinAsync(who, pin, header: ("X-Forwarded-For", address));
    }

    [Fact]
    public async Task Without_one_nobody_escapes_a_lock_by_naming_another_address()
    {
        await using var server = await TestServer.StartAsync(Quick);
        for (var number = 0; number < 5; number++)
        {
            using var wrong = await From(number, $"nobody-{number}", "0000");
            await wrong.ProblemAsync(401, "AUTHENTICATION_FAILED");
        }

        using var locked = await From(6, "anna", "1111");
        await locked.ProblemAsync(429, "RATE_LIMIT_EXCEEDED");

        Task<HttpResponseMessage> From(int number, string who, string pin) =>
            server.TryPinAsync(who, pin, header: ("X-Forwarded-For", $"203.0.113.{number}"));
    }

    [Fact]
    public async Task A_lock_of_a_person_and_of_an_address_stays_over_a_restart_until_a_manager_lifts_it()
    {
        await using var server = await TestServer.StartAsync(
            Quick,
            ("Security:TrustedProxies", Near)
        );
        for (var number = 0; number < 5; number++)
        {
            using var wrong = await From("203.0.113.7", "anna", "0000");
            await wrong.ProblemAsync(401, "AUTHENTICATION_FAILED");
        }

        await server.RestartAsync();
        using var person = await From("203.0.113.8", "anna", "1111");
        using var address = await From("203.0.113.7", "ben", "2222");
        using var set = await server.SetPinAsync(
            server.Token("maya", Role.Manager),
            "anna",
            "471147"
        );
        await server.RestartAsync();
        using var lifted = await From("203.0.113.8", "anna", "471147");

        var problem = await person.ProblemAsync(429, "RATE_LIMIT_EXCEEDED");
        Assert.InRange(problem.GetProperty("retryAfter").GetInt32(), 1, 1800);
        await address.ProblemAsync(429, "RATE_LIMIT_EXCEEDED");
        Assert.Equal(204, (int)set.StatusCode);
        Assert.Equal(200, (int)lifted.StatusCode);

        Task<HttpResponseMessage> From(string from, string who, string pin) =>
            server.TryPinAsync(who, pin, header: ("X-Forwarded-For", from));
    }

    [Fact]
    public async Task The_code_of_another_cafe_signs_nobody_in_nor_does_this_ones_there()
    {
        await using var server = await TestServer.StartAsync(Quick);
        await MakeOtherCafeAsync(server);
        var own = await server.CodeAsync("7");
        var foreign = await server.CodeAsync("7", "other");

        using var here = await server.TryGuestAsync(foreign);
        using var there = await server.TryGuestAsync(own, "other");
        using var right = await server.TryGuestAsync(foreign, "other");
        using var revoked = await server.SendAsync(
            HttpMethod.Delete,
            Table,
            server.Token("maya", Role.Manager)
        );
        using var untouched = await server.TryGuestAsync(foreign, "other");

        Assert.NotEqual(own, foreign);
        await here.ProblemAsync(401, "AUTHENTICATION_FAILED");
        await there.ProblemAsync(401, "AUTHENTICATION_FAILED");
        Assert.Equal(200, (int)right.StatusCode);
        Assert.Equal(204, (int)revoked.StatusCode);
        Assert.Equal(200, (int)untouched.StatusCode);
        using var menu = await server.SendAsync(
            HttpMethod.Get,
            "/v1/cafes/demo/orders",
            (await right.JsonAsync()).Text("token")
        );
        await menu.ProblemAsync(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Revoking_a_table_ends_its_guests_where_that_is_asked_and_nobody_elses()
    {
        await using var server = await TestServer.StartAsync(Quick);
        var maya = server.Token("maya", Role.Manager);
        var first = await server.GuestAsync(await server.CodeAsync("7"));
        var other = await server.GuestAsync(await server.CodeAsync("8"));
        await using var socket = await RawSocket.OpenAsync(server.SocketUrl, first.Text("token"));
        await socket.ExpectAsync("connection_established");

        using var unclear = await server.SendAsync(HttpMethod.Delete, $"{Table}?guests=all", maya);
        using var stays = await server.SendAsync(HttpMethod.Delete, Table, maya);
        using var next = await server.RefreshAsync(first);
        using var ends = await server.SendAsync(HttpMethod.Delete, $"{Table}?guests=end", maya);

        await unclear.ProblemAsync(422, "VALIDATION_FAILED");
        Assert.Equal(204, (int)stays.StatusCode);
        var session = await next.JsonAsync();
        Assert.Equal("7", session.Text("tableNumber"));
        Assert.Equal(204, (int)ends.StatusCode);
        Assert.Equal(4401, await socket.CloseCodeAsync());
        using var gone = await server.RefreshAsync(session);
        using var still = await server.RefreshAsync(other);
        await gone.ProblemAsync(401, "AUTHENTICATION_FAILED");
        Assert.Equal(200, (int)still.StatusCode);
    }

    [Fact]
    public async Task After_signing_out_no_refresh_token_of_the_session_brings_anything()
    {
        await using var server = await TestServer.StartAsync(Quick);
        var first = await server.PinAsync("anna", "1111");
        using var rotated = await server.RefreshAsync(first);
        var second = await rotated.JsonAsync();
        using var done = await server.RefreshAsync(second, "sign-out");
        using var twice = await server.RefreshAsync(second, "sign-out");
        await server.RestartAsync();

        Assert.Equal(204, (int)done.StatusCode);
        Assert.Equal(204, (int)twice.StatusCode);
        foreach (var session in (JsonElement[])[first, second])
        {
            using var refresh = await server.RefreshAsync(session);
            using var state = await server.SendAsync(
                HttpMethod.Get,
                "/v1/cafes/demo/staff",
                session.Text("token")
            );
            await refresh.ProblemAsync(401, "AUTHENTICATION_FAILED");
            await state.ProblemAsync(401, "AUTHENTICATION_FAILED");
        }
    }

    [Fact]
    public async Task A_session_that_asks_for_tokens_without_end_waits_and_no_other_does()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(
            time,
            ("Limits:RefreshesPerSessionPerMinute", "3")
        );
        var busy = await server.GuestAsync(await server.CodeAsync("7"));
        var quiet = await server.GuestAsync(await server.CodeAsync("7"));
        for (var number = 0; number < 3; number++)
        {
            using var answer = await server.RefreshAsync(busy);
            Assert.Equal(200, (int)answer.StatusCode);
            busy = await answer.JsonAsync();
        }

        using var late = await server.RefreshAsync(busy);
        using var other = await server.RefreshAsync(quiet);

        var problem = await late.ProblemAsync(429, "RATE_LIMIT_EXCEEDED");
        Assert.Equal(3, problem.GetProperty("limit").GetInt32());
        time.Advance(TimeSpan.FromMinutes(1));
        using var again = await server.RefreshAsync(busy);
        Assert.Equal(200, (int)again.StatusCode);
        Assert.Equal(200, (int)other.StatusCode);
    }

    [Theory]
    [InlineData("guest")]
    [InlineData("pin")]
    [InlineData("refresh")]
    [InlineData("sign-out")]
    public async Task Foreign_pages_and_large_bodies_are_refused(string address)
    {
        await using var server = await TestServer.StartAsync(Quick);
        using var foreign = await server.PostAsync(
            address,
            "{}",
            ("Origin", "https://elsewhere.example")
        );
        using var none = await server.PostAsync(address, "{}", ("Origin", "null"));
        using var large = await server.PostAsync(
            address,
            $$"""{"refreshToken":"{{new string('a', 20_000)}}"}"""
        );

        await foreign.ProblemAsync(403, "INSUFFICIENT_PERMISSIONS");
        await none.ProblemAsync(403, "INSUFFICIENT_PERMISSIONS");
        await large.ProblemAsync(413, "MALFORMED_MESSAGE");
    }

    [Fact]
    public async Task The_audit_has_every_sign_in_of_the_staff_and_no_secret()
    {
        await using var server = await TestServer.StartAsync(Quick);
        var maya = server.Token("maya", Role.Manager);
        var anna = await server.PinAsync("anna", "1111");
        using var wrong = await server.TryPinAsync("ben", "830472");
        using var set = await server.SetPinAsync(maya, "chloe", "951847");
        using var revoked = await server.SendAsync(HttpMethod.Delete, Table, maya);
        using var done = await server.RefreshAsync(anna, "sign-out");
        var guest = await server.GuestAsync(await server.CodeAsync("7"));
        // What was refused is written at the end of its minute, or of the server.
        await server.RestartAsync();
        using var audit = await server.SendAsync(
            HttpMethod.Get,
            "/v1/admin/audit?cafe=demo",
            server.Token("root", Role.Admin)
        );

        var text = await audit.Content.ReadAsStringAsync(Cancel);
        var lines = JsonDocument
            .Parse(text)
            .RootElement.GetProperty("lines")
            .EnumerateArray()
            .Select(line =>
                $"{line.Text("actor")} {line.Text("command")} {line.Text("result")} {line.Text("address")}"
            )
            .ToList();
        Assert.Equal(
            [
                $"anna sign_in processed {Near}",
                $"anna sign_out processed {Near}",
                $"ben pin_sign_in AUTHENTICATION_FAILED {Near}",
                $"maya pin_set processed {Near}",
                $"maya table_code_revoke processed {Near}",
            ],
            lines.Order(StringComparer.Ordinal)
        );
        var logs = string.Join('\n', server.Logs.Lines);
        string[] secrets =
        [
            "830472",
            "951847",
            anna.Text("token"),
            anna.Text("refreshToken"),
            anna.Text("device"),
            guest.Text("token"),
            guest.Text("refreshToken"),
        ];
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, logs, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Names_that_strangers_make_up_are_one_line_of_the_audit()
    {
        await using var server = await TestServer.StartAsync(Quick);
        for (var number = 0; number < 12; number++)
        {
            using var wrong = await server.TryPinAsync($"made-up-{number}", "0000");
            Assert.Equal(number < 5 ? 401 : 429, (int)wrong.StatusCode);
        }

        await server.RestartAsync();
        using var audit = await server.SendAsync(
            HttpMethod.Get,
            "/v1/admin/audit?cafe=demo",
            server.Token("root", Role.Admin)
        );

        Assert.Equal(
            [" AUTHENTICATION_FAILED 5", " RATE_LIMIT_EXCEEDED 7"],
            (await audit.JsonAsync())
                .GetProperty("lines")
                .EnumerateArray()
                .Select(line =>
                    $"{line.Text("actor")} {line.Text("result")} {line.GetProperty("count")}"
                )
                .Order(StringComparer.Ordinal)
        );
    }

    // Ids of counters and people are unique per server.
    private static async Task MakeOtherCafeAsync(TestServer server)
    {
        var root = server.Token("root", Role.Admin);
        using var export = await server.SendAsync(HttpMethod.Get, "/v1/admin/cafes/demo", root);
        var file = new[] { "espresso", "cold", "kitchen", "anna", "ben", "chloe", "maya" }
            .Aggregate(
                await export.Content.ReadAsStringAsync(Cancel),
                (text, id) => text.Replace($"{id}", $"{id}2", StringComparison.Ordinal)
            )
            .Replace("id: demo", "id: other", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/admin/cafes/other");
        request.Headers.Authorization = new("Bearer", root);
        request.Content = new StringContent(file, null, "application/yaml");
        using var made = await server.Http.SendAsync(request, Cancel);
        Assert.Equal(200, (int)made.StatusCode);
    }
}
