using System.Text;
using Microsoft.Extensions.Time.Testing;
using TableTap.Cafes.Announcements;
using TableTap.Cafes.Hosting;
using TableTap.Cafes.Persistence;
using TableTap.Ordering;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Server.Testing;
using TableTap.Testing;
using TableTap.Testing.Journals;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Hosting;

/// <summary>What the journal holds is what the café is, after every start.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task The_demo_opens_with_its_people_at_work()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        Assert.Equal(DemoCafe.Planned, cafe.Cafe.Profile);
        Assert.Equal(
            ["anna", "ben", "chloe", "maya"],
            cafe.Cafe.Shifts.Values.Select(shift => shift.EmployeeId)
        );
        Assert.Contains(
            cafe.Memory.Messages.Select(message => new Heard(message)),
            one => one.Type == "employee_status_changed" && one.Word("employeeId") == "anna"
        );
    }

    [Fact]
    public async Task Folding_the_journal_gives_the_cafe_that_was_decided_live()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await BusyMorning.PlayAsync(cafe);

        var folded = await CafeStream.CatchUpAsync(
            cafe.Journal,
            Cafe.Empty(OpenCafe.Id),
            CancellationToken.None
        );

        Assert.Equal(cafe.Cafe, folded);
    }

    [Fact]
    public async Task A_busy_morning_writes_every_fact_there_is()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await BusyMorning.PlayAsync(cafe);

        // A provider's event that only started is no word of the wire, and nothing waits for months in a morning.
        Assert.Equal(
            FactTable
                .ByName.Where(row => !row.Value.IsSubclassOf(typeof(WatchFact)))
                .Select(row => row.Key)
                .Except(["payment_started", "refund_given_up"])
                .Order(StringComparer.Ordinal),
            cafe.Memory.Facts.Select(fact => fact.Type)
                .Distinct()
                .Where(name => !FactTable.ByName[name].IsSubclassOf(typeof(WatchFact)))
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_second_start_of_the_demo_changes_nothing()
    {
        var journal = new MemoryJournal();
        await using (var cafe = await OpenCafe.OpenAsync(journal))
        {
            await BusyMorning.PlayAsync(cafe);
            await cafe.DoAsync(People.Maya, "employee_clock_in", """{"employeeId": "chloe"}""");
        }

        var facts = journal.Facts.Count();
        await using var again = await OpenCafe.OpenAsync(journal);

        Assert.Equal(facts, journal.Facts.Count());
    }

    [Fact]
    public async Task The_demos_people_come_back_to_work_after_the_cut_off()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var unavailable = 0;
        cafe.Memory.BeforeAppend = batch =>
        {
            if (batch.Facts.Any(fact => fact.Type == "employee_clocked_in") && unavailable++ == 0)
            {
                throw new JournalUnavailableException("disk full");
            }
        };

        var heard = await cafe.HearAsync(async () =>
        {
            // The shift ends at 04:00 on the 16th in Brussels, and the cut-off for who forgot to go is a day later.
            cafe.Time.Advance(TimeSpan.FromHours(42));
            for (var half = 0; half < 5; half++)
            {
                await cafe.SettleAsync();
                cafe.Time.Advance(TimeSpan.FromSeconds(31));
            }

            await Patience.UntilAsync(
                () => cafe.Cafe.Shifts.Count == 4 && unavailable > 1,
                () => cafe.Time.Advance(TimeSpan.FromSeconds(31))
            );
        });

        var moves = heard.Where(one => one.Type == "employee_status_changed").ToList();
        Assert.Equal(
            [.. Enumerable.Repeat("clocked_out", 4), .. Enumerable.Repeat("clocked_in", 4)],
            moves.Select(one => one.Word("status"))
        );
    }

    [Fact]
    public async Task Without_demo_no_cafe_is_made()
    {
        var time = new FakeTimeProvider(OpenCafe.Morning);
        await using var host = new CafeHost(
            new MemoryJournal(),
            new CafeDirectory(),
            new Revocations(time),
            new CafeLinks(),
            time,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance
        );

        await host.StartAsync(demo: false, CancellationToken.None);

        Assert.Empty(host.Registry.Ids);
    }

    [Fact]
    public async Task A_fact_of_a_newer_version_stops_the_start()
    {
        var journal = new MemoryJournal();
        await journal.AppendAsync(
            new(
                "cafe:demo",
                0,
                [new("order_teleported", Encoding.UTF8.GetBytes("{}"), OpenCafe.Morning)],
                [],
                [],
                []
            ),
            CancellationToken.None
        );

        var fault = await Assert.ThrowsAsync<UnreadableFactException>(() =>
            OpenCafe.OpenAsync(journal)
        );

        Assert.Contains("order_teleported", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_of_something_else_are_left_alone()
    {
        var journal = new MemoryJournal();
        await journal.AppendAsync(
            new(
                "refresh-tokens",
                0,
                [new("token_issued", Encoding.UTF8.GetBytes("{}"), OpenCafe.Morning)],
                [],
                [],
                []
            ),
            CancellationToken.None
        );

        await using var cafe = await OpenCafe.OpenAsync(journal);

        Assert.Equal(["demo"], cafe.Host.Registry.Ids);
    }

    [Fact]
    public async Task An_id_that_another_cafe_holds_is_refused()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var counter = await cafe.Host.ConfigureAsync(
            "other",
            DemoCafe.Profile,
            CancellationToken.None
        );
        var name = await cafe.Host.ConfigureAsync(
            "no such id!",
            OtherCafe.Profile,
            CancellationToken.None
        );

        Assert.Equal(ErrorCode.Conflict, counter!.Code);
        Assert.Equal(ErrorCode.ValidationFailed, name!.Code);
        Assert.Null(
            await cafe.Host.ConfigureAsync("other", OtherCafe.Profile, CancellationToken.None)
        );
    }
}
