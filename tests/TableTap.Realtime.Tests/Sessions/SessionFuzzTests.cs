using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Envelopes;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Sessions;

/// <summary>
/// The session's states, by sequences of good and spoilt frames: whatever comes in whatever order, every frame back is one of the
/// protocol, no command is answered more often than it was sent, and the socket lives on or ends as the protocol says.
/// </summary>
public sealed class SessionFuzzTests
{
    private static readonly int Sequences = int.Parse(
        Environment.GetEnvironmentVariable("TABLETAP_FUZZ_SEQUENCES") ?? "150",
        CultureInfo.InvariantCulture
    );

    private static readonly int[] Ends = [1000, 1002, 1003, 1007, 1009, 4400, 4401, 4403, 4429];

    private static readonly byte[][] Good =
    [
        .. Fixture
            .All.Where(one => MessageCatalogue.Find(one.Type) is { FromClient: true })
            .Select(one => one.Frame.ToArray()),
        .. new[]
        {
            """{"type":"subscribe","data":{"channels":["cafe:one:general"]}}""",
            """{"type":"subscribe","data":{"channels":[{"channel":"orders:customer:guest","fromSequence":1}]}}""",
            """{"type":"reconnect","data":{"channels":["cafe:one:general"],"positions":{"cafe:one:general":0}}}""",
            """{"type":"reconnect","data":{"positions":{"orders:customer:guest":7}}}""",
            """{"type":"unsubscribe","data":{"channels":["cafe:one:general"]}}""",
            """{"type":"ack","data":{"channel":"orders:customer:guest","sequence":3}}""",
            """{"type":"ping"}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    // Of no known type, so that its answer shows that everything before it was handled.
    private static readonly byte[] Last = Encoding.UTF8.GetBytes(
        """{"type":"brew_coffee","messageId":"last"}"""
    );

    [Fact]
    public async Task Whatever_comes_the_session_keeps_its_rules()
    {
        await using var hub = new TestHub();
        var general = ChannelName.Of(ChannelKinds.CafeGeneral, "one");
        for (var seed = 1; seed <= Sequences; seed++)
        {
            var random = new Random(seed);
            var mutator = new InputMutator(Good, seed);
            using var client = await hub.ConnectAsync(
                TestHub.Someone($"guest-{seed}", seed % 3 == 0 ? Role.Manager : Role.Customer)
            );
            var hearing = HearAsync(client, $"seed {seed}");
            var sent = new Dictionary<string, int>();
            for (var frames = random.Next(1, 25); frames > 0 && !hearing.IsCompleted; frames--)
            {
                var frame = random.Next(3) == 0 ? mutator.Next() : Good[random.Next(Good.Length)];
                if (EnvelopeReader.TryRead(frame, out var read, out _) && read.MessageId is { } id)
                {
                    sent[id] = sent.GetValueOrDefault(id) + 1;
                }

                await SendAsync(client, frame, random.Next(40) == 0);
                if (random.Next(4) == 0)
                {
                    hub.Journal.Publish(general);
                }
            }

            await SendAsync(client, Last, isBinary: false);
            await Patience.UntilAsync(
                () => hearing.IsCompleted,
                () => hub.Clock.Pass(TimeSpan.FromMilliseconds(100))
            );
            var (answers, isAlive) = await hearing;
            Assert.True(
                isAlive || Ends.Contains(client.CloseCode ?? 0),
                $"seed {seed} ended with {client.CloseCode} {client.CloseReason}"
            );
            Assert.All(
                answers,
                one => Assert.InRange(one.Value, 0, sent.GetValueOrDefault(one.Key))
            );
        }
    }

    private static async Task SendAsync(TestClient client, byte[] frame, bool isBinary)
    {
        try
        {
            await client.SendAsync(
                frame,
                isBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text
            );
        }
        catch (Exception fault)
            when (fault is WebSocketException or IOException or ObjectDisposedException)
        {
            // The server has closed; how is asked at the end.
        }
    }

    /// <summary>Hears until the last frame is answered or the socket ends.</summary>
    private static async Task<(Dictionary<string, int> Answers, bool IsAlive)> HearAsync(
        TestClient client,
        string what
    )
    {
        var answers = new Dictionary<string, int>();
        while (true)
        {
            JsonElement? next;
            try
            {
                next = await client.TryReceiveAsync();
            }
            catch (Exception fault) when (fault is WebSocketException or IOException)
            {
                return (answers, false);
            }

            if (next is not { } frame)
            {
                return (answers, false);
            }

            var type = frame.Text("type")!;
            Assert.True(MessageCatalogue.Find(type) is { FromClient: false }, $"{what}: {type}");
            if (type is "message_acknowledged" or "message_error")
            {
                var id = frame.GetProperty("data").Text("messageId")!;
                answers[id] = answers.GetValueOrDefault(id) + 1;
            }
            else if (type == "error" && frame.Text("correlationId") == "last")
            {
                return (answers, true);
            }
        }
    }
}
