using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Peers;

namespace TableTap.Realtime.Tests.Peers;

/// <summary>
/// Servers of two versions run beside each other during an upgrade: today's understands what each release says, says what each release
/// understands, and passes over what only a later one knows. <c>tests/compatibility</c> holds a peer message of each kind, which were made past
/// the server's code and are never changed.
/// </summary>
public sealed class PeerCompatibilityTests : IAsyncDisposable
{
    private const string Epoch = "epoch";
    private const string Sender = "node-1";
    private static readonly byte[] Key = [1, 2, 3];
    private static readonly CountKey Mona = CountKey.User("mona");

    private readonly FakeTimeProvider _time = new(Batch.Noon);
    private readonly MemoryBackplane _backplane = new();
    private readonly List<Cluster> _open = [];

    public static TheoryData<string> Releases =>
        [
            .. Directory
                .EnumerateFiles(Root, "peer-messages.txt", SearchOption.AllDirectories)
                .Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)),
        ];

    private static string Root => Path.Combine(Repository.Root, "tests", "compatibility");

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in _open)
        {
            await cluster.DisposeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void What_a_release_says_is_understood_and_what_is_said_now_begins_like_it(
        string release
    )
    {
        var said = Said(release);
        Assert.Equal(
            Enum.GetNames<PeerMessageKind>().Order(StringComparer.OrdinalIgnoreCase),
            said.Keys.Select(name => char.ToUpperInvariant(name[0]) + name[1..])
                .Order(StringComparer.OrdinalIgnoreCase)
        );

        var beat = BeatMessage.Read(Open(said, PeerMessageKind.Beat, 300));
        Assert.Equal((true, Mona.Slice), (beat.TakesCommands, beat.Slice));
        Assert.Equal([(Mona, 2)], beat.Counts);
        Assert.Equal(["counter:bar:orders"], beat.Screens);
        BeginsLike(said, PeerMessageKind.Beat, 300, beat.Write);
        // A server that says nothing of itself is none the less heard.
        Assert.Null(beat.Profile);
        BeginsLike(
            said,
            PeerMessageKind.Beat,
            300,
            (beat with { Profile = new("till-2", "1.1.0"), Connections = 7 }).Write
        );

        var counts = CountMessage.Read(Open(said, PeerMessageKind.Change, 301));
        Assert.Equal([(Mona, 2), (CountKey.Cafe("demo"), 200)], counts);
        BeginsLike(said, PeerMessageKind.Change, 301, writer => CountMessage.Write(writer, counts));

        BeginsLike(said, PeerMessageKind.Leaving, 0, _ => { });

        var hint = HintMessage.Read(Open(said, PeerMessageKind.Commit, 0), 0);
        Assert.Equal((1000, 1002), (hint.Before, hint.Until));
        var message = Assert.Single(hint.Messages);
        Assert.Equal(
            (1001, "orders:customer:mona", 7, "msg_1", """{"type":"order_created"}"""),
            (
                message.Position,
                message.Channel.Text,
                message.Sequence,
                message.MessageId,
                Encoding.UTF8.GetString(message.Frame.Span)
            )
        );
        Assert.Equal(
            [CountKey.Channel(ChannelName.Of(ChannelKinds.CafeGeneral, "demo"))],
            hint.LeftOut
        );
        Assert.Equal([new StreamVersion("cafe:demo", 12)], hint.Streams);
        BeginsLike(said, PeerMessageKind.Commit, 0, writer => HintMessage.Write(writer, hint));

        var command = Open(said, PeerMessageKind.Command, 0);
        Assert.Equal((5, Batch.Noon.UtcTicks), (command.ReadInt64(), command.ReadInt64()));
        var request = CommandMessage.Read(command)!;
        Assert.Equal(
            ("mona", Role.Customer, "order_create", "c-1"),
            (request.Sender.UserId, request.Sender.Role, request.Descriptor.Type, request.MessageId)
        );
        // A server that says nothing of it leaves the choice to this one.
        Assert.Null(request.IsTraced);
        BeginsLike(
            said,
            PeerMessageKind.Command,
            0,
            writer =>
            {
                writer.Write(5L);
                writer.Write(Batch.Noon.UtcTicks);
                CommandMessage.Write(writer, Order());
            }
        );

        var answer = Open(said, PeerMessageKind.Answer, 0);
        Assert.Equal(5, answer.ReadInt64());
        Assert.Equal(
            """{"type":"message_acknowledged"}""",
            Encoding.UTF8.GetString(CommandMessage.Bytes(answer))
        );
        Assert.Equal(5, Open(said, PeerMessageKind.Placed, 0).ReadInt64());

        var heard = new List<string>();
        var rates = new SharedRates();
        rates.Hear("pin", heard.Add);
        rates.Count(Open(said, PeerMessageKind.Events, 0));
        Assert.Equal(["mona"], heard);
        BeginsLike(
            said,
            PeerMessageKind.Events,
            0,
            writer => SharedRates.Write(writer, [("pin", "mona")])
        );
    }

    [Fact]
    public void What_a_server_says_of_itself_is_read_and_what_a_later_one_adds_is_passed_over()
    {
        var beat = new BeatMessage(TakesCommands: true, 3, [(Mona, 2)], ["counter:bar:orders"])
        {
            Profile = new("till-2", "1.1.0"),
            Connections = 7,
        };
        using var body = new MemoryStream([.. Body(beat.Write), 9, 9, 9]);
        using var reader = new BinaryReader(body);

        var read = BeatMessage.Read(reader);

        Assert.Equal((new PeerProfile("till-2", "1.1.0"), 7), (read.Profile, read.Connections));
        Assert.Equal(["counter:bar:orders"], read.Screens);
    }

    /// <summary>An event of a limit that only a later version has stands among those of the others.</summary>
    [Fact]
    public void What_only_a_later_version_counts_is_passed_over()
    {
        var heard = new List<string>();
        var rates = new SharedRates();
        rates.Hear("pin", heard.Add);
        using var body = new MemoryStream(
            Body(writer => SharedRates.Write(writer, [("dreams", "mona"), ("pin", "nils")]))
        );
        using var reader = new BinaryReader(body);

        rates.Count(reader);

        Assert.Equal(["nils"], heard);
    }

    /// <summary>A later version adds fields at the end of each body, and has kinds of its own.</summary>
    [Theory]
    [MemberData(nameof(Releases))]
    public async Task What_a_later_version_says_on_top_is_passed_over(string release)
    {
        var cluster = await JoinAsync();
        var heard = new List<string>();
        cluster.Rates.Hear("pin", heard.Add);
        foreach (var kind in Enum.GetValues<PeerMessageKind>().Except([PeerMessageKind.Leaving]))
        {
            var known = Read(Said(release), kind).Body.ToArray();
            Deliver(kind, known, more: [9, 9, 9]);
        }

        Deliver((PeerMessageKind)200, [1, 2, 3], more: []);

        Assert.Equal(2, cluster.Counts.Elsewhere(Mona));
        Assert.True(
            cluster.HasScreen(ChannelName.Of(ChannelKinds.CounterOrders, "bar")),
            "The screens of the beat are not known."
        );
        Assert.Equal(["mona"], heard);
        Assert.Equal(1000, cluster.Hints.Take()!.Before);
        Assert.Equal([Sender], cluster.Peers);
    }

    /// <summary>Whoever does not know a command says so at once, and the server that it came to decides it.</summary>
    [Fact]
    public async Task A_command_that_only_a_later_version_knows_is_given_back_at_once()
    {
        var cluster = await JoinAsync();
        cluster.Commands.Handler = (_, _, _) =>
            throw new InvalidOperationException("It cannot be decided here.");
        var answer = new TaskCompletionSource<byte[]>();
        await using var later = _backplane.Open();
        later.Listen(
            $"tabletap:{Epoch}:{Sender}",
            bytes =>
            {
                var reply = PeerMessage.Read(bytes, Epoch, Key)!.Value;
                Assert.Equal(PeerMessageKind.Answer, reply.Kind);
                using var reader = reply.Open();
                Assert.Equal(5, reader.ReadInt64());
                answer.TrySetResult(CommandMessage.Bytes(reader));
            }
        );
        var body = Body(writer =>
        {
            writer.Write(5L);
            writer.Write(_time.GetUtcNow().UtcTicks);
            CommandMessage.Write(writer, Order());
        });
        var name = Encoding.UTF8.GetBytes("order_create");
        var place = body.AsSpan().IndexOf(name);
        "order_dreams"u8.CopyTo(body.AsSpan(place));

        Deliver(PeerMessageKind.Command, body, more: []);

        Assert.Empty(await answer.Task.Soon());
    }

    private static CommandRequest Order() =>
        new(
            new Identity(
                "mona",
                Role.Customer,
                ["demo"],
                null,
                "Mona",
                "jti-1",
                "tabletap",
                Batch.Noon.AddHours(1)
            )
            {
                IssuedAt = Batch.Noon,
            },
            MessageCatalogue.Find("order_create")!,
            "c-1",
            Encoding.UTF8.GetBytes("""{"cafeId":"demo"}"""),
            "127.0.0.1"
        );

    private static Dictionary<string, byte[]> Said(string release) =>
        File.ReadLines(Path.Combine(Root, release, "peer-messages.txt"))
            .Select(line => line.Split(' '))
            .ToDictionary(words => words[0], words => Convert.FromHexString(words[1]));

    private static PeerMessage Read(Dictionary<string, byte[]> said, PeerMessageKind kind) =>
        PeerMessage.Read(said[$"{kind}".ToLowerInvariant()], Epoch, Key)!.Value;

    private static BinaryReader Open(
        Dictionary<string, byte[]> said,
        PeerMessageKind kind,
        long number
    )
    {
        var message = Read(said, kind);
        Assert.Equal((kind, Sender, number), (message.Kind, message.Node, message.Number));
        return message.Open();
    }

    // The release reads so far, and leaves what follows.
    private static void BeginsLike(
        Dictionary<string, byte[]> said,
        PeerMessageKind kind,
        long number,
        Action<BinaryWriter> body
    )
    {
        var now = PeerMessage.Write(kind, Sender, Epoch, number, Key, body);
        var then = said[$"{kind}".ToLowerInvariant()];
        var signed = then.Length - 32;
        Assert.Equal(
            Convert.ToHexString(then.AsSpan(0, signed)),
            Convert.ToHexString(now.AsSpan(0, Math.Min(now.Length, signed)))
        );
    }

    private static byte[] Body(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        write(writer);
        writer.Flush();
        return stream.ToArray();
    }

    private async Task<Cluster> JoinAsync()
    {
        var cluster = new Cluster(_backplane.Open(), Key, _time, NullLogger.Instance);
        cluster.Join(Epoch);
        _open.Add(cluster);
        await Patience.UntilAsync(
            () => cluster.IsHealthy,
            () => _time.Advance(TimeSpan.FromMilliseconds(50)),
            pauseMs: 1
        );
        return cluster;
    }

    private void Deliver(PeerMessageKind kind, byte[] body, byte[] more) =>
        _backplane.Deliver(
            $"tabletap:{Epoch}:all",
            PeerMessage.Write(
                kind,
                Sender,
                Epoch,
                number: 400 + (int)kind,
                Key,
                writer =>
                {
                    writer.Write(body);
                    writer.Write(more);
                }
            )
        );
}
