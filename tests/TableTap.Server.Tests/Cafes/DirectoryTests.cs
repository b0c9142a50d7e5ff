using TableTap.Ordering;
using TableTap.Server.Cafes;

namespace TableTap.Server.Tests.Cafes;

/// <summary>Permissions hear of every change of counters, staff and covers, after its commit.</summary>
public sealed class DirectoryTests
{
    [Fact]
    public async Task Covers_come_and_go_with_the_break()
    {
        var told = await TellAsync(
            new IntakeUpdate(IntakeMode.Paused),
            new BreakStart(BreakType.Rest, TimeSpan.FromMinutes(10), ["ben"], "anna"),
            new BreakEnd("anna")
        );

        Assert.Equal(
            ["cold", "cold", "cold"],
            told.Select(scope => string.Join(' ', scope.EmployeeCounters["ben"]))
        );
        Assert.Equal(["", "espresso", ""], Covers(told, "ben"));
        Assert.Equal(["espresso", "cold", "kitchen"], told[0].Counters);
    }

    [Fact]
    public async Task A_cover_who_goes_home_loses_the_counter()
    {
        var told = await TellAsync(
            new BreakStart(BreakType.Rest, TimeSpan.FromMinutes(10), ["ben"], "anna"),
            new EmployeeClockOut("ben")
        );

        Assert.Equal(["", "espresso", ""], Covers(told, "ben"));
    }

    [Fact]
    public async Task A_cover_who_has_a_break_hands_the_counter_on_and_gets_it_back()
    {
        var told = await TellAsync(
            new BreakStart(BreakType.Rest, TimeSpan.FromMinutes(30), ["ben"], "anna"),
            new BreakStart(BreakType.Rest, TimeSpan.FromMinutes(10), ["chloe"], "ben"),
            new BreakEnd("ben"),
            new BreakEnd("anna")
        );

        Assert.Equal(["", "", "cold espresso", "", ""], Covers(told, "chloe"));
        Assert.Equal(["", "espresso", "espresso", "espresso", ""], Covers(told, "ben"));
    }

    [Fact]
    public void A_break_is_remembered_by_the_commit_at_which_it_was_first_seen()
    {
        var at = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
        var breaks = new BreakStarts();
        Assert.Empty(breaks.Look(On(null), 3));
        Assert.Equal(7, breaks.Look(On(at), 7)["anna"]);
        Assert.Equal(7, breaks.Look(On(at), 9)["anna"]);

        // The next one counts for itself, and so does one that another loop finds.
        Assert.Equal(11, breaks.Look(On(at.AddHours(-1)), 11)["anna"]);
        Assert.Equal(20, new BreakStarts().Look(On(at), 20)["anna"]);

        static Cafe On(DateTimeOffset? started)
        {
            var pause = started is { } start
                ? new Break(BreakType.Rest, start, start, ["ben"], ["espresso"])
                : null;
            return Cafe.Empty("one") with
            {
                Shifts = new EquatableMap<Shift>().Set(
                    "anna",
                    new("anna", default, null, default, null, null, pause)
                ),
            };
        }
    }

    private static IEnumerable<string> Covers(
        IEnumerable<Realtime.CafeScope> told,
        string employeeId
    ) =>
        told.Select(scope =>
            string.Join(' ', scope.Covers![employeeId].Select(cover => cover.CounterId))
        );

    /// <summary>What permissions are told at the start, and of each command that changes them.</summary>
    private static async Task<List<Realtime.CafeScope>> TellAsync(params CafeCommand[] commands)
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var told = new List<Realtime.CafeScope>();
        await using var loop = new CafeLoop(
            cafe.Cafe,
            new(
                cafe.Journal,
                cafe.Time,
                new FreshIds(cafe.Time),
                OpenCafe.Links,
                _ => false,
                told.Add,
                Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
            )
        );

        foreach (var command in commands)
        {
            await DoAsync(command);
        }

        return told;

        async Task DoAsync(CafeCommand command)
        {
            var task = new CommandTask(
                new(
                    People.Maya,
                    Protocol.MessageCatalogue.Find("break_start")!,
                    cafe.NextId(),
                    default,
                    null
                ),
                command,
                hash: new byte[CommandFingerprint.Bytes]
            );
            Assert.True(loop.TryPost(task));
            Assert.Null((await task.Done).Refusal);
        }
    }
}
