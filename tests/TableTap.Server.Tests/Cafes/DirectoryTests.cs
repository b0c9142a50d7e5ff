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
                changed => told.Add(DirectoryEntry.Of(changed)),
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
                hash: [1]
            );
            Assert.True(loop.TryPost(task));
            Assert.Null((await task.Done).Refusal);
        }
    }
}
