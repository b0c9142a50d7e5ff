using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using TableTap.Cafes.CafeFiles;
using TableTap.Cli;
using TableTap.Ordering.Profiles;
using TableTap.Realtime.Journal;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Vouchers;
using TableTap.Simulation.Reporting;
using TableTap.Simulation.Scenario;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Simulation.Tests;

public sealed class RushHourTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rush_reaches_everybody_exactly_once()
    {
        await using var server = await TestServer.StartAsync([
            .. TestServer.Quiet,
            ("Limits:MessagesPerMinute", "100000"),
        ]);
        var broken = new ConcurrentQueue<string>();
        var rush = new RushHourScenario(
            new SimulationOptions
            {
                Server = server.Url,
                Tokens = (user, role, _) => new(server.Token(user, role)),
                OrdersPerHour = 900,
                Duration = TimeSpan.FromMinutes(3),
                Speed = 30,
                Seed = 1,
                Run = "t1",
                FrameTap = (_, _, frame) =>
                {
                    foreach (var problem in FrameSchema.Validate(frame.ToArray()))
                    {
                        broken.Enqueue($"{problem}: {Encoding.UTF8.GetString(frame)}");
                    }
                },
            }
        );
        var report = await rush.RunAsync(_ => { }, Stop);
        AssertPassed(report);
        Assert.Empty(broken);
        Assert.InRange(report.Orders.Acknowledged, 20, 90);
        Assert.Equal(report.Guests, report.Orders.Outcomes.Values.Sum());
        Assert.True(report.Orders.Outcomes["completed"] > report.Guests * 3 / 4);
        Assert.True(report.PhonesDropped > 0);
        Assert.Equal(0, report.ServerRestarts);
        Assert.Equal(
            ["cold (ben)", "espresso (anna)", "guests", "kitchen (chloe)", "manager (maya)"],
            report.Messages.Select(line => line.Role).Order()
        );
        Assert.All(report.Messages, line => Assert.True(line.Expected > 0));
        Assert.All(report.Messages, line => Assert.Equal(line.Expected, line.Received));
        Assert.Equal(
            [
                "chloe takes a break, ben covers",
                "chloe is back",
                "Espresso Bar breaks down",
                "Espresso Bar works again",
                "Americano runs out",
                "Americano is there again",
                "only 3 of Fresh Orange Juice are left",
                "Fresh Orange Juice is ordered out",
                "Fresh Orange Juice is counted no more",
            ],
            report.Events.Select(happened => happened.What)
        );
        Assert.Null(report.Quotes);
    }

    [Fact]
    public async Task A_café_of_ones_own_is_simulated_as_its_file_says_with_cash_where_nobody_takes_cards()
    {
        await using var server = await TestServer.StartAsync([
            .. TestServer.Quiet,
            ("Demo:Enabled", "false"),
            ("Limits:MessagesPerMinute", "100000"),
        ]);
        using var imported = await server.SendAsync(
            HttpMethod.Put,
            "/v1/admin/cafes/corner",
            server.Token("root", Role.Admin),
            CafeFile.Write(
                "corner",
                Example.Profile with
                {
                    OpeningHours = OpeningHours.Always,
                },
                FileFormat.Json
            )
        );
        Assert.True(imported.IsSuccessStatusCode);

        var report = await new RushHourScenario(
            new SimulationOptions
            {
                Server = server.Url,
                Tokens = (user, role, _) => new(server.Token(user, role, "corner")),
                CafeId = "corner",
                OrdersPerHour = 300,
                Duration = TimeSpan.FromMinutes(3),
                Speed = 30,
                Run = "t4",
            }
        ).RunAsync(_ => { }, Stop);

        AssertPassed(report);
        Assert.True(report.Orders.PaidInCash > 0);
        // The staff was not at work when the run began: the menu is read once it is.
        Assert.Contains(report.Sales.BestSellers, item => item.Name != "Still Water");
        Assert.InRange(
            report.Sales.OrderedLines,
            0.9 * report.Sales.PlannedLines,
            report.Sales.PlannedLines
        );
        Assert.True(report.Sales.Revenue.IsPositive);
        Assert.Equal("EUR", report.Sales.Currency);
        Assert.All(report.Counters, counter => Assert.True(counter.LongestQueue > 0));
        Assert.All(
            report.Counters,
            counter => Assert.InRange(counter.BusiestMinute ?? -1, 0, report.Seconds * 30 / 60)
        );
        Assert.Equal(0, report.Orders.PaidByCard);
        Assert.Contains("corner-bar (lena)", report.Messages.Select(line => line.Role));
        Assert.Contains(
            "corner-kitchen+corner-bar (tom)",
            report.Messages.Select(line => line.Role)
        );
    }

    /// <summary>
    /// Bills, every way to pay, tax that is rounded over a bill, a service charge, cash in steps of five cents, discounts, a gift card with
    /// ten euros, a menu of lunch, and something of which three are left.
    /// </summary>
    [Fact]
    public async Task A_day_of_a_full_service_café_has_everything_and_its_closing_is_recounted()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        IJournal journal = null!;
        await using var server = await TestServer.StartAsync(
            opened => journal = opened,
            ("Demo:Enabled", "false"),
            ("Limits:MessagesPerMinute", "100000"),
            ("Payments:Providers:gifts:Secrets", "Y2dhbmRhLXRlc3Qtc2VjcmV0LTkxOGZiN2Q0LTAwMQ=="),
            ("Payments:Providers:gifts:VouchersUrl", $"{issuer.Url}/vouchers")
        );
        using var imported = await server.SendAsync(
            HttpMethod.Put,
            "/v1/admin/cafes/corner",
            server.Token("root", Role.Admin),
            CafeFile.Write(
                "corner",
                Example.Profile with
                {
                    OpeningHours = OpeningHours.Always,
                    // Lunch is served whenever the day is lived.
                    Menus =
                    [
                        .. Example.Profile.Menus.Items.Select(menu =>
                            menu with
                            {
                                Hours = OpeningHours.Always,
                            }
                        ),
                    ],
                    Tax = Example.Profile.Tax! with { Rounding = TaxRounding.Bill },
                    // Some parties move to another table, and some sit at two.
                    Tables = [.. Enumerable.Range(1, 20).Select(table => $"{table}")],
                    // A day that lasts seconds is too much for a quarter of an hour.
                    Counters =
                    [
                        .. Example.Profile.Counters.Items.Select(counter =>
                            counter with
                            {
                                Capacity = null,
                            }
                        ),
                    ],
                    Limits = Example.Profile.Limits with
                    {
                        BusyAfter = TimeSpan.FromDays(1),
                        PausedAfter = TimeSpan.FromDays(1),
                        // The staff alone says when the next course is made.
                        CourseFiredAfter = null,
                        // It is one day, also where it is lived at four in the morning.
                        DayCutOff = null,
                    },
                },
                FileFormat.Json
            )
        );
        Assert.True(imported.IsSuccessStatusCode);

        var report = await new RushHourScenario(
            new SimulationOptions
            {
                Server = server.Url,
                Tokens = (user, role, _) => new(server.Token(user, role, "corner")),
                CafeId = "corner",
                OrdersPerHour = 900,
                Duration = TimeSpan.FromMinutes(4),
                Speed = 60,
                Run = "t6",
                Voucher = "GIFT-0000-1234",
            }
        ).RunAsync(_ => { }, Stop);

        AssertPassed(report);
        Assert.Equal(
            [
                "bills of tables, paid at the end",
                "guests who joined the bill of their table",
                "second rounds on the same bill",
                "parties that moved to another table",
                "bills handed over to somebody else of the staff",
                "bills of two tables put together",
                "courses that a table waited with",
                "courses that the staff had made",
                "bills divided evenly",
                "bills divided by what each had",
                "bills paid in two parts",
                "payments of bills in cash, with change",
                "payments at the terminal",
                "tips",
                "payments by voucher",
                "discounts on bills",
                "discounts taken back",
                "bills without the service charge",
                "things given for nothing",
                "things made again",
                "completed orders opened again",
                "notes to guests",
                "orders for later at another time",
                "orders for later that were cancelled",
            ],
            report.Service.Served.Select(need => need.What)
        );
        Assert.True(
            report.Service.Served.All(need => need.Planned == need.Done),
            JsonSerializer.Serialize(report, ReportJson.Default.SimulationReport)
        );
        Assert.All(report.Service.Ordered, habit => Assert.True(habit.Count > 0, habit.What));
        Assert.Contains(
            report.Events,
            happened => happened.What.EndsWith(" is ordered out", StringComparison.Ordinal)
        );
        // It is on the menu of lunch alone.
        Assert.Contains(report.Sales.BestSellers, item => item.Name == "Toast with Cheese");
        Assert.True(report.Service.Tips.IsPositive);
        Assert.True(report.Service.Discounts.IsPositive);
        Assert.True(report.Service.Comps.IsPositive);
        var books = await DayBooks.ReadAsync(journal, "corner");
        books.Hold(report, issuer.Captured);
        Assert.True(issuer.Captured > 0m);
        Assert.Equal(
            [
                "Times that a full counter offers: no counter has a limit ('capacity' of the café's file).",
                "Cards of guests' phones: no provider takes them that a simulation may use.",
            ],
            report.Service.LeftOut
        );
        // The café closes its days: what came in is what the day had, to the cent.
        Assert.Equal(report.Sales.Revenue + report.Service.Tips, report.Sales.Closed);
        using var console = new StringWriter();
        ReportTable.Write(
            AnsiConsole.Create(
                new() { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(console) }
            ),
            report
        );
        Assert.Contains("bills divided evenly", console.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The bar makes three pieces in a quarter of an hour, and one order alone has more.</summary>
    [Fact]
    public async Task A_counter_without_room_offers_its_guests_a_time_and_they_have_their_order_once_they_are_there()
    {
        await using var server = await TestServer.StartAsync([
            .. TestServer.Quiet,
            ("Demo:Enabled", "false"),
            ("Limits:MessagesPerMinute", "100000"),
        ]);
        using var imported = await server.SendAsync(
            HttpMethod.Put,
            "/v1/admin/cafes/corner",
            server.Token("root", Role.Admin),
            CafeFile.Write(
                "corner",
                Example.Profile with
                {
                    OpeningHours = OpeningHours.Always,
                    // The same at every hour of every day.
                    Menus = [],
                    Languages = [],
                    Translations = [],
                    Menu = [.. Example.Profile.Menu.Items.Select(item => item with { Menus = [] })],
                    Counters =
                    [
                        .. Example.Profile.Counters.Items.Select(counter =>
                            counter with
                            {
                                Capacity = counter.CounterId == "corner-bar" ? 3 : null,
                            }
                        ),
                    ],
                    Limits = Example.Profile.Limits with
                    {
                        BusyAfter = TimeSpan.FromDays(1),
                        PausedAfter = TimeSpan.FromDays(1),
                    },
                },
                FileFormat.Json
            )
        );
        Assert.True(imported.IsSuccessStatusCode);

        var report = await new RushHourScenario(
            new SimulationOptions
            {
                Server = server.Url,
                Tokens = (user, role, _) => new(server.Token(user, role, "corner")),
                CafeId = "corner",
                OrdersPerHour = 300,
                Duration = TimeSpan.FromMinutes(3),
                Speed = 30,
                Run = "t7",
            }
        ).RunAsync(_ => { }, Stop);

        AssertPassed(report);
        AssertDone(report, "times taken that a full counter offered");
        AssertDone(report, "orders for later that were made at once");
    }

    [Fact]
    public async Task A_rush_in_which_nobody_can_order_fails_and_tells_what_guests_heard()
    {
        await using var server = await TestServer.StartAsync([
            .. TestServer.Quiet,
            ("Limits:MessagesPerMinute", "100000"),
        ]);
        using var paused = await server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            server.Token("maya", Role.Manager),
            """{"type":"intake_update","messageId":"pause","data":{"cafeId":"demo","mode":"paused","reason":"Full"}}"""
        );
        Assert.True(paused.IsSuccessStatusCode);
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = await CommandLine.RunAsync(
            [
                "simulate",
                "--url",
                server.Url.ToString(),
                "--data",
                server.DataDirectory,
                "--minutes",
                "2",
                "--speed",
                "1000",
            ],
            output,
            error,
            Stop
        );

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains(
            "heard: The café takes no new orders",
            output.ToString(),
            StringComparison.Ordinal
        );
        // A guest who wants it for later may order all the same.
        Assert.Matches(
            @"failed: Of \d+ lines that guests came for, (0|\d+ could be ordered \(\d %\))",
            output.ToString()
        );
        Assert.DoesNotContain("passed", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_café_without_counters_is_simulated_too()
    {
        await using var server = await TestServer.StartAsync([
            .. TestServer.Quiet,
            ("Demo:Enabled", "false"),
            ("Limits:MessagesPerMinute", "100000"),
        ]);
        var kiosk = Example.Profile with
        {
            OpeningHours = OpeningHours.Always,
            Menu = [.. Example.Profile.Menu.Items.Select(item => item with { Tag = null })],
            Counters = [],
            Staff =
            [
                .. Example.Profile.Staff.Items.Select(person => person with { Counters = [] }),
            ],
        };
        using var imported = await server.SendAsync(
            HttpMethod.Put,
            "/v1/admin/cafes/corner",
            server.Token("root", Role.Admin),
            CafeFile.Write("corner", kiosk, FileFormat.Json)
        );
        Assert.True(imported.IsSuccessStatusCode);

        var report = await new RushHourScenario(
            new SimulationOptions
            {
                Server = server.Url,
                Tokens = (user, role, _) => new(server.Token(user, role, "corner")),
                CafeId = "corner",
                OrdersPerHour = 900,
                Duration = TimeSpan.FromMinutes(2),
                // A minute ahead is five seconds: no busy machine takes as long to order.
                Speed = 12,
                Run = "t5",
            }
        ).RunAsync(_ => { }, Stop);

        AssertPassed(report);
        Assert.Empty(report.Counters);
        Assert.True(report.Sales.Revenue.IsPositive);
        // Nothing has to be made: who orders for later can have it at any time.
        Assert.True(report.Orders.ForLater > 0);
    }

    [Fact]
    public async Task A_rush_that_is_stopped_has_not_passed()
    {
        await using var server = await TestServer.StartAsync([.. TestServer.Quiet]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await using var error = new StringWriter();
        var running = CommandLine.RunAsync(
            [
                "simulate",
                "--url",
                server.Url.ToString(),
                "--data",
                server.DataDirectory,
                "--minutes",
                "600",
            ],
            TextWriter.Null,
            error,
            stop.Token
        );
        await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(2), Stop));
        await stop.CancelAsync();

        Assert.Equal(ExitCode.Failed, await running);
        Assert.Equal("tabletap: stopped before it was done.", error.ToString().Trim());
    }

    [Theory]
    [InlineData(10, 9, null)]
    [InlineData(10, 8, "Of 10 lines that guests came for, 8 could be ordered")]
    [InlineData(0, 0, "Nobody came")]
    public void Nine_of_ten_planned_lines_have_to_be_ordered(
        int planned,
        int ordered,
        string? words
    )
    {
        var failures = Verdict.Failures(
            new("EUR", default, default, [], planned, ordered, new Dictionary<string, int>()),
            default,
            [],
            []
        );

        Assert.Equal(words is null ? 0 : 1, failures.Count);
        Assert.StartsWith(
            words ?? "",
            failures is [var first, ..] ? first : "",
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Whatever_is_wrong_is_a_reason_of_its_own()
    {
        var failures = Verdict.Failures(
            new("EUR", default, default, [], 1, 1, new Dictionary<string, int>()),
            new(Lost: 1, Doubled: 2, Open: 1),
            [new("guests", 1, 9, 8, Missing: 1, Doubled: 2, Reordered: 3, 0, 0)],
            [
                new("unfinished", 1),
                new("unanswered", 2),
                new("failed: it broke", 1),
                new("completed", 5),
            ]
        );

        Assert.Equal(
            [
                "1 order was acknowledged and is lost.",
                "2 orders exist twice.",
                "1 order did not end.",
                "1 message is missing.",
                "2 messages came twice.",
                "3 messages came out of order.",
                "1 guest still waited when time was up.",
                "2 orders got no answer.",
                "1 guest failed: it broke.",
            ],
            failures
        );
    }

    [Fact]
    public async Task A_closed_café_is_said_in_a_line()
    {
        await using var server = await TestServer.StartAsync([
            .. TestServer.Quiet,
            ("Demo:Enabled", "false"),
        ]);
        using var imported = await server.SendAsync(
            HttpMethod.Put,
            "/v1/admin/cafes/corner",
            server.Token("root", Role.Admin),
            CafeFile.Write("corner", Example.Profile with { OpeningHours = [] }, FileFormat.Json)
        );
        using var error = new StringWriter();

        var code = await CommandLine.RunAsync(
            [
                "simulate",
                "--url",
                server.Url.ToString(),
                "--data",
                server.DataDirectory,
                "--cafe",
                "corner",
            ],
            TextWriter.Null,
            error,
            Stop
        );

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("The café is closed now", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_is_killed_three_times_loses_and_doubles_nothing()
    {
        await using var server = new RushServer();
        await server.StartAsync();
        var rush = new RushHourScenario(
            new SimulationOptions
            {
                Server = server.Url,
                Tokens = (user, role, _) => new(server.Token(user, role)),
                OrdersPerHour = 900,
                Duration = TimeSpan.FromMinutes(3),
                Speed = 15,
                Seed = 2,
                Run = "t2",
            }
        );
        var killing = Task.CompletedTask;
        var report = await rush.RunAsync(
            now =>
            {
                // In the middle of the rush, by what has happened rather than by the clock: each restart is seen first.
                if (
                    killing.IsCompleted
                    && server.Kills < 3
                    && now.ServerRestarts >= server.Kills
                    && now.Orders >= 6 * (server.Kills + 1)
                )
                {
                    killing = Task.Run(
                        async () =>
                        {
                            await server.KillAsync();
                            await server.StartAsync();
                        },
                        Stop
                    );
                }
            },
            Stop
        );
        await killing;
        AssertPassed(report);
        Assert.Equal(3, server.Kills);
        Assert.True(report.ServerRestarts >= 3);
    }

    [Theory]
    [InlineData(2, "doubled")]
    [InlineData(0, "reordered")]
    public async Task Frame_that_the_server_tells_wrongly_is_found_though_the_client_heals_it(
        int copies,
        string fault
    )
    {
        await using var server = await TestServer.StartAsync([.. TestServer.Quiet]);
        var lies = 0;
        await using var proxy = new LyingProxy(
            server.Url,
            frame =>
                frame.Contains("\"type\":\"order_assigned\"", StringComparison.Ordinal)
                && frame.Contains("\"channel\":\"counter:", StringComparison.Ordinal)
                && Interlocked.Exchange(ref lies, 1) == 0
                    ? copies
                    : 1
        );
        var rush = new RushHourScenario(
            new SimulationOptions
            {
                Server = proxy.Url,
                Tokens = (user, role, _) => new(server.Token(user, role)),
                OrdersPerHour = 300,
                Duration = TimeSpan.FromMinutes(2),
                Speed = 30,
                Seed = 5,
                Run = "t3",
            }
        );
        var report = await rush.RunAsync(_ => { }, Stop);
        Assert.Equal(1, lies);
        Assert.False(report.Passed);
        Assert.Equal(0, report.Messages.Sum(line => line.Missing));
        Assert.Equal(fault == "doubled" ? 1 : 0, report.Messages.Sum(line => line.Doubled));
        Assert.Equal(fault == "reordered", report.Messages.Sum(line => line.Reordered) > 0);
        Assert.Equal((0, 0, 0), (report.Orders.Lost, report.Orders.Doubled, report.Orders.Open));
    }

    [Fact]
    public async Task Command_line_prints_the_report_as_json()
    {
        await using var server = await TestServer.StartAsync([.. TestServer.Quiet]);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            [
                "simulate",
                "--url",
                server.Url.ToString(),
                "--data",
                server.DataDirectory,
                "--orders-per-hour",
                "240",
                "--minutes",
                "1",
                "--speed",
                "30",
                "--json",
            ],
            output,
            error,
            Stop
        );
        Assert.True(code == ExitCode.Done, $"{error}{output}");
        using var report = JsonDocument.Parse(output.ToString());
        Assert.True(report.RootElement.GetProperty("passed").GetBoolean());
        Assert.Equal(
            0,
            report.RootElement.GetProperty("messages")[0].GetProperty("missing").GetInt64()
        );
    }

    [Theory]
    [InlineData("--speed", "0")]
    [InlineData("--orders-per-hour", "many")]
    [InlineData("--url", "nowhere")]
    [InlineData("--cafe", "no café")]
    [InlineData("--voucher", "short")]
    public async Task Wrong_option_is_wrong_usage(string option, string value)
    {
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            ["simulate", option, value],
            TextWriter.Null,
            error,
            Stop
        );
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(option, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_cafe_is_said_in_a_line()
    {
        await using var server = await TestServer.StartAsync([.. TestServer.Quiet]);
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            ["simulate", "--url", server.Url.ToString(), "--cafe", "elsewhere"],
            TextWriter.Null,
            error,
            Stop
        );
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("elsewhere", error.ToString(), StringComparison.Ordinal);
    }

    private static void AssertDone(SimulationReport report, string what)
    {
        var need = Assert.Single(report.Service.Served, need => need.What == what);
        Assert.True(need.Done > 0, what);
        Assert.True(
            need.Planned == need.Done,
            JsonSerializer.Serialize(report, ReportJson.Default.SimulationReport)
        );
    }

    private static void AssertPassed(SimulationReport report) =>
        Assert.True(
            report.Passed,
            JsonSerializer.Serialize(report, ReportJson.Default.SimulationReport)
        );
}
