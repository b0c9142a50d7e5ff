using Microsoft.Extensions.Time.Testing;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Loop;
using TableTap.Ordering.Commands;
using TableTap.Ordering.State;
using TableTap.Protocol.Catalogue;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing.Journals;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Loop;

/// <summary>A café that is offered more than it can do refuses at once instead of letting everybody wait.</summary>
public sealed class OverloadTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_few_are_let_in_however_long_they_have_to_wait()
    {
        var mailbox = new CafeMailbox(_time);
        for (var i = 0; i < CafeMailbox.AlwaysTaken; i++)
        {
            Assert.True(mailbox.TryPost(Command()));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(mailbox.TryPost(Command()));
    }

    [Fact]
    public void While_the_first_of_many_has_waited_long_nobody_is_let_in()
    {
        var mailbox = new CafeMailbox(_time);
        Post(mailbox, CafeMailbox.AlwaysTaken);
        _time.Advance(CafeMailbox.LongestWait);
        Post(mailbox, 100);

        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(mailbox.IsOverloaded);
        Assert.False(mailbox.TryPost(Command()));
        Take(mailbox, CafeMailbox.AlwaysTaken);
        Assert.False(mailbox.IsOverloaded);
        Post(mailbox, CafeMailbox.AlwaysTaken);
    }

    [Fact]
    public void What_the_café_itself_has_to_do_is_let_in_while_guests_are_refused()
    {
        var mailbox = new CafeMailbox(_time);
        Post(mailbox, CafeMailbox.AlwaysTaken);
        _time.Advance(CafeMailbox.LongestWait + TimeSpan.FromMilliseconds(1));

        Assert.False(mailbox.TryPost(Command()));
        Assert.True(mailbox.TryPost(new(new ReviewCafe())));
    }

    [Fact]
    public async Task Every_call_after_the_last_was_heard_wakes_the_loop()
    {
        var mailbox = new CafeMailbox(_time);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(mailbox.TryRequestCheck());
            Assert.True(mailbox.TryRequestCheck());
            mailbox.Wake();
            Assert.True(await mailbox.WaitAsync());
            Assert.Null(mailbox.Peek());
            Assert.True(mailbox.IsCheckRequested);
            mailbox.CheckBegins();
            mailbox.Wake();
            Assert.Null(mailbox.Peek());
            Assert.False(mailbox.IsCheckRequested);
        }

        mailbox.Close();
        Assert.False(mailbox.TryRequestCheck());
        Assert.False(mailbox.TryRequestCheck());
    }

    [Fact]
    public void What_is_put_back_comes_first_and_has_waited_since_it_came()
    {
        var mailbox = new CafeMailbox(_time);
        var first = Command();
        Assert.True(mailbox.TryPost(first));
        Post(mailbox, CafeMailbox.AlwaysTaken);
        Assert.Same(first, mailbox.Peek());
        mailbox.Take();
        _time.Advance(CafeMailbox.LongestWait + TimeSpan.FromMilliseconds(1));

        mailbox.PutBack([first]);

        Assert.Same(first, mailbox.Peek());
        Assert.True(mailbox.IsOverloaded);
    }

    [Fact]
    public async Task What_is_too_much_is_refused_at_once_and_audited_only_in_number()
    {
        var memory = new MemoryJournal();
        var journal = new HeldJournal(memory);
        await using var cafe = await OpenCafe.OpenAsync(journal);
        await cafe.SettleAsync();
        var done = await cafe.SendAsync(People.Jane, "order_create", Form(Drink), "m-done");
        journal.Holds = true;
        var first = cafe.SendAsync(People.John, "order_create", Form(Drink));
        var held = await journal.NextAsync();

        // One batch is written, the next is full, and what waits behind it has waited too long.
        var waiting = Enumerable
            .Range(0, 3 * CafeMailbox.AlwaysTaken)
            .Select(number => cafe.SendAsync(People.OneOfMany(number), "order_create", Form(Drink)))
            .ToList();
        cafe.Time.Advance(CafeMailbox.LongestWait + TimeSpan.FromMilliseconds(1));
        var batches = memory.Batches.Count;

        var refused = await cafe.SendAsync(People.Maya, "intake_update", """{"mode": "paused"}""");
        var unread = await cafe.SendAsync(People.John, "order_create", "{}");

        var repeat = await cafe.SendAsync(People.Jane, "order_create", Form(Drink), "m-done");

        Assert.Equal(done.Bytes, repeat.Bytes);
        Assert.Equal("SERVICE_UNAVAILABLE", refused.Code);
        Assert.Equal(1, refused.Error.GetProperty("retryAfter").GetInt32());
        Assert.Equal("SERVICE_UNAVAILABLE", unread.Code);
        Assert.Equal(batches, memory.Batches.Count);
        Assert.All(waiting, answer => Assert.False(answer.IsCompleted));
        journal.Holds = false;
        held.End(AppendFate.Written);
        Assert.True((await first).IsAcknowledged);
        Assert.All(await Task.WhenAll(waiting), answer => Assert.True(answer.IsAcknowledged));
        var again = await cafe.SendAsync(People.Maya, "intake_update", """{"mode": "paused"}""");
        Assert.True(again.IsAcknowledged, again.Bytes);
    }

    private static CommandTask Command() =>
        new(
            new(
                People.Maya,
                MessageCatalogue.Find("intake_update")!,
                "m-1",
                "{}"u8.ToArray(),
                null
            ),
            new UpdateIntake(IntakeMode.Paused),
            hash: new byte[CommandFingerprint.Bytes]
        );

    private static void Post(CafeMailbox mailbox, int commands)
    {
        for (var i = 0; i < commands; i++)
        {
            Assert.True(mailbox.TryPost(Command()));
        }
    }

    private static void Take(CafeMailbox mailbox, int commands)
    {
        for (var i = 0; i < commands; i++)
        {
            Assert.NotNull(mailbox.Peek());
            mailbox.Take();
        }
    }
}
