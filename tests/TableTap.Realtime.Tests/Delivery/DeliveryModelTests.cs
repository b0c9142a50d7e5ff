using System.Collections.Concurrent;
using CsCheck;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Options;
using TableTap.Realtime.Tests.Doubles;

namespace TableTap.Realtime.Tests.Delivery;

/// <summary>Whatever readers do and however slow they are: no gap, no duplicate, commit order over all channels.</summary>
public sealed class DeliveryModelTests
{
    private static readonly ChannelName[] Channels =
    [
        ChannelName.Of(ChannelKinds.CafeGeneral, "one"),
        ChannelName.Of(ChannelKinds.CustomerOrders, "guest"),
        ChannelName.Of(ChannelKinds.CounterOrders, "bar"),
        ChannelName.Of(ChannelKinds.CounterStatus, "bar"),
    ];

    private static readonly Gen<Settings> GenSettings = Gen.Select(
        OneOf(0, 1, 5, 4096),
        OneOf(2048, 6000, 1024 * 1024),
        OneOf(1, 3, 50),
        OneOf(700, 5000, 64 * 1024),
        OneOf(6000, 256 * 1024 * 1024),
        Gen.Bool,
        (recent, outbox, page, window, budget, slow) =>
            new Settings(recent, outbox, page, window, budget, slow)
    );

    private static readonly Gen<Step> GenStep = Gen.Select(
        Gen.Frequency(
            (8, Gen.Const(Kind.Publish)),
            (2, Gen.Const(Kind.Subscribe)),
            (1, Gen.Const(Kind.SubscribeFrom)),
            (1, Gen.Const(Kind.Unsubscribe)),
            (1, Gen.Const(Kind.Leave)),
            (1, Gen.Const(Kind.Vanish)),
            (3, Gen.Const(Kind.Read))
        ),
        Gen.Int[0, 2],
        Gen.Int[0, 3],
        Gen.Int[1, 20],
        (kind, reader, channel, amount) => new Step(kind, reader, channel, amount)
    );

    private static Gen<int> OneOf(params int[] values) =>
        Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private enum Kind
    {
        Publish,
        Subscribe,
        SubscribeFrom,
        Unsubscribe,
        Leave,
        Vanish,
        Read,
    }

    [Fact]
    public async Task Each_reader_hears_exactly_what_it_asked_for() =>
        await Gen.Select(GenSettings, GenStep.Array[0, 120])
            .SampleAsync(
                async (settings, steps) =>
                {
                    await using var hub = new TestHub(settings.ToOptions());
                    var held = new HeldAnswers();
                    if (settings.IsJournalSlow)
                    {
                        hub.Journal.AfterRead = held.WaitAsync;
                    }

                    var commits = new ConcurrentDictionary<string, long>();
                    var heads = Channels.ToDictionary(channel => channel.Text, _ => 0L);
                    var readers = Enumerable
                        .Range(0, 3)
                        .Select(i => new ModelReader($"reader{i}", commits))
                        .ToArray();
                    foreach (var step in steps)
                    {
                        // Answers of the journal wait while messages come, until somebody has to hear something.
                        held.Hold(step.Kind <= Kind.Unsubscribe);
                        if (step.Kind == Kind.Publish)
                        {
                            Publish(hub, step, commits, heads);
                            while (hub.Journal.Committed.Count > 0)
                            {
                                await Task.Yield();
                            }
                        }
                        else
                        {
                            await RunAsync(hub, readers[step.Reader], step, settings.Window);
                        }
                    }

                    held.Hold(false);
                    foreach (var reader in readers)
                    {
                        if (!reader.IsConnected)
                        {
                            await reader.ConnectAsync(hub, settings.Window);
                        }

                        await reader.CatchUpAsync(channel => heads[channel]);
                    }
                },
                iter: 150
            );

    [Fact]
    public async Task A_replay_from_any_point_is_what_a_live_reader_saw() =>
        await Gen.Select(
                GenSettings,
                Gen.Int[0, 3].Array[1, 4].Array[1, 40],
                Gen.Double[0, 1].Array[4]
            )
            .SampleAsync(
                async (settings, batches, points) =>
                {
                    await using var hub = new TestHub(settings.ToOptions());
                    using var live = await hub.AdminAsync("live");
                    await live.SubscribeAsync(Channels.Select(channel => channel.Text));
                    await live.ReceiveAsync("subscription_confirmed");
                    var saw = new List<(string Channel, long Sequence, string Raw)>();
                    foreach (var batch in batches)
                    {
                        hub.Journal.Publish(batch.Length * 50, [.. batch.Select(i => Channels[i])]);
                        foreach (var _ in batch)
                        {
                            var frame = (await live.TryReceiveAsync())!.Value;
                            saw.Add(
                                (
                                    frame.Text("channel")!,
                                    frame.Number("sequence"),
                                    frame.GetRawText()
                                )
                            );
                        }
                    }

                    var from = Channels
                        .Select(
                            (channel, i) =>
                                (
                                    channel.Text,
                                    Sequence: (long)(
                                        points[i] * saw.Count(one => one.Channel == channel.Text)
                                    )
                                )
                        )
                        .ToDictionary();
                    using var late = await hub.AdminAsync("late", settings.Window);
                    await late.SendAsync(
                        "{\"type\":\"reconnect\",\"data\":{\"channels\":["
                            + string.Join(',', from.Keys.Select(channel => $"\"{channel}\""))
                            + "],\"positions\":{"
                            + string.Join(',', from.Select(one => $"\"{one.Key}\":{one.Value}"))
                            + "}}}"
                    );
                    var replayed = new List<string>();
                    var more = true;
                    while (more)
                    {
                        var page = await late.DataAsync("message_replay");
                        more = page.GetProperty("hasMore").GetBoolean();
                        replayed.AddRange(
                            page.GetProperty("messages")
                                .EnumerateArray()
                                .Select(one => one.GetRawText())
                        );
                    }

                    Assert.Equal(
                        saw.Where(one => one.Sequence > from[one.Channel]).Select(one => one.Raw),
                        replayed
                    );
                },
                iter: 100
            );

    private static void Publish(
        TestHub hub,
        Step step,
        ConcurrentDictionary<string, long> commits,
        Dictionary<string, long> heads
    )
    {
        var channels = Enumerable
            .Range(0, step.Amount)
            .Select(i => Channels[(step.Channel + (i * step.Reader)) % Channels.Length])
            .ToArray();

        // Drafted first, so that the model knows each message before anybody can hear it.
        var drafts = channels
            .Select(channel => hub.Journal.Draft(channel, step.Amount * 10))
            .ToArray();
        foreach (
            var message in hub.Journal.Commit(
                drafts,
                stored => commits[stored.MessageId] = stored.Position
            )
        )
        {
            heads[message.Channel.Text] = message.Sequence;
        }
    }

    private static async Task RunAsync(TestHub hub, ModelReader reader, Step step, int window)
    {
        if (!reader.IsConnected)
        {
            await reader.ConnectAsync(hub, window);
        }

        var channel = Channels[step.Channel].Text;
        switch (step.Kind)
        {
            case Kind.Subscribe:
                await reader.SubscribeAsync(channel, fromWhereItWas: false);
                break;
            case Kind.SubscribeFrom:
                await reader.SubscribeAsync(channel, fromWhereItWas: true);
                break;
            case Kind.Unsubscribe:
                await reader.UnsubscribeAsync(channel);
                break;
            case Kind.Leave:
                await reader.DisconnectAsync(rudely: false);
                break;
            case Kind.Vanish:
                await reader.DisconnectAsync(rudely: true);
                break;
            default:
                await reader.ReadAsync(step.Amount);
                break;
        }
    }

    /// <summary>Answers that come late: old by the time they are given.</summary>
    private sealed class HeldAnswers
    {
        private readonly Lock _gate = new();
        private TaskCompletionSource? _held;

        public void Hold(bool held)
        {
            lock (_gate)
            {
                if (held)
                {
                    _held ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
                else
                {
                    _held?.SetResult();
                    _held = null;
                }
            }
        }

        public Task WaitAsync()
        {
            lock (_gate)
            {
                return _held?.Task ?? Task.CompletedTask;
            }
        }
    }

    private sealed record Step(Kind Kind, int Reader, int Channel, int Amount);

    private sealed record Settings(
        int Recent,
        int Outbox,
        int Page,
        int Window,
        int Budget,
        bool IsJournalSlow
    )
    {
        public RealtimeOptions ToOptions() =>
            new()
            {
                Messages = new()
                {
                    MessagesPerMinute = 100_000,
                    LimitedPerMinute = 100_000,
                    ReplaysPerMinute = 100_000,
                    PingsPerMinute = 10_000_000,
                },
                Admission = new() { SocketsPerUser = 10_000, NewSocketsPerUserPerMinute = 100_000 },
                Delivery = new()
                {
                    RecentMessages = Recent,
                    OutboxBytes = Outbox,
                    PageMessages = Page,
                    OutboxBudgetBytes = Budget,
                },
            };
    }
}
