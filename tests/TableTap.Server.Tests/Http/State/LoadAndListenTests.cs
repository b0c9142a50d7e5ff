using System.Net.WebSockets;
using System.Text.Json;
using CsCheck;
using TableTap.Protocol.Catalogue;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Server.Tests.Http.State;

/// <summary>
/// Section 7: a client that loads state while the café is busy and subscribes from the positions it was told misses nothing and hears
/// nothing twice: messages folded onto what was loaded give what a later load shows.
/// </summary>
public sealed class LoadAndListenTests
{
    [Fact]
    public async Task Messages_folded_onto_a_loaded_state_give_the_later_state()
    {
        var told = new HashSet<string>();

        await Gen.Int.SampleAsync(seed => CheckAsync(seed, told), iter: 3, threads: 1);

        var never = StateFold.All.SelectMany(make => make().Events).Except(told).ToList();
        Assert.True(never is [], $"BusyNoon never causes {string.Join(", ", never)}.");
    }

    [Fact]
    public void Every_event_changes_a_state_that_is_folded_or_is_named_as_one_that_does_not() =>
        Assert.Equal(
            MessageCatalogue
                .All.Where(row => row.Kind == MessageKind.Event)
                .Select(row => row.Type)
                .Order(),
            StateFold
                .All.SelectMany(make => make().Events)
                .Distinct()
                .Concat(StateFold.OtherEvents)
                .Order()
        );

    private static async Task CheckAsync(int seed, HashSet<string> told)
    {
        await using var server = await TestServer.StartAsync(
            ("Limits:MessagesPerMinute", "100000"),
            ("Limits:SocketsPerUser", "1000"),
            ("Limits:NewSocketsPerUserPerMinute", "1000")
        );
        var door = new DemoDoor(server);
        var noon = new BusyNoon(door, seed).RunAsync(25);
        var clients = new List<Client>();
        do
        {
            foreach (var make in StateFold.All)
            {
                clients.Add(await Client.OpenAsync(door, make()));
            }
        } while (!noon.IsCompleted && clients.Count < 100);

        await noon;
        foreach (var make in StateFold.All)
        {
            var last = make();
            var answer = await door.ReadAsync(last.Reader, last.Path);
            last.Load(answer);
            told.UnionWith(await HistoryAsync(door, last, answer));
            var head = answer.GetProperty("positions").GetProperty(last.Channel).GetInt64();
            foreach (var client in clients.Where(one => one.IsLike(last)))
            {
                await client.HearAsync(head);
                Assert.Equal(last.Parts, client.State.Parts);
            }
        }

        clients.ForEach(client => client.Dispose());
    }

    /// <summary>The types of all messages of the state's channel since the café opened.</summary>
    private static async Task<List<string>> HistoryAsync(
        DemoDoor door,
        StateFold state,
        JsonElement answer
    )
    {
        using var socket = await door.Server.ConnectAsync(door.Token(state.Reader));
        await socket.SendAsync(Subscribe(state.Channel, 0, answer));
        List<string> types = [];
        JsonElement page;
        do
        {
            page = (await socket.ReadAsync("message_replay")).GetProperty("data");
            types.AddRange(
                page.GetProperty("messages")
                    .EnumerateArray()
                    .Select(message => message.GetProperty("type").GetString()!)
            );
        } while (page.GetProperty("hasMore").GetBoolean());

        return types;
    }

    private static string Subscribe(string channel, long position, JsonElement answer) =>
        $$$"""{"type":"subscribe","data":{"channels":[{"channel":"{{{channel}}}","afterSequence":{{{position}}}}],"epoch":"{{{answer.GetProperty("epoch").GetString()}}}"}}""";

    private sealed class Client(StateFold state, ClientWebSocket socket, long position)
        : IDisposable
    {
        private long _last = position;

        public StateFold State => state;

        public static async Task<Client> OpenAsync(DemoDoor door, StateFold state)
        {
            var answer = await door.ReadAsync(state.Reader, state.Path);
            state.Load(answer);
            var position = answer.GetProperty("positions").GetProperty(state.Channel).GetInt64();
            var socket = await door.Server.ConnectAsync(door.Token(state.Reader));
            await socket.SendAsync(Subscribe(state.Channel, position, answer));
            var confirmed = await socket.ReadAsync("subscription_confirmed");
            Assert.Empty(confirmed.GetProperty("data").GetProperty("failed").EnumerateArray());
            return new(state, socket, position);
        }

        public bool IsLike(StateFold other) =>
            state.Path == other.Path && state.Channel == other.Channel;

        /// <summary>Folds everything up to a sequence.</summary>
        public Task HearAsync(long head) => FoldAsync(head).Soon();

        public void Dispose() => socket.Dispose();

        private async Task FoldAsync(long head)
        {
            while (_last < head)
            {
                var frame = await socket.ReadAsync();
                if (frame.GetProperty("type").GetString() == "message_replay")
                {
                    foreach (
                        var message in frame
                            .GetProperty("data")
                            .GetProperty("messages")
                            .EnumerateArray()
                    )
                    {
                        Take(message);
                    }
                }
                else if (frame.TryGetProperty("sequence", out _))
                {
                    Take(frame);
                }
            }
        }

        private void Take(JsonElement message)
        {
            Assert.Equal(++_last, message.GetProperty("sequence").GetInt64());
            state.Fold(message.GetProperty("type").GetString()!, message.GetProperty("data"));
        }
    }
}
