using TableTap.Cafes.Announcements;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Loop;
using TableTap.Cafes.Persistence;
using TableTap.Ordering.Commands;
using TableTap.Ordering.State;
using TableTap.Protocol.Catalogue;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Journals;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Loop;

/// <summary>A batch is decided while the one before is written: whatever becomes of that one, nobody is told what did not happen.</summary>
public sealed class BatchTests
{
    [Fact]
    public async Task The_next_round_is_decided_while_the_last_is_written_and_is_written_after_it()
    {
        await using var world = await World.OpenAsync();
        var decided = new SemaphoreSlim(0);
        var loop = world.Loop(() => decided.Release());
        var first = Waiting("m-1");
        Assert.True(loop.TryPost(first));
        var held = await world.NextAsync();
        await decided.WaitAsync(TestContext.Current.CancellationToken).Soon();
        var second = Waiting("m-2");

        Assert.True(loop.TryPost(second));
        await decided.WaitAsync(TestContext.Current.CancellationToken).Soon();

        Assert.False(world.Journal.HasNext);
        Assert.False(first.Done.IsCompleted);
        held.End(AppendFate.Written);
        Assert.Null((await first.Done.Soon()).Refusal);
        var next = await world.NextAsync();
        Assert.Equal("m-2", Assert.Single(next.Batch.Answers).Key.MessageId);
        Assert.False(second.Done.IsCompleted);
        next.End(AppendFate.Written);
        Assert.Null((await second.Done.Soon()).Refusal);
    }

    [Fact]
    public async Task A_repeat_that_was_looked_for_too_early_gets_the_first_answer()
    {
        await using var world = await World.OpenAsync();
        var loop = world.Loop(() => { });
        var first = Waiting("m-1");
        Assert.True(loop.TryPost(first));
        (await world.NextAsync()).End(AppendFate.Written);
        var answer = await first.Done.Soon();
        var other = Waiting("m-2");
        Assert.True(loop.TryPost(other));
        (await world.NextAsync()).End(AppendFate.Written);
        await other.Done.Soon();
        var repeat = Waiting("m-1");

        Assert.True(loop.TryPost(repeat));

        Assert.Equal(answer.Frame.ToArray(), (await repeat.Done.Soon()).Frame.ToArray());
        Assert.False(world.Journal.HasNext);
    }

    [Fact]
    public async Task A_conflict_has_both_rounds_decided_again_on_what_was_first()
    {
        await using var world = await World.OpenAsync();
        var first = world.Order(People.John);
        var held = await world.NextAsync();
        var second = world.Order(People.John);
        await world.There.OrderAsync(People.Jane);

        held.End(AppendFate.Written);
        await world.WriteAllAsync(first, second);

        Assert.Equal("ORD-000002", Number(await first));
        Assert.Equal("ORD-000003", Number(await second));
    }

    [Fact]
    public async Task What_was_decided_on_a_round_that_failed_is_decided_again_without_it()
    {
        await using var world = await World.OpenAsync();
        var first = world.Order(People.John);
        var held = await world.NextAsync();
        var second = world.Order(People.Jane);

        held.End(AppendFate.Unavailable);
        await world.WriteAllAsync(first, second);

        Assert.Equal("SERVICE_UNAVAILABLE", (await first).Code);
        Assert.Equal("ORD-000001", Number(await second));
    }

    [Fact]
    public async Task What_was_decided_on_a_round_that_can_never_be_stored_is_decided_again_without_it()
    {
        await using var world = await World.OpenAsync();
        var first = world.Order(People.John);
        var held = await world.NextAsync();
        var second = world.Order(People.Jane);
        held.End(AppendFate.Refused);

        // Each for itself now; the first one is at fault.
        (await world.NextAsync()).End(AppendFate.Refused);
        await world.WriteAllAsync(first, second);

        Assert.Equal("INTERNAL_ERROR", (await first).Code);
        Assert.Equal("ORD-000001", Number(await second));
    }

    [Fact]
    public async Task A_repeat_of_what_is_being_written_gets_its_answer_and_not_before_it_is_durable()
    {
        await using var world = await World.OpenAsync();
        var first = world.Order(People.John, "m-twice");
        var held = await world.NextAsync();
        var repeat = world.Order(People.John, "m-twice");

        Assert.False(repeat.IsCompleted);
        held.End(AppendFate.Written);
        await world.WriteAllAsync(first, repeat);

        Assert.Equal((await first).Bytes, (await repeat).Bytes);
        Assert.Single(world.Memory.Facts, fact => fact.Type == "order_created");
    }

    [Fact]
    public async Task Whatever_becomes_of_rounds_nothing_acknowledged_is_lost_doubled_or_reordered()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var findings = await PlayAsync(seed, lies: false);
            Assert.True(findings.Count == 0, $"seed {seed}: {string.Join("; ", findings)}");
        }
    }

    /// <summary>The planted wrong: an answer before its commit. A play that did not find it would find nothing.</summary>
    [Fact]
    public async Task An_answer_before_its_commit_is_found()
    {
        var findings = new List<string>();
        for (var seed = 0; seed < 10; seed++)
        {
            findings.AddRange(await PlayAsync(seed, lies: true));
        }

        Assert.Contains(
            findings,
            finding => finding.StartsWith("answered early", StringComparison.Ordinal)
        );
    }

    /// <summary>Guests order, some of them twice under one id, while appends end in any way; then the server is killed. What is wrong.</summary>
    private static async Task<IReadOnlyList<string>> PlayAsync(int seed, bool lies)
    {
        var random = new Random(seed);
        await using var world = await World.OpenAsync();
        var (findings, sent) = (new List<string>(), new List<Sent>());
        for (var step = 0; step < 40; step++)
        {
            switch (random.Next(10))
            {
                case < 5:
                    var guest = random.Next(2) == 0 ? People.John : People.Jane;
                    sent.Add(world.Send(guest, $"m-{seed}-{step}", findings));
                    break;
                case < 6 when sent.Count > 0:
                    var again = sent[random.Next(sent.Count)];
                    sent.Add(
                        world.Send(again.Guest, again.MessageId, findings) with
                        {
                            IsRepeat = true,
                        }
                    );
                    break;
                case < 7 when !lies:
                    await world.There.OrderAsync(People.Jane);
                    (await world.NextAsync(sent))?.End(AppendFate.Written);
                    break;
                default:
                    var fate = lies && random.Next(2) == 0 ? AppendFate.Promised : Fate(random);
                    (await world.NextAsync(sent))?.End(fate);
                    break;
            }
        }

        // The last batches are cut off in the middle, and another server begins where this one was.
        while (random.Next(8) > 0 && await world.NextAsync(sent) is { } held)
        {
            held.End(AppendFate.Written);
        }

        await CheckAsync(world, sent, findings);
        await world.WriteAllAsync([.. sent.Select(one => one.Answer)]);
        return findings;
    }

    private static AppendFate Fate(Random random) =>
        random.Next(10) switch
        {
            0 => AppendFate.Unavailable,
            1 => AppendFate.Refused,
            2 => AppendFate.Unheard,
            _ => AppendFate.Written,
        };

    private static async Task CheckAsync(World world, List<Sent> sent, List<string> findings)
    {
        var answered = sent.Where(one => one.Answer is { IsCompletedSuccessfully: true })
            .Select(one => (one.Guest, one.MessageId, Answer: one.Answer.GetAwaiter().GetResult()))
            .Where(one => one.Answer.IsAcknowledged)
            .DistinctBy(one => (one.Guest.UserId, one.MessageId))
            .ToList();
        await using var after = await OpenCafe.OpenAsync(world.Memory, world.There.Time);
        foreach (var (guest, messageId, answer) in answered)
        {
            var repeat = await after.SendAsync(guest, "order_create", Form(Drink), messageId);
            if (repeat.Bytes != answer.Bytes)
            {
                findings.Add($"lost {messageId}");
            }
        }

        // A repeat is told of when it was done first, however late it asks.
        foreach (var guest in sent.Where(one => !one.IsRepeat).GroupBy(one => one.Guest.UserId))
        {
            var numbers = guest
                .Where(one => one.Answer.IsCompletedSuccessfully)
                .Select(one => one.Answer.GetAwaiter().GetResult())
                .Where(answer => answer.IsAcknowledged)
                .Select(Number)
                .ToList();
            if (!numbers.SequenceEqual(numbers.Order(StringComparer.Ordinal)))
            {
                findings.Add($"reordered for {guest.Key}: {string.Join(", ", numbers)}");
            }
        }

        var folded = await CafeStream.CatchUpAsync(
            world.Memory,
            Cafe.Empty(OpenCafe.Id),
            TestContext.Current.CancellationToken
        );
        var numbersGiven = folded.OpenOrders.Values.Select(order => order.OrderNumber).Order();
        if (
            !numbersGiven.SequenceEqual(
                Enumerable.Range(1, folded.OpenOrders.Count).Select(n => $"ORD-{n:D6}")
            )
        )
        {
            findings.Add($"numbers with a hole or twice: {string.Join(", ", numbersGiven)}");
        }
    }

    private static string Number(Answer answer) =>
        answer.Result.GetProperty("orderNumber").GetString()!;

    private static CommandTask Waiting(string messageId) =>
        new(
            new(
                People.Maya,
                MessageCatalogue.Find("intake_update")!,
                messageId,
                "{}"u8.ToArray(),
                null
            ),
            new UpdateIntake(IntakeMode.Paused),
            hash: new byte[CommandFingerprint.Bytes]
        );

    private sealed record Sent(Identity Guest, string MessageId, Task<Answer> Answer)
    {
        public bool IsRepeat { get; init; }
    }

    /// <summary>A café whose appends are held, and another server on the same journal whose are not.</summary>
    private sealed class World(
        HeldJournal journal,
        MemoryJournal memory,
        OpenCafe here,
        OpenCafe there
    ) : IAsyncDisposable
    {
        private readonly List<CafeLoop> _loops = [];

        public HeldJournal Journal => journal;

        public MemoryJournal Memory => memory;

        public OpenCafe There => there;

        public static async Task<World> OpenAsync()
        {
            var memory = new MemoryJournal();
            var journal = new HeldJournal(memory);
            var there = await OpenCafe.OpenAsync(memory);
            var here = await OpenCafe.OpenAsync(journal, there.Time);
            await here.CrowdAsync();
            journal.Holds = true;
            return new(journal, memory, here, there);
        }

        /// <summary>A loop of its own on the same café, which tells of each command that it decides.</summary>
        public CafeLoop Loop(Action decided)
        {
            var loop = new CafeLoop(
                here.Cafe,
                new LoopServices(
                    journal,
                    here.Time,
                    new IdGenerator(here.Time),
                    OpenCafe.Links,
                    _ =>
                    {
                        decided();
                        return false;
                    },
                    _ => { },
                    Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
                )
            );
            _loops.Add(loop);
            return loop;
        }

        /// <summary>The next append that tells of a command.</summary>
        public async Task<HeldAppend> NextAsync()
        {
            while (true)
            {
                var held = await journal.NextAsync().Soon();
                if (held.Batch.Answers.Count > 0)
                {
                    return held;
                }

                held.End(AppendFate.Written);
            }
        }

        /// <summary>The next append, while something waits for its answer; then null.</summary>
        public async Task<HeldAppend?> NextAsync(List<Sent> sent)
        {
            await Patience.UntilAsync(
                () => journal.HasNext || sent.TrueForAll(one => one.Answer.IsCompleted),
                pauseMs: 1
            );
            return journal.HasNext ? await journal.NextAsync() : null;
        }

        public Task<Answer> Order(Identity guest, string? messageId = null) =>
            here.SendAsync(guest, "order_create", Form(Drink), messageId);

        /// <summary>Orders, and notes an answer that came before it was durable.</summary>
        public Sent Send(Identity guest, string messageId, List<string> findings)
        {
            return new(guest, messageId, SendAsync());

            async Task<Answer> SendAsync()
            {
                var answer = await Order(guest, messageId);
                if (
                    answer.IsAcknowledged
                    && !memory.Remembers(new(guest.Issuer, guest.UserId, messageId))
                )
                {
                    lock (findings)
                    {
                        findings.Add($"answered early {messageId}");
                    }
                }

                return answer;
            }
        }

        /// <summary>Lets everything be written until all of these are answered.</summary>
        public async Task WriteAllAsync(params IReadOnlyList<Task<Answer>> answers)
        {
            journal.Holds = false;
            await Patience.UntilAsync(
                async () =>
                {
                    if (journal.HasNext)
                    {
                        (await journal.NextAsync()).End(AppendFate.Written);
                    }

                    return answers.All(answer => answer.IsCompleted);
                },
                pauseMs: 1
            );
        }

        public async ValueTask DisposeAsync()
        {
            await WriteAllAsync();
            while (journal.HasNext)
            {
                (await journal.NextAsync()).End(AppendFate.Written);
            }

            foreach (var loop in _loops)
            {
                await loop.DisposeAsync();
            }

            await here.DisposeAsync();
            await there.DisposeAsync();
        }
    }
}
