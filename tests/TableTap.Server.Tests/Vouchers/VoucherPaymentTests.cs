using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http.State;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Vouchers;

/// <summary>Section 5, "Vouchers": from a code at the table to its issuer and back, over real HTTP.</summary>
public sealed class VoucherPaymentTests : IAsyncLifetime
{
    private const string Secret = "a-secret-of-the-gift-cards";
    private const string Code = "GIFT-0000-1234";

    /// <summary>So little at a time that no answer seems late which is not.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    /// <summary>How long the test's clock may go on while the issuer is waited for: less than anybody waits.</summary>
    private static readonly TimeSpan MostWhileWaitedFor = TimeSpan.FromSeconds(25);
    private readonly FakeTimeProvider _time = new(new(2024, 1, 15, 9, 0, 0, TimeSpan.Zero));
    private FakeIssuer _issuer = null!;
    private FakeIssuer _other = null!;
    private DemoDoor _door = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await FakeIssuer.StartAsync();
        _other = await FakeIssuer.StartAsync();
        _door = new(
            await TestServer.StartAsync(
                _time,
                ("Payments:Providers:gifts:Secrets", Secret),
                ("Payments:Providers:gifts:Timeout", "10s"),
                ("Payments:Providers:gifts:VouchersUrl", $"{_issuer.Url}/vouchers"),
                ("Payments:Providers:both:Scheme", "stripe"),
                ("Payments:Providers:both:Secrets", Secret),
                ("Payments:Providers:both:SecretKey", "sk_test_key_that_nobody_may_see"),
                ("Payments:Providers:both:ApiBase", _other.Url),
                ("Payments:Providers:both:VouchersUrl", $"{_other.Url}/vouchers"),
                ("Limits:MessagesPerMinute", "100000")
            )
        );
        await TakeAsync("gifts");
    }

    /// <summary>The café takes the vouchers of an issuer from now on.</summary>
    private async Task TakeAsync(string issuer)
    {
        using var exported = await _door.Server.SendAsync(
            HttpMethod.Get,
            "/v1/admin/cafes/demo",
            _door.Server.Token("root", Role.Admin)
        );
        var file = await exported.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        file = string.Join(
            '\n',
            file.Split('\n').Where(line => !line.StartsWith("vouchers:", StringComparison.Ordinal))
        );
        using var put = new HttpRequestMessage(HttpMethod.Put, "/v1/admin/cafes/demo")
        {
            Content = new StringContent(
                $"{file}\nvouchers: {issuer}\n",
                Encoding.UTF8,
                "application/yaml"
            ),
        };
        put.Headers.Authorization = new("Bearer", _door.Server.Token("root", Role.Admin));
        using var imported = await _door.Server.Http.SendAsync(
            put,
            TestContext.Current.CancellationToken
        );
        Assert.True(imported.IsSuccessStatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _door.Server.DisposeAsync();
        await _issuer.DisposeAsync();
        await _other.DisposeAsync();
    }

    /// <summary>Four croissants of a table: 9.60.</summary>
    private async Task<string> BillAsync(int quantity = 4)
    {
        await _door.DoAsync("anna", "bill_open", """{"tableNumber":"3"}""");
        await _door.DoAsync(
            "john",
            "order_create",
            $$"""{"cafeId":"demo","orderType":"dine-in","tableNumber":"3","onBill":true,"items":[{"itemId":"croissant","quantity":{{quantity}}}]}"""
        );
        return (await BillNowAsync()).GetProperty("billId").GetString()!;
    }

    private async Task<JsonElement> BillNowAsync() =>
        (await _door.ReadAsync("maya", "/v1/cafes/demo/bills")).GetProperty("bills")[0];

    private async Task<string> DueAsync() => (await BillNowAsync()).GetProperty("due").GetRawText();

    private Task OfferAsync(string who, string billId, string amount, string code = Code) =>
        _door.DoAsync(
            who,
            "voucher_pay",
            $$"""{"billId":"{{billId}}","amount":{{amount}},"code":"{{code}}"}"""
        );

    private void AssertBalanced() => Assert.Equal(10m, _issuer.Balance + _issuer.Captured);

    [Fact]
    public async Task A_voucher_pays_what_it_has_and_the_rest_is_paid_in_cash()
    {
        var billId = await BillAsync(5);

        await OfferAsync("john", billId, "12.00");

        await Patience.UntilAsync(async () => await DueAsync() == "2.00");
        await Patience.UntilAsync(() => _issuer.Captured == 10m);
        await _door.DoAsync(
            "anna",
            "bill_pay",
            $$"""{"billId":"{{billId}}","method":"cash","amount":2.00}"""
        );
        var bill = await BillNowAsync();
        Assert.Equal("paid", bill.GetProperty("status").GetString());
        Assert.Equal("1234", bill.GetProperty("payments")[0].GetProperty("voucher").GetString());
        Assert.All(
            _issuer.Asked,
            asked => Assert.StartsWith("t=", asked.Signature, StringComparison.Ordinal)
        );
        var report = await _door.ReadAsync("maya", "/v1/cafes/demo/closings/current");
        Assert.Contains(
            report.GetProperty("closing").GetProperty("tenders").EnumerateArray(),
            one =>
                one.GetProperty("tender").GetString() == "voucher"
                && one.GetProperty("total").GetRawText() == "10.00"
        );
    }

    [Fact]
    public async Task A_code_that_nobody_issued_pays_nothing_and_is_told_nowhere()
    {
        var billId = await BillAsync();

        await OfferAsync("anna", billId, "9.60", "WRONG-CODE-9999");

        await Patience.UntilAsync(() => !_issuer.Asked.IsEmpty);
        Assert.Equal("9.60", await DueAsync());
        foreach (var path in new[] { "bills", "orders" })
        {
            var state = await _door.ReadAsync("maya", $"/v1/cafes/demo/{path}");
            Assert.DoesNotContain("WRONG-CODE", state.GetRawText(), StringComparison.Ordinal);
        }

        using var audit = await _door.Server.SendAsync(
            HttpMethod.Get,
            "/v1/admin/audit",
            _door.Server.Token("root", Role.Admin)
        );
        var lines = await audit.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("voucher_pay", lines, StringComparison.Ordinal);
        Assert.DoesNotContain("WRONG-CODE", lines, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fail")]
    [InlineData("lose")]
    [InlineData("twice")]
    [InlineData("hang")]
    public async Task Whatever_happens_on_the_way_it_pays_once(string what)
    {
        var billId = await BillAsync();
        _issuer.Plan(what, "fine", what);

        var began = _time.GetUtcNow();
        await OfferAsync("anna", billId, "9.60");

        await Patience.UntilAsync(
            async () => await DueAsync() == "0.00",
            () =>
            {
                if (_time.GetUtcNow() - began < MostWhileWaitedFor)
                {
                    Pass();
                }
            }
        );
        await Patience.UntilAsync(() => _issuer.Captured == 9.6m, Pass);
        AssertBalanced();
    }

    [Fact]
    public async Task A_dead_issuer_holds_nobody_up_and_lets_go_of_what_it_held_when_it_is_back()
    {
        var billId = await BillAsync();
        _issuer.Plan("lose");
        await OfferAsync("anna", billId, "9.60");
        await Patience.UntilAsync(() => !_issuer.Asked.IsEmpty);
        _issuer.IsDead = true;
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("9.60", await DueAsync());
        await _door.DoAsync(
            "anna",
            "bill_pay",
            $$"""{"billId":"{{billId}}","method":"cash","amount":9.60}"""
        );
        _issuer.IsDead = false;

        await Patience.UntilAsync(() => _issuer.Balance == 10m, Pass);
        Assert.Equal(0m, _issuer.Captured);
    }

    [Fact]
    public async Task What_is_given_back_is_on_the_voucher_again()
    {
        var billId = await BillAsync();
        await OfferAsync("john", billId, "9.60");
        await Patience.UntilAsync(() => _issuer.Captured == 9.6m, Pass);
        var order = (await BillNowAsync())
            .GetProperty("orders")[0]
            .GetProperty("orderId")
            .GetString();

        await _door.DoAsync(
            "maya",
            "refund_issue",
            $$"""{"orderId":"{{order}}","amount":2.40,"reason":"stale"}"""
        );

        await Patience.UntilAsync(() => _issuer.Balance == 2.8m, Pass);
    }

    [Fact]
    public async Task A_refund_waits_until_the_issuer_has_given_the_money()
    {
        var billId = await BillAsync();
        _issuer.Plan("fine", "fail");
        await OfferAsync("john", billId, "9.60");
        await Patience.UntilAsync(() => _issuer.Asked.Count == 2);
        var order = (await BillNowAsync())
            .GetProperty("orders")[0]
            .GetProperty("orderId")
            .GetString();

        await _door.DoAsync(
            "maya",
            "refund_issue",
            $$"""{"orderId":"{{order}}","amount":2.40,"reason":"stale"}"""
        );

        await Patience.UntilAsync(() => _issuer.Balance == 2.8m, Pass);
        Assert.Equal(
            ["voucher.reserve", "voucher.capture", "voucher.capture", "refund.requested"],
            _issuer.Asked.Select(asked =>
            {
                using var body = JsonDocument.Parse(asked.Body);
                return body.RootElement.GetProperty("type").GetString();
            })
        );
    }

    [Fact]
    public async Task A_voucher_of_who_takes_cards_too_is_given_back_to_the_voucher()
    {
        await TakeAsync("both");
        var billId = await BillAsync();
        await OfferAsync("john", billId, "9.60");
        await Patience.UntilAsync(() => _other.Captured == 9.6m, Pass);
        var order = (await BillNowAsync())
            .GetProperty("orders")[0]
            .GetProperty("orderId")
            .GetString();

        await _door.DoAsync(
            "maya",
            "refund_issue",
            $$"""{"orderId":"{{order}}","amount":2.40,"reason":"stale"}"""
        );

        await Patience.UntilAsync(() => _other.Balance == 2.8m, Pass);
    }

    [Fact]
    public async Task An_issuer_that_hangs_holds_up_no_other()
    {
        var billId = await BillAsync();
        _issuer.Plan([.. Enumerable.Repeat("hang", 10)]);
        for (var one = 0; one < 10; one++)
        {
            await OfferAsync(one < 5 ? "john" : "anna", billId, "0.01");
        }

        await Patience.UntilAsync(() => _issuer.Asked.Count == 8);
        await TakeAsync("both");

        await OfferAsync("maya", billId, "1.00");

        await Patience.UntilAsync(async () => await DueAsync() == "8.60");
        await Patience.UntilAsync(() => _other.Captured == 1m);
        Assert.Equal(8, _issuer.Asked.Count);
    }

    [Fact]
    public async Task Who_guesses_is_stopped()
    {
        var billId = await BillAsync();
        for (var guess = 0; guess < 6; guess++)
        {
            await OfferAsync("john", billId, "0.01", $"GUESS-00-{guess}000");
            await Patience.UntilAsync(() => _issuer.Asked.Count > guess, pauseMs: 5);
        }

        var (status, refused) = await _door.SendAsync(
            "john",
            "voucher_pay",
            $$"""{"billId":"{{billId}}","amount":0.01,"code":"GUESS-00-7000"}"""
        );

        Assert.Equal(429, status);
        Assert.Equal("RATE_LIMIT_EXCEEDED", refused.GetProperty("code").GetString());
    }

    private void Pass() => _time.Advance(Step);
}
