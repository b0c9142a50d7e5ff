using TableTap.Cafes.Announcements;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Loop;
using TableTap.Ordering.Commands;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Server.Testing;
using TableTap.Testing.Journals;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Loop;

/// <summary>The journal fails, or a command does: nobody is told what did not happen.</summary>
public sealed class AppendFailureTests
{
    [Fact]
    public async Task A_command_that_cannot_be_stored_is_refused_and_may_be_sent_again()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var before = cafe.Cafe;
        cafe.Memory.BeforeAppend = _ => throw new JournalUnavailableException("disk full");

        var refused = await cafe.SendAsync(People.John, "order_create", Form(), "m-1");

        Assert.Equal("SERVICE_UNAVAILABLE", refused.Code);
        Assert.Equal(1, refused.Error.GetProperty("retryAfter").GetInt32());
        Assert.Same(before, cafe.Cafe);
        cafe.Memory.BeforeAppend = null;
        var again = await cafe.SendAsync(People.John, "order_create", Form(), "m-1");
        Assert.Equal("ORD-000001", again.Result.GetProperty("orderNumber").GetString());
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_found_by_the_repeat()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        cafe.Memory.AfterWrite = () => throw new IOException("connection cut");
        var lost = await cafe.SendAsync(People.John, "order_create", Form(), "m-1");
        cafe.Memory.AfterWrite = () => Task.CompletedTask;

        var repeat = await cafe.SendAsync(People.John, "order_create", Form(), "m-1");
        var next = await cafe.DoAsync(People.Jane, "order_create", Form(Drink));

        Assert.Equal("SERVICE_UNAVAILABLE", lost.Code);
        Assert.Equal("ORD-000001", repeat.Result.GetProperty("orderNumber").GetString());
        Assert.Equal("ORD-000002", next.Result.GetProperty("orderNumber").GetString());
    }

    [Fact]
    public async Task Nobody_is_answered_before_the_commit()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var hold = new TaskCompletionSource();
        cafe.Memory.BeforeWrite = () => hold.Task;
        var reached = new TaskCompletionSource();
        cafe.Memory.BeforeAppend = _ => reached.TrySetResult();

        var sent = cafe.SendAsync(People.John, "order_create", Form());
        await reached.Task;

        Assert.False(sent.IsCompleted);
        Assert.Equal(0, cafe.Cafe.OpenOrders.Count);
        hold.SetResult();
        Assert.True((await sent).IsAcknowledged);
    }

    [Fact]
    public async Task Commands_that_wait_together_are_committed_together()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.CrowdAsync();
        var hold = new TaskCompletionSource();
        cafe.Memory.BeforeWrite = () => hold.Task;
        var before = cafe.Memory.Batches.Count;
        var first = cafe.SendAsync(People.John, "order_create", Form());
        var others = Enumerable
            .Range(0, 20)
            .Select(_ => cafe.SendAsync(People.Jane, "order_create", Form(Drink)))
            .ToList();

        hold.SetResult();
        await Task.WhenAll([first, .. others]);

        var batches = cafe.Memory.Batches.Skip(before).ToList();
        Assert.Equal(21, batches.Sum(batch => batch.Answers.Count));
        Assert.True(batches.Count <= 3, $"{batches.Count} commits");
    }

    [Fact]
    public async Task A_poisoned_command_harms_nobody_else()
    {
        var journal = new MemoryJournal();
        await using var cafe = await OpenCafe.OpenAsync(journal);
        var before = Waiting(People.John, new RateOrder("none", 5), "m-1");
        var poisoned = Waiting(People.Anna, new Poison(), "m-2");
        var after = Waiting(People.Jane, new RateOrder("none", 5), "m-3");

        // Nothing but the posting may fail while the journal holds: the loop ends only after its writes.
        var hold = new TaskCompletionSource();
        journal.BeforeWrite = () => hold.Task;
        var tools = new LoopServices(
            journal,
            cafe.Time,
            new IdGenerator(cafe.Time),
            OpenCafe.Links,
            _ => false,
            _ => { },
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
        );
        await using var loop = new CafeLoop(cafe.Cafe, tools);

        Assert.All([before, poisoned, after], task => Assert.True(loop.TryPost(task)));
        hold.SetResult();

        Assert.Equal(ErrorCode.NotFound, (await before.Done).Refusal!.Code);
        Assert.Equal(ErrorCode.InternalError, (await poisoned.Done).Refusal!.Code);
        Assert.Equal(ErrorCode.NotFound, (await after.Done).Refusal!.Code);
        var answers = journal.Batches.SelectMany(batch => batch.Answers).ToList();
        Assert.Equal(["m-1", "m-3"], answers.Select(answer => answer.Key.MessageId));
        Assert.Equal("INTERNAL_ERROR", Assert.Single(journal.Audit).Result);
    }

    [Fact]
    public async Task A_cafe_that_stops_decides_what_it_has_and_refuses_the_rest()
    {
        var cafe = await OpenCafe.OpenAsync();
        var sent = cafe.SendAsync(People.John, "order_create", Form());
        await cafe.DisposeAsync();

        var late = await cafe.SendAsync(People.John, "order_create", Form());

        Assert.True((await sent).IsAcknowledged);
        Assert.Equal("SERVICE_UNAVAILABLE", late.Code);
    }

    private static CommandTask Waiting(Identity sender, CafeCommand command, string messageId) =>
        new(
            new(sender, MessageCatalogue.Find("order_rate")!, messageId, "{}"u8.ToArray(), null),
            command,
            hash: new byte[CommandFingerprint.Bytes]
        );

    private sealed record Poison : CafeCommand;
}
