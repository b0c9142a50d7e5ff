using System.Net.Http.Headers;
using System.Text;
using TableTap.Cafes.CafeFiles;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http;

/// <summary><c>GET</c> and <c>PUT /v1/admin/cafes/{id}</c>, and a café that lives from it without the demo.</summary>
public sealed class CafeFileEndpointTests : IAsyncLifetime
{
    // Also what is served at lunch alone, whatever day the test runs on.
    private static readonly string RoundTheClock = string.Join(
        '\n',
        (Example.Without("openingHours") + "openingHours: always\n")
            .Split('\n')
            .Where(line => !line.StartsWith("    menus: [", StringComparison.Ordinal))
    );

    private TestServer _server = null!;

    private string Admin => _server.Token("root", Role.Admin);

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(("Demo:Enabled", "false"));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_imported_café_serves_from_the_table_to_the_counter_and_back_also_after_a_restart()
    {
        using var imported = await PutAsync("corner", RoundTheClock, Admin);
        Assert.Equal(200, (int)imported.StatusCode);
        Assert.True((await imported.JsonAsync()).GetProperty("created").GetBoolean());
        await _server.RestartAsync();

        await DoAsync("ines", Role.Manager, "employee_clock_in", "{}");
        await DoAsync("tom", Role.Employee, "employee_clock_in", "{}");
        using var guest = await _server.ConnectAsync(
            _server.Token("g1", Role.Customer, "corner", "Zoë Klein")
        );
        using var tom = await _server.ConnectAsync(_server.Token("tom", Role.Employee, "corner"));
        await guest.SendAsync(
            """{"type":"subscribe","messageId":"s1","data":{"channels":["orders:customer:g1"]}}"""
        );
        await guest.ReadAsync("subscription_confirmed");
        await tom.SendAsync(
            """{"type":"subscribe","messageId":"s1","data":{"channels":["counter:corner-kitchen:orders"]}}"""
        );
        await tom.ReadAsync("subscription_confirmed");

        await guest.SendAsync(
            """
            {"type":"order_create","messageId":"o1","data":{"cafeId":"corner","orderType":"dine-in","tableNumber":"Terrace 1",
             "paymentMethod":"cash","items":[{"itemId":"corner-toast","quantity":2}]}}
            """
        );
        var created = (await guest.ReadAsync("order_created")).GetProperty("data");
        // Two of 6.50, and the café's service charge at the table.
        Assert.Equal("14.30", created.GetProperty("total").GetRawText());
        var orderId = created.GetProperty("orderId").GetString();

        await DoAsync(
            "tom",
            Role.Employee,
            "payment_record",
            $$"""{"orderId":"{{orderId}}","method":"cash","amount":14.30,"result":"success"}"""
        );
        var assigned = await tom.ReadAsync("order_assigned");
        Assert.Equal(orderId, assigned.GetProperty("data").GetProperty("orderId").GetString());
        foreach (var status in (string[])["preparing", "ready", "completed"])
        {
            await DoAsync(
                "tom",
                Role.Employee,
                "order_status_update",
                $$"""{"orderId":"{{orderId}}","status":"{{status}}"}"""
            );
        }

        await guest.ReadAsync("payment_processed");
        await guest.ReadAsync("order_ready");
        await guest.ReadAsync("order_completed");
    }

    [Fact]
    public async Task A_changed_menu_is_the_menu_at_once_and_no_open_order()
    {
        using var first = await PutAsync("corner", RoundTheClock, Admin);
        await DoAsync("tom", Role.Employee, "employee_clock_in", "{}");
        var guest = _server.Token("g1", Role.Customer, "corner");
        using var ordered = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            guest,
            """{"type":"order_create","messageId":"o1","data":{"cafeId":"corner","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"corner-toast","quantity":1}]}}"""
        );
        var orderId = (await ordered.JsonAsync())
            .GetProperty("data")
            .GetProperty("result")
            .GetProperty("orderId")
            .GetString();

        using var second = await PutAsync(
            "corner",
            RoundTheClock.Replace("6.50", "7.50", StringComparison.Ordinal),
            Admin
        );

        Assert.Equal(
            ["~ menu corner-toast: price 6.50 -> 7.50"],
            (await second.JsonAsync())
                .GetProperty("changes")
                .EnumerateArray()
                .Select(line => line.GetString())
        );
        using var menu = await _server.SendAsync(HttpMethod.Get, "/v1/cafes/corner/menu", guest);
        Assert.Contains(
            (await menu.JsonAsync()).GetProperty("items").EnumerateArray(),
            item => item.GetProperty("price").GetRawText() == "7.50"
        );
        await DoAsync(
            "tom",
            Role.Employee,
            "payment_record",
            $$"""{"orderId":"{{orderId}}","method":"cash","amount":6.50,"result":"success"}"""
        );
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/yaml")]
    public async Task What_is_exported_is_what_was_imported(string mediaType)
    {
        using var put = await PutAsync("corner", Example.Yaml, Admin);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/admin/cafes/corner");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Admin);
        request.Headers.Accept.ParseAdd(mediaType);

        using var response = await _server.Http.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
        var bytes = await response.Content.ReadAsByteArrayAsync(
            TestContext.Current.CancellationToken
        );
        var format = mediaType.EndsWith("json", StringComparison.Ordinal)
            ? FileFormat.Json
            : FileFormat.Yaml;
        Assert.Equal(Example.Profile, CafeFile.Read(bytes, format).Profile);
    }

    [Fact]
    public async Task All_that_is_wrong_is_answered_with_its_place_and_nothing_is_imported()
    {
        using var response = await PutAsync(
            "corner",
            Example.Yaml.Replace("3.60", "cheap", StringComparison.Ordinal) + "colour: red\n",
            Admin
        );

        var problem = await response.ProblemAsync(422, "VALIDATION_FAILED");
        var details = problem.GetProperty("details").EnumerateArray().ToArray();
        Assert.Equal("menu[0].price", details[0].GetProperty("path").GetString());
        Assert.StartsWith(
            "line 18, column 12: expected an amount",
            details[0].GetProperty("problem").GetString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\"colour\" is no field",
            details[1].GetProperty("problem").GetString()!,
            StringComparison.Ordinal
        );
        using var none = await _server.SendAsync(HttpMethod.Get, "/v1/admin/cafes/corner", Admin);
        await none.ProblemAsync(404, "NOT_FOUND");
    }

    [Fact]
    public async Task The_file_of_another_café_is_refused()
    {
        using var response = await PutAsync("other", Example.Yaml, Admin);

        await response.ProblemAsync(422, "VALIDATION_FAILED");
    }

    [Fact]
    public async Task An_id_of_another_café_is_refused_and_leaves_no_café_behind()
    {
        using var first = await PutAsync("corner", Example.Yaml, Admin);
        using var twin = await PutAsync(
            "twin",
            Example.Yaml.Replace("id: corner ", "id: twin ", StringComparison.Ordinal),
            Admin
        );

        await twin.ProblemAsync(409, "CONFLICT");
        using var none = await _server.SendAsync(HttpMethod.Get, "/v1/admin/cafes/twin", Admin);
        await none.ProblemAsync(404, "NOT_FOUND");
    }

    [Theory]
    [InlineData(Role.Customer)]
    [InlineData(Role.Employee)]
    [InlineData(Role.Manager)]
    [InlineData(Role.Service)]
    public async Task Only_an_administrator_imports_and_exports(Role role)
    {
        var token = _server.Token("somebody", role, "corner");
        using var put = await PutAsync("corner", Example.Yaml, token);
        using var get = await _server.SendAsync(HttpMethod.Get, "/v1/admin/cafes/corner", token);

        await put.ProblemAsync(403, "INSUFFICIENT_PERMISSIONS");
        await get.ProblemAsync(403, "INSUFFICIENT_PERMISSIONS");
    }

    [Fact]
    public async Task Without_a_token_nobody_is_served()
    {
        using var put = await PutAsync("corner", Example.Yaml, "nonsense");

        await put.ProblemAsync(401, "AUTHENTICATION_FAILED");
    }

    [Fact]
    public async Task Tables_in_one_line_are_no_card_and_a_cards_number_is_refused_unrepeated()
    {
        var tables = string.Join(",", Enumerable.Range(1, 60).Select(table => $"\"{table}\""));
        using var many = await PutAsync(
            "corner",
            Example.Without("tables") + $"tables: [{tables}]\n",
            Admin
        );
        Assert.Equal(200, (int)many.StatusCode);

        using var card = await PutAsync(
            "corner",
            Example.Yaml.Replace("3.60", "4111 1111 1111 1111", StringComparison.Ordinal),
            Admin
        );
        var problem = await card.ProblemAsync(422, "VALIDATION_FAILED");
        Assert.DoesNotContain("4111", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_over_a_mebibyte_is_refused()
    {
        using var response = await PutAsync(
            "corner",
            new string('#', CafeFile.MaxBytes + 1),
            Admin
        );

        Assert.Equal(413, (int)response.StatusCode);
    }

    private async Task<HttpResponseMessage> PutAsync(string cafeId, string yaml, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/v1/admin/cafes/{cafeId}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = new StringContent(yaml, Encoding.UTF8, "application/yaml");
        request.Headers.ExpectContinue = yaml.Length > CafeFile.MaxBytes ? true : null;
        return await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task DoAsync(string user, Role role, string type, string data)
    {
        using var response = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            _server.Token(user, role, "corner"),
            $$"""{"type":"{{type}}","messageId":"{{Guid.CreateVersion7()}}","data":{{data}}}"""
        );
        Assert.True(
            response.IsSuccessStatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }
}
