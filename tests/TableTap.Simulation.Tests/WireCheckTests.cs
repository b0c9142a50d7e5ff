using System.Text;
using Microsoft.Extensions.Time.Testing;
using TableTap.Client.Contract;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Verification;

namespace TableTap.Simulation.Tests;

public sealed class WireCheckTests
{
    private const string Channel = "orders:customer:g";
    private static readonly DateTimeOffset Now = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new();
    private readonly WireCheck _wire;
    private int _connection = 1;

    public WireCheckTests() => _wire = new(_time);

    [Fact]
    public void Live_after_the_confirmed_position_is_clean()
    {
        Subscribe(confirmed: 4);
        Live(5, 6, 7);
        AssertFaults(doubled: 0, reordered: 0);
        Assert.Equal(5, _wire.Frames);
    }

    [Fact]
    public void Message_that_the_server_sent_twice_is_found()
    {
        Subscribe(confirmed: 4);
        Live(5, 6, 6, 5);
        AssertFaults(doubled: 2, reordered: 0);
    }

    [Fact]
    public void Message_after_its_successor_is_found()
    {
        Subscribe(confirmed: 4);
        Live(5, 7, 6, 8);
        AssertFaults(doubled: 0, reordered: 2);
    }

    [Fact]
    public void Skipped_message_is_found()
    {
        Subscribe(confirmed: 4);
        Live(5, 7, 8);
        AssertFaults(doubled: 0, reordered: 1);
    }

    [Fact]
    public void Replay_owes_exactly_what_was_stated()
    {
        Subscribe(confirmed: 4);
        Live(5, 6);
        _connection = 2;
        Reconnect(position: 5);
        Replay(6, 7);
        Live(8);
        AssertFaults(doubled: 0, reordered: 0);
    }

    [Fact]
    public void What_was_on_its_way_when_a_replay_was_asked_for_comes_in_both()
    {
        Subscribe(confirmed: 4);
        Live(5);
        Reconnect(position: 5);
        Live(6);
        Replay(6, 7);
        Live(8);
        AssertFaults(doubled: 0, reordered: 0);

        Live(6);
        AssertFaults(doubled: 1, reordered: 0);
    }

    [Fact]
    public void Replay_of_what_was_stated_is_doubled()
    {
        Subscribe(confirmed: 4);
        Live(5, 6);
        _connection = 2;
        Reconnect(position: 6);
        Replay(6, 7);
        AssertFaults(doubled: 1, reordered: 0);
    }

    [Fact]
    public void Live_message_that_the_replay_had_is_doubled()
    {
        Reconnect(position: 4);
        Replay(5, 6);
        Live(6, 7);
        AssertFaults(doubled: 1, reordered: 0);
    }

    [Fact]
    public void Replay_that_was_asked_for_on_the_same_socket_begins_anew()
    {
        Subscribe(confirmed: 4);
        Live(5, 6, 7);
        Reconnect(position: 5);
        Live(8);
        Replay(6, 7, 8);
        Live(9);
        AssertFaults(doubled: 0, reordered: 0);
    }

    [Fact]
    public void Unacknowledged_message_may_be_told_again_after_its_time()
    {
        Subscribe(confirmed: 4);
        Message(5, ackRequired: true);
        Acknowledge(5);
        Message(6, ackRequired: true);
        _time.Advance(TimeSpan.FromSeconds(10));
        Message(6, ackRequired: true);
        AssertFaults(doubled: 0, reordered: 0);
        Assert.Equal(1, _wire.Resent);
    }

    [Fact]
    public void Unacknowledged_message_that_comes_twice_at_once_is_doubled()
    {
        Subscribe(confirmed: 4);
        Message(5, ackRequired: true);
        Acknowledge(5);
        Message(6, ackRequired: true);
        Message(6, ackRequired: true);
        AssertFaults(doubled: 1, reordered: 0);
    }

    [Fact]
    public void Acknowledged_message_is_never_told_again()
    {
        Subscribe(confirmed: 4);
        Message(5, ackRequired: true);
        Acknowledge(5);
        _time.Advance(TimeSpan.FromSeconds(10));
        Message(5, ackRequired: true);
        AssertFaults(doubled: 1, reordered: 0);
    }

    [Fact]
    public void What_is_told_again_may_pass_its_acknowledgement_on_the_way()
    {
        Subscribe(confirmed: 4);
        Message(5, ackRequired: true);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Acknowledge(5);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Message(5, ackRequired: true);
        AssertFaults(doubled: 0, reordered: 0);
        Message(5, ackRequired: true);
        AssertFaults(doubled: 1, reordered: 0);
        Assert.NotNull(_wire.FirstDoubled);
    }

    [Fact]
    public void Unacknowledged_message_from_before_the_start_is_told_once()
    {
        Subscribe(confirmed: 4);
        Message(3, ackRequired: true);
        AssertFaults(doubled: 0, reordered: 0);
        Message(3, ackRequired: true);
        Message(2, ackRequired: false);
        AssertFaults(doubled: 2, reordered: 0);
    }

    [Fact]
    public void Subscription_from_a_position_owes_what_follows_it()
    {
        Observe(
            FrameDirection.Sent,
            FrameWriter.Request(
                "subscribe",
                new Subscribe([new ChannelRequest(Channel, 2)]),
                Now,
                "s1"
            )
        );
        Confirm(4);
        Replay(3, 4);
        Live(5);
        AssertFaults(doubled: 0, reordered: 0);
    }

    [Fact]
    public void Faults_of_earlier_sockets_are_kept()
    {
        Subscribe(confirmed: 4);
        Live(5, 5);
        _connection = 2;
        Reconnect(position: 5);
        Live(6, 6);
        AssertFaults(doubled: 2, reordered: 0);
    }

    private void AssertFaults(long doubled, long reordered) =>
        Assert.Equal((doubled, reordered), (_wire.Doubled, _wire.Reordered));

    private void Subscribe(long confirmed)
    {
        Observe(
            FrameDirection.Sent,
            FrameWriter.Request("subscribe", new Subscribe([new(Channel)]), Now, "s1")
        );
        Confirm(confirmed);
    }

    private void Confirm(long position) =>
        Observe(
            FrameDirection.Received,
            FrameWriter.Notice(
                new SubscriptionConfirmed(
                    [Channel],
                    [],
                    new Dictionary<string, long> { [Channel] = position },
                    "e"
                ),
                Now,
                "s1"
            )
        );

    private void Reconnect(long position) =>
        Observe(
            FrameDirection.Sent,
            FrameWriter.Request(
                "reconnect",
                new Reconnect(
                    [Channel],
                    Positions: new Dictionary<string, long> { [Channel] = position }
                ),
                Now,
                "r1"
            )
        );

    private void Acknowledge(long sequence) =>
        Observe(
            FrameDirection.Sent,
            FrameWriter.Request("ack", new Ack(Channel: Channel, Sequence: sequence), Now)
        );

    private void Live(params long[] sequences)
    {
        foreach (var sequence in sequences)
        {
            Message(sequence, ackRequired: false);
        }
    }

    private void Message(long sequence, bool ackRequired) =>
        Observe(FrameDirection.Received, Stored(sequence, ackRequired));

    private void Replay(params long[] sequences) =>
        Observe(
            FrameDirection.Received,
            FrameWriter.Replay(
                new(
                    [
                        .. sequences.Select(sequence =>
                            (ReadOnlyMemory<byte>)Stored(sequence, ackRequired: false)
                        ),
                    ],
                    null,
                    null,
                    HasMore: false
                ),
                Now,
                "r1"
            )
        );

    private static byte[] Stored(long sequence, bool ackRequired) =>
        Encoding.UTF8.GetBytes(
            $$"""{"type":"order_ready","channel":"{{Channel}}","messageId":"m{{sequence}}","timestamp":"2024-01-15T10:30:00.000Z","ackRequired":{{(
                ackRequired ? "true" : "false"
            )}},"data":{},"sequence":{{sequence}}}"""
        );

    private void Observe(FrameDirection direction, byte[] frame) =>
        _wire.Observe(direction, _connection, frame);
}
