using TableTap.Ordering;
using TableTap.Server.Cafes;

namespace TableTap.Server.Tests.Cafes;

/// <summary>Permissions hear of every change of counters, staff and covers, after its commit.</summary>
public sealed class DirectoryTests
{
    [Fact]
    public async Task Covers_come_and_go_with_the_break()
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

        await DoAsync(new IntakeUpdate(IntakeMode.Paused));
        await DoAsync(new BreakStart(BreakType.Rest, TimeSpan.FromMinutes(10), ["ben"], "anna"));
        await DoAsync(new BreakEnd("anna"));

        Assert.Equal(
            ["cold", "cold", "cold"],
            told.Select(scope => string.Join(' ', scope.EmployeeCounters["ben"]))
        );
        Assert.Equal(
            ["", "espresso", ""],
            told.Select(scope =>
                string.Join(' ', scope.Covers!["ben"].Select(cover => cover.CounterId))
            )
        );
        Assert.Equal(["espresso", "cold", "kitchen"], told[0].Counters);

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
