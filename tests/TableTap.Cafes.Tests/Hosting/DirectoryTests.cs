using TableTap.Cafes.Announcements;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Loop;
using TableTap.Ordering;
using TableTap.Ordering.Commands;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing.Journals;

namespace TableTap.Cafes.Tests.Hosting;

/// <summary>Permissions hear of every change of counters, staff and covers: of what is taken before its commit, of what is given after it.</summary>
public sealed class DirectoryTests
{
    [Fact]
    public async Task Covers_come_and_go_with_the_break()
    {
        var told = await TellAsync(
            new UpdateIntake(IntakeMode.Paused),
            new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(10), ["ben"], "anna"),
            new EndBreak("anna")
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
            new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(10), ["ben"], "anna"),
            new ClockOutEmployee("ben")
        );

        Assert.Equal(["", "espresso", ""], Covers(told, "ben"));
    }

    [Fact]
    public async Task A_cover_who_has_a_break_hands_the_counter_on_and_gets_it_back()
    {
        var told = await TellAsync(
            new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(30), ["ben"], "anna"),
            new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(10), ["chloe"], "ben"),
            new EndBreak("ben"),
            new EndBreak("anna")
        );

        Assert.Equal(["", "", "cold espresso", "", ""], Covers(told, "chloe"));
        Assert.Equal(["", "espresso", "espresso", "espresso", ""], Covers(told, "ben"));
    }

    /// <summary>Messages of a commit may be on their way before the café itself goes on: what it took must be gone by then.</summary>
    [Fact]
    public async Task What_a_commit_takes_is_gone_when_it_is_durable_and_what_it_gives_comes_later()
    {
        var durable = new List<string>();
        await TellAsync(
            (told, _) => durable.Add(Covers(told, "ben").Last()),
            [
                new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(10), ["ben"], "anna"),
                new EndBreak("anna"),
                new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(10), ["ben"], "anna"),
                new ClockOutEmployee("ben"),
            ]
        );

        Assert.Equal(["", "", "", ""], durable);
    }

    [Fact]
    public async Task Somebody_who_is_taken_out_has_nothing_left_when_that_is_durable()
    {
        var durable = new List<string>();
        await TellAsync(
            (told, _) => durable.Add(string.Join(' ', told[^1].EmployeeCounters.Keys)),
            [
                new ConfigureCafe(
                    DemoCafe.Profile with
                    {
                        Staff = DemoCafe.Profile.Staff.Items.RemoveAll(one =>
                            one.EmployeeId == "ben"
                        ),
                    }
                ),
            ]
        );

        Assert.Equal(["anna chloe maya"], durable);
    }

    [Fact]
    public async Task A_cover_is_given_back_where_the_end_of_the_break_was_not_written()
    {
        var failures = 0;
        var told = await TellAsync(
            (_, journal) =>
                journal.BeforeAppend = batch =>
                {
                    if (batch.Answers.Count > 0 && failures++ == 0)
                    {
                        throw new JournalUnavailableException("full");
                    }
                },
            [
                new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(10), ["ben"], "anna"),
                new EndBreak("anna"),
                new EndBreak("anna"),
            ],
            ErrorCode.ServiceUnavailable
        );

        Assert.Equal(["", "espresso", "", "espresso", ""], Covers(told, "ben"));
    }

    [Fact]
    public void A_break_is_remembered_by_the_commit_at_which_it_was_first_seen()
    {
        var at = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
        var breaks = new BreakStarts();
        Assert.Empty(breaks.Update(On(null), 3));
        Assert.Equal(7, breaks.Update(On(at), 7)["anna"]);
        Assert.Equal(7, breaks.Update(On(at), 9)["anna"]);

        // The next one counts for itself, and so does one that another loop finds.
        Assert.Equal(11, breaks.Update(On(at.AddHours(-1)), 11)["anna"]);
        Assert.Equal(20, new BreakStarts().Update(On(at), 20)["anna"]);

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

    private static IEnumerable<string> Covers(IEnumerable<CafeScope> told, string employeeId) =>
        told.Select(scope =>
            string.Join(' ', scope.Covers![employeeId].Select(cover => cover.CounterId))
        );

    /// <summary>What permissions are told at the start, and of each command that changes them.</summary>
    private static Task<List<CafeScope>> TellAsync(params CafeCommand[] commands) =>
        TellAsync((_, _) => { }, commands, mayFailOnce: null);

    /// <summary>The same, and something happens when each commit is durable.</summary>
    private static async Task<List<CafeScope>> TellAsync(
        Action<List<CafeScope>, MemoryJournal> durable,
        CafeCommand[] commands,
        ErrorCode? mayFailOnce = null
    )
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var told = new List<CafeScope>();
        await using var loop = new CafeLoop(
            cafe.Cafe,
            new(
                cafe.Journal,
                cafe.Time,
                new IdGenerator(cafe.Time),
                OpenCafe.Links,
                _ => false,
                told.Add,
                Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
            )
        );

        cafe.Memory.AfterAppend = batch =>
        {
            if (batch.Answers.Count > 0)
            {
                durable(told, cafe.Memory);
            }
        };
        foreach (var command in commands)
        {
            await DoAsync(command);
        }

        return told;

        async Task DoAsync(CafeCommand command)
        {
            var task = new CommandTask(
                new(
                    command is ConfigureCafe ? People.Ada : People.Maya,
                    MessageCatalogue.Find("break_start")!,
                    cafe.NextId(),
                    default,
                    null
                ),
                command,
                hash: new byte[CommandFingerprint.Bytes]
            );
            Assert.True(loop.TryPost(task));
            var refusal = (await task.Done).Refusal;
            Assert.True(
                refusal is null || command is EndBreak && refusal.Code == mayFailOnce,
                refusal?.Message
            );
            mayFailOnce = refusal is null ? mayFailOnce : null;
        }
    }
}
