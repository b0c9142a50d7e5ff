using System.Globalization;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Http.State;

/// <summary>Section 10: the orders of a day, for a spreadsheet.</summary>
public sealed class OrdersCsvTests : IAsyncLifetime
{
    private const string Path = "/v1/cafes/demo/orders.csv";
    private readonly ProcessClock _time = new(new(2024, 1, 15, 9, 0, 0, TimeSpan.Zero));
    private DemoDoor _door = null!;

    public async ValueTask InitializeAsync() =>
        _door = new(await TestServer.StartAsync(_time, ("Limits:MessagesPerMinute", "100000")));

    public ValueTask DisposeAsync() => _door.Server.DisposeAsync();

    [Fact]
    public async Task A_row_is_a_line_and_the_columns_add_up_to_the_orders()
    {
        var made = await _door.DoAsync(
            "john",
            "order_create",
            """{"cafeId":"demo","orderType":"dine-in","tableNumber":"4","paymentMethod":"cash","items":[{"itemId":"cappuccino","quantity":2,"customizations":["Oat milk"]},{"itemId":"croissant","quantity":1}]}"""
        );
        var orderId = made.GetProperty("data")
            .GetProperty("result")
            .GetProperty("orderId")
            .GetString();
        var order = (await _door.ReadAsync("maya", $"/v1/orders/{orderId}")).GetProperty("order");
        var total = order.GetProperty("total").GetRawText();
        await _door.DoAsync(
            "anna",
            "payment_record",
            $$"""{"orderId":"{{orderId}}","method":"cash","amount":{{total}},"result":"success"}"""
        );
        _time.Advance(TimeSpan.FromMinutes(1));
        await _door.DoAsync(
            "jane",
            "order_cancel",
            $$"""{"orderId":"{{await _door.OrderAsync("jane")}}","reason":"customer_request"}"""
        );

        var rows = await RowsAsync("?day=2024-01-15");

        Assert.Equal(
            [
                "ORD-000002 cancelled takeaway  Cappuccino  1 0.00",
                $"ORD-000001 confirmed dine-in 4 Cappuccino Oat milk 2 {total}",
                "ORD-000001 confirmed dine-in 4 Butter Croissant  1 ",
            ],
            rows.Select(row =>
                $"{row["number"]} {row["status"]} {row["type"]} {row["table"]} {row["item"]} {row["options"]} {row["quantity"]} {row["total"]}"
            )
        );
        Assert.Equal(
            ("2024-01-15T09:00:00Z", "cash", "paid", total, "0.00", "EUR"),
            (
                rows[1]["placed"],
                rows[1]["payment"],
                rows[1]["paymentStatus"],
                rows[1]["paid"],
                rows[1]["due"],
                rows[1]["currency"]
            )
        );
        Assert.Equal(
            Sum(rows, "total"),
            Sum(rows, "price") - Sum(rows, "discount") + Sum(rows, "serviceCharge")
        );
        Assert.DoesNotContain(
            rows.SelectMany(row => row.Values),
            cell => cell.Contains("John", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_day_is_from_cut_off_to_cut_off()
    {
        await _door.OrderAsync("john");
        _time.Advance(TimeSpan.FromHours(17.5));
        _door.SignOut();
        // It is half past three in Brussels, half an hour before the day ends.
        await _door.OrderAsync("jane");
        _time.Advance(TimeSpan.FromHours(1));
        await _door.NextDayAsync();
        await _door.OrderAsync("zoe");

        Assert.Equal(["ORD-000002", "ORD-000001"], await NumbersAsync("?day=2024-01-15"));
        Assert.Equal(["ORD-000003"], await NumbersAsync("?day=2024-01-16"));
        Assert.Equal(["ORD-000003"], await NumbersAsync(""));
        Assert.Empty(await NumbersAsync("?day=2024-01-14"));
    }

    [Fact]
    public async Task A_long_day_comes_whole_and_each_order_once()
    {
        await ManyOrders.AllowAsync(_door.Server.Http, _door.Server.Token("root", Role.Admin));
        for (var one = 0; one < 130; one++)
        {
            var orderId = await _door.OrderAsync("john");
            if (one % 3 == 0)
            {
                await _door.DoAsync(
                    "john",
                    "order_cancel",
                    $$"""{"orderId":"{{orderId}}","reason":"customer_request"}"""
                );
            }
        }

        var numbers = await NumbersAsync("");

        Assert.Equal(
            Enumerable
                .Range(1, 130)
                .Select(number => string.Create(CultureInfo.InvariantCulture, $"ORD-{number:D6}")),
            numbers.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task No_name_is_a_formula()
    {
        await _door.NameCroissantAsync("=SUM(A1),\\\"B\\\"");
        await _door.OrderAsync("john", "croissant");

        Assert.Equal("'=SUM(A1),\"B\"", Assert.Single(await RowsAsync(""))["item"]);
    }

    [Theory]
    [InlineData("maya", "?day=yesterday", 422)]
    [InlineData("maya", "?day=2024-13-01", 422)]
    [InlineData("maya", "?day=0001-01-01", 422)]
    [InlineData("maya", "?from=2024-01-15", 422)]
    [InlineData("john", "", 403)]
    [InlineData("anna", "", 403)]
    [InlineData("bank", "", 200)]
    [InlineData("ada", "?day=2024-01-15", 200)]
    public async Task It_is_for_those_who_do_the_books_and_for_a_day(
        string user,
        string query,
        int status
    )
    {
        using var response = await _door.GetAsync(user, Path + query);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Protocol_page_names_every_column()
    {
        var stop = TestContext.Current.CancellationToken;
        using var response = await _door.GetAsync("maya", Path);
        var header = (await response.Content.ReadAsStringAsync(stop)).Trim();
        var page = await File.ReadAllTextAsync(
            System.IO.Path.Combine(Repository.Root, "docs", "protocol.md"),
            stop
        );
        var section = page[page.IndexOf("### Orders of a day", StringComparison.Ordinal)..];
        var told = section[..section.IndexOf("\n### ", StringComparison.Ordinal)]
            .Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => line.Split('|')[1].Split('`').Where((_, place) => place % 2 == 1));

        Assert.Equal(
            header.Split(',').Order(StringComparer.Ordinal),
            told.Order(StringComparer.Ordinal)
        );
    }

    private static decimal Sum(IEnumerable<Dictionary<string, string>> rows, string column) =>
        rows.Select(row => row[column])
            .Where(cell => cell.Length > 0)
            .Sum(cell => decimal.Parse(cell, CultureInfo.InvariantCulture));

    private async Task<IReadOnlyList<string>> NumbersAsync(string query) =>
        [.. (await RowsAsync(query)).Select(row => row["number"])];

    /// <summary>The rows of the file by the names of their columns.</summary>
    private async Task<IReadOnlyList<Dictionary<string, string>>> RowsAsync(string query)
    {
        using var response = await _door.GetAsync("maya", Path + query);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(Cells).ToList();
        return
        [
            .. lines
                .Skip(1)
                .Select(cells =>
                    lines[0].Zip(cells).ToDictionary(cell => cell.First, cell => cell.Second)
                ),
        ];
    }

    private static List<string> Cells(string line)
    {
        var cells = new List<string> { "" };
        var isQuoted = false;
        for (var place = 0; place < line.Length; place++)
        {
            if (line[place] == '"')
            {
                // Two within quotes are one.
                if (isQuoted && place + 1 < line.Length && line[place + 1] == '"')
                {
                    cells[^1] += line[place++];
                }
                else
                {
                    isQuoted = !isQuoted;
                }
            }
            else if (line[place] == ',' && !isQuoted)
            {
                cells.Add("");
            }
            else
            {
                cells[^1] += line[place];
            }
        }

        return cells;
    }
}
