using CsCheck;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;

namespace TableTap.Realtime.Tests.Peers;

/// <summary>Peer messages say what was meant, and what is none harms nobody.</summary>
public sealed class PeerMessageTests
{
    private static readonly byte[] Key = [1, 2, 3];

    private static readonly ChannelName[] Channels =
    [
        .. Enumerable
            .Range(0, 5)
            .Select(number => ChannelName.Of(ChannelKinds.CafeGeneral, $"cafe-{number}")),
    ];

    private static readonly Gen<List<StoredMessage>> Commits = Gen.Select(
            Gen.Int[0, Channels.Length - 1],
            Gen.Long[1, 1L << 40],
            Gen.Byte.Array[0, 300]
        )
        .List[0, 20]
        .Select(parts =>
            parts
                .Select(
                    (part, place) =>
                        new StoredMessage(
                            1_000_001 + place,
                            Channels[part.Item1],
                            part.Item2,
                            $"m-{place}",
                            part.Item3
                        )
                )
                .ToList()
        );

    /// <summary>Each position of a commit comes with its message or as left out.</summary>
    [Fact]
    public void A_hint_has_what_the_peer_listens_to_and_names_the_rest() =>
        Gen.Select(Commits, Gen.Int[0, 31])
            .Sample(
                (commit, heard) =>
                {
                    var keys = Channels.Select(CountKey.Channel).ToList();
                    bool Listens(CountKey key) => (heard >> keys.IndexOf(key) & 1) == 1;
                    var hint = HintMessage.For(
                        1_000_000,
                        [.. commit.Select(one => (one, CountKey.Channel(one.Channel)))],
                        [new("cafe:demo", 7)],
                        Listens
                    );

                    var peerMessage = PeerMessage.Write(
                        PeerMessageKind.Commit,
                        "node",
                        "epoch",
                        0,
                        Key,
                        writer => HintMessage.Write(writer, hint)
                    );
                    using var reader = PeerMessage.Read(peerMessage, "epoch", Key)!.Value.Open();
                    var read = HintMessage.Read(reader, 0);

                    Assert.Equal((1_000_000, 1_000_000 + commit.Count), (read.Before, read.Until));
                    Assert.Equal([new StreamVersion("cafe:demo", 7)], read.Streams);
                    Assert.Equal(
                        commit
                            .Where(one => Listens(CountKey.Channel(one.Channel)))
                            .Select(one =>
                                (
                                    one.Position,
                                    one.Channel,
                                    one.Sequence,
                                    one.MessageId,
                                    Convert.ToHexString(one.Frame.Span)
                                )
                            ),
                        read.Messages.Select(one =>
                            (
                                one.Position,
                                one.Channel,
                                one.Sequence,
                                one.MessageId,
                                Convert.ToHexString(one.Frame.Span)
                            )
                        )
                    );
                    Assert.Equal(
                        commit
                            .Select(one => CountKey.Channel(one.Channel))
                            .Where(key => !Listens(key))
                            .ToHashSet(),
                        read.LeftOut.ToHashSet()
                    );
                }
            );

    [Fact]
    public void A_commit_that_is_too_large_for_a_hint_is_named_and_not_sent()
    {
        var commit = Enumerable
            .Range(1, 5)
            .Select(number => new StoredMessage(
                number,
                Channels[0],
                number,
                $"m-{number}",
                new byte[HintMessage.MostBytes / 3]
            ));

        var hint = HintMessage.For(
            0,
            [.. commit.Select(one => (one, CountKey.Channel(one.Channel)))],
            [],
            _ => true
        );

        Assert.Equal(2 + 1, hint.Messages.Count);
        Assert.Equal([CountKey.Channel(Channels[0])], hint.LeftOut);
        Assert.Equal(5, hint.Until);
    }

    /// <summary>Somebody else is about to hear what follows: the server there has to know first whose rights moved (section 3).</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(HintMessage.MostBytes)]
    public void What_may_move_rights_comes_though_nobody_listens_and_however_large_the_commit_is(
        int bytesBefore
    )
    {
        var staff = ChannelName.Of(ChannelKinds.CafeStaff, "demo");
        StoredMessage[] commit =
        [
            new(1, Channels[0], 1, "m-1", new byte[bytesBefore]),
            new(2, staff, 1, "m-2", "{\"type\":\"break_ended\"}"u8.ToArray()),
            new(3, Channels[1], 1, "m-3", new byte[10]),
        ];

        var hint = HintMessage.For(
            0,
            [.. commit.Select(one => (one, CountKey.Channel(one.Channel)))],
            [],
            key => key.Equals(CountKey.Channel(Channels[0]))
        );

        Assert.Equal(["m-1", "m-2"], hint.Messages.Select(message => message.MessageId));
        Assert.Equal([CountKey.Channel(Channels[1])], hint.LeftOut);
        Assert.Equal(3, hint.Until);
    }

    [Fact]
    public void What_nobody_with_the_key_made_is_refused()
    {
        var peerMessage = PeerMessage.Write(
            PeerMessageKind.Command,
            "node",
            "epoch",
            0,
            Key,
            writer => writer.Write("body")
        );
        Assert.NotNull(PeerMessage.Read(peerMessage, "epoch", Key));

        Assert.Throws<FormatException>(() => PeerMessage.Read(peerMessage, "epoch", [1, 2, 4]));
        // Whatever is changed behind the format and the history, and however it is cut or made longer.
        for (var place = 1; place < peerMessage.Length; place++)
        {
            var changed = peerMessage.ToArray();
            changed[place] ^= 1;
            Assert.False(IsBelieved(changed));
            Assert.False(IsBelieved(peerMessage[..place]));
        }

        Assert.False(IsBelieved([.. peerMessage, 0]));

        static bool IsBelieved(byte[] bytes)
        {
            try
            {
                return PeerMessage.Read(bytes, "epoch", Key) is not null;
            }
            catch (Exception refused) when (refused is IOException or FormatException)
            {
                return false;
            }
        }
    }

    [Theory]
    // Before, until, and the place of the one message after before; 0 for none.
    [InlineData(5, 4, 0)]
    [InlineData(-1, 0, 1)]
    [InlineData(5, long.MaxValue, 1)]
    [InlineData(5, 6, 2)]
    [InlineData(5, 6, 0)]
    [InlineData(5, 6, -1)]
    public void A_hint_of_a_commit_that_there_cannot_be_is_refused(
        long before,
        long until,
        long place
    )
    {
        var hint = new CommitHint(
            before,
            until,
            place == 0 ? [] : [new(before + place, Channels[0], 1, "m-1", "{}"u8.ToArray())],
            [],
            []
        );
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        HintMessage.Write(writer, hint);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);

        Assert.Throws<FormatException>(() => HintMessage.Read(reader, 0));
    }

    [Fact]
    public void What_is_no_message_is_refused_and_never_a_crash() =>
        Gen
            .Byte.Array[0, 200]
            .Sample(bytes =>
            {
                foreach (var kind in Enum.GetValues<PeerMessageKind>())
                {
                    var peerMessage = PeerMessage.Write(
                        kind,
                        "node",
                        "epoch",
                        1,
                        Key,
                        writer => writer.Write(bytes)
                    );
                    Read(peerMessage);
                    Read(bytes);
                }

                static void Read(byte[] bytes)
                {
                    try
                    {
                        if (PeerMessage.Read(bytes, "epoch", Key) is not { } peerMessage)
                        {
                            return;
                        }

                        using var reader = peerMessage.Open();
                        _ = peerMessage.Kind switch
                        {
                            PeerMessageKind.Beat => (object?)BeatMessage.Read(reader),
                            PeerMessageKind.Change => CountMessage.Read(reader),
                            PeerMessageKind.Commit => HintMessage.Read(reader, 0),
                            PeerMessageKind.Command => CommandMessage.Read(reader),
                            _ => CommandMessage.Bytes(reader),
                        };
                    }
                    catch (Exception refused)
                        when (refused is IOException or FormatException or ArgumentException)
                    {
                        // As it should be.
                    }
                }
            });
}
