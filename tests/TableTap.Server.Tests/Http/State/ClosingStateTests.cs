using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http.State;

/// <summary>Sections 5 and 10: a manager looks at the day, closes it, and reads the closing as JSON and in a spreadsheet.</summary>
public sealed class ClosingStateTests : IAsyncLifetime
{
    private DemoDoor _door = null!;

    public async ValueTask InitializeAsync() => _door = new(await TestServer.StartAsync());

    public ValueTask DisposeAsync() => _door.Server.DisposeAsync();

    private async Task<JsonElement> ClosingAsync(string which) =>
        (await _door.ReadAsync("maya", $"/v1/cafes/demo/closings/{which}")).GetProperty("closing");

    private async Task<(HttpResponseMessage Response, string Text)> CsvAsync(string path)
    {
        using var get = new HttpRequestMessage(HttpMethod.Get, path);
        get.Headers.Authorization = new("Bearer", _door.Server.Token("maya", Role.Manager));
        get.Headers.Accept.ParseAdd("text/csv");
        var response = await _door.Server.Http.SendAsync(
            get,
            TestContext.Current.CancellationToken
        );
        return (
            response,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    private async Task BuyAsync(string table)
    {
        await _door.DoAsync("anna", "bill_open", $$"""{"tableNumber":"{{table}}"}""");
        await _door.DoAsync(
            "john",
            "order_create",
            $$"""{"cafeId":"demo","orderType":"dine-in","tableNumber":"{{table}}","onBill":true,"items":[{"itemId":"croissant","quantity":2}]}"""
        );
        var bill = (await _door.ReadAsync("maya", "/v1/cafes/demo/bills"))
            .GetProperty("bills")
            .EnumerateArray()
            .First(one => one.GetProperty("status").GetString() == "open");
        await _door.DoAsync(
            "anna",
            "bill_pay",
            $$"""{"billId":"{{bill.GetProperty("billId").GetString()}}","method":"card","reference":"=T1","amount":{{bill.GetProperty("due").GetRawText()}},"tip":0.20}"""
        );
    }

    [Fact]
    public async Task A_day_is_looked_at_closed_and_read_for_ever()
    {
        await _door.NameCroissantAsync("=SUM(A1)");
        await BuyAsync("3");

        var current = await ClosingAsync("current");
        Assert.Equal("x", current.GetProperty("kind").GetString());
        Assert.Equal("1", current.GetProperty("summary").GetProperty("number").GetRawText());
        Assert.Equal("4.80", current.GetProperty("summary").GetProperty("gross").GetRawText());
        Assert.Equal(
            """[{"payments":1,"amount":4.80,"tips":0.20,"refunds":0,"refunded":0.00,"total":5.00,"tender":"terminal"}]""",
            current.GetProperty("tenders").GetRawText()
        );

        await _door.DoAsync("maya", "day_close", """{"counted":149.50,"expectedNumber":1}""");
        await BuyAsync("4");

        var closing = await ClosingAsync("1");
        Assert.Equal("z", closing.GetProperty("kind").GetString());
        Assert.Equal("4.80", closing.GetProperty("summary").GetProperty("gross").GetRawText());
        Assert.Equal(
            """{"float":150.00,"taken":0.00,"expected":150.00,"counted":149.50,"difference":-0.50}""",
            closing.GetProperty("summary").GetProperty("drawer").GetRawText()
        );
        Assert.Equal(
            "Anna Peeters",
            closing.GetProperty("people")[0].GetProperty("name").GetString()
        );
        Assert.Equal(
            """[{"category":"Bakery","units":2,"amount":4.80}]""",
            closing.GetProperty("categories").GetRawText()
        );
        await _door.DoAsync("maya", "day_close", """{"expectedNumber":2}""");
        var list = await _door.ReadAsync("maya", "/v1/cafes/demo/closings?limit=1");
        Assert.Equal(
            "2",
            Assert
                .Single(list.GetProperty("closings").EnumerateArray())
                .GetProperty("number")
                .GetRawText()
        );
        var older = await _door.ReadAsync(
            "maya",
            $"/v1/cafes/demo/closings?cursor={list.GetProperty("nextCursor").GetString()}"
        );
        Assert.Equal(
            "1",
            Assert
                .Single(older.GetProperty("closings").EnumerateArray())
                .GetProperty("number")
                .GetRawText()
        );
        Assert.False(older.TryGetProperty("nextCursor", out _));
    }

    [Fact]
    public async Task A_spreadsheet_gets_figures_and_no_formula()
    {
        await _door.NameCroissantAsync("=SUM(A1),\\\"B\\\"");
        await BuyAsync("3");
        await _door.DoAsync("maya", "day_close", "{}");

        var (response, report) = await CsvAsync("/v1/cafes/demo/closings/1");

        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        var lines = report.ReplaceLineEndings("\n").Split('\n');
        Assert.Equal("section,name,detail,count,amount,currency", lines[0]);
        Assert.Contains("sales,gross,,,4.80,EUR", lines);
        Assert.Contains("item,\"'=SUM(A1),\"\"B\"\"\",Bakery,2,4.80,EUR", lines);
        Assert.Contains(lines, line => line.StartsWith("terminal,'=T1,", StringComparison.Ordinal));
        Assert.All(
            lines.Where(line => line.Length > 0),
            line => Assert.DoesNotContain(",=", line, StringComparison.Ordinal)
        );
        var (_, list) = await CsvAsync("/v1/cafes/demo/closings");
        Assert.StartsWith(
            "number,day,from,to,by,orders,gross,net,tax,tips,expected,counted,difference,currency",
            list,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task It_has_the_tax_by_rate_and_what_each_person_took_by_tender()
    {
        const string Taxed = """

            tax: { included: false, classes: [{ taxClassId: food, name: Food, rate: 12.5 }] }
            """;
        await _door.ChangeFileAsync(file => $"{file}{Taxed}\n");
        await BuyAsync("3");
        await _door.DoAsync("maya", "day_close", "{}");

        var closing = await ClosingAsync("1");
        Assert.Equal(
            """[{"rate":12.5,"net":4.80,"tax":0.60}]""",
            closing.GetProperty("taxes").GetRawText()
        );
        Assert.Equal(
            """[{"payments":1,"amount":5.40,"tips":0.20,"refunds":0,"refunded":0.00,"total":5.60,"tender":"terminal","employeeId":"anna","name":"Anna Peeters"}]""",
            closing.GetProperty("people").GetRawText()
        );
        Assert.Equal("""{"from":1,"to":1}""", closing.GetProperty("receipts").GetRawText());
        var (_, report) = await CsvAsync("/v1/cafes/demo/closings/1");
        var lines = report.ReplaceLineEndings("\n").Split('\n');
        foreach (
            var line in (string[])
                [
                    "sales,gross,,,5.40,EUR",
                    "sales,net,,,4.80,EUR",
                    "sales,tax,,,0.60,EUR",
                    "tax,net,12.5,,4.80,EUR",
                    "tax,tax,12.5,,0.60,EUR",
                    "tender,terminal,payments,1,5.40,EUR",
                    "tender,terminal,tips,,0.20,EUR",
                    "tender,terminal,total,,5.60,EUR",
                    "person,Anna Peeters terminal,payments,1,5.40,EUR",
                    "person,Anna Peeters terminal,tips,,0.20,EUR",
                    "person,Anna Peeters terminal,total,,5.60,EUR",
                    "receipts,from,1,,,",
                    "receipts,to,1,,,",
                ]
        )
        {
            Assert.Contains(line, lines);
        }
    }

    [Theory]
    [InlineData("closings/7", 404)]
    [InlineData("closings/none", 404)]
    [InlineData("closings?limit=0", 422)]
    [InlineData("closings?from=1", 422)]
    public async Task What_is_not_there_is_told(string path, int status)
    {
        using var response = await _door.Server.SendAsync(
            HttpMethod.Get,
            $"/v1/cafes/demo/{path}",
            _door.Server.Token("maya", Role.Manager)
        );

        Assert.Equal(status, (int)response.StatusCode);
    }
}
