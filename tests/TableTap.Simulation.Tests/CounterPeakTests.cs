using Microsoft.Extensions.Time.Testing;
using Spectre.Console;
using TableTap.Simulation.Reporting;
using TableTap.Simulation.Scenario;

namespace TableTap.Simulation.Tests;

/// <summary>When each counter was busiest, and how an owner reads it.</summary>
public sealed class CounterPeakTests
{
    [Fact]
    public void A_counter_was_busiest_when_its_queue_was_first_as_long_as_ever_in_the_rush()
    {
        var time = new FakeTimeProvider();
        var watch = new QueueWatch();
        watch.TicketCame("bar", 9);
        time.Advance(TimeSpan.FromMinutes(1));
        watch.Begin(new CafeTime(time, speed: 60));

        watch.TicketCame("bar", 1);
        time.Advance(TimeSpan.FromSeconds(2));
        watch.TicketCame("bar", 3);
        time.Advance(TimeSpan.FromSeconds(3));
        watch.TicketCame("bar", 3);
        watch.TicketCame("bar", 2);

        Assert.Equal(new CounterPeak(4, 3, TimeSpan.FromMinutes(2)), watch.Of("bar"));
        Assert.Equal(default, watch.Of("kitchen"));
    }

    [Fact]
    public void The_report_says_of_each_counter_how_long_its_queue_was_and_when()
    {
        var none = new Dictionary<string, int>();
        using var console = new StringWriter();

        ReportTable.Write(
            AnsiConsole.Create(
                new() { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(console) }
            ),
            new(
                Passed: true,
                Failures: [],
                Seconds: 1,
                Guests: 7,
                Sales: new("EUR", default, default, [], 7, 7, none),
                Counters:
                [
                    new("espresso", "Espresso Bar", 7, 3, 1.5),
                    new("cold", "Cold Bar", 0, 0, null),
                ],
                Orders: new(7, none, 0, 0, 0, null, null, null, 0, 0, 0, 0, 0, 0, null),
                Messages: [],
                PhonesDropped: 0,
                ServerRestarts: 0,
                Frames: 0,
                Alerts: none,
                AlertsResolved: 0,
                Quotes: null,
                Events: [],
                StaffRefusals: none,
                GuestRefusals: none,
                Service: new([], [], default, default, default, [])
            )
        );

        var text = console.ToString();
        Assert.Contains("longest queue", text, StringComparison.Ordinal);
        Assert.Contains("busiest at minute", text, StringComparison.Ordinal);
        Assert.Matches(@"Espresso Bar\W+7\W+3\W+1:30\W", text);
        Assert.Matches(@"Cold Bar\W+0\W+0\W+–", text);
    }
}
