using System.Net.WebSockets;
using System.Text.Json;
using CsCheck;
using TableTap.Server.Testing;

namespace TableTap.Server.Tests.Http.State;

/// <summary>
/// Section 7: a client that loads state while the café is busy and subscribes from the positions it was told misses nothing and hears
/// nothing twice: messages folded onto what was loaded give what a later load shows.
/// </summary>
public sealed class LoadAndListenTests
{
    [Fact]
    public Task Messages_folded_onto_a_loaded_state_give_the_later_state() =>
        Gen.Int.SampleAsync(CheckAsync, iter: 3, threads: 1);

    private static async Task CheckAsync(int seed)
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
            var head = answer.GetProperty("positions").GetProperty(last.Channel).GetInt64();
            foreach (var client in clients.Where(one => one.IsLike(last)))
            {
                await client.HearAsync(head);
                Assert.Equal(last.Parts, client.State.Parts);
            }
        }

        clients.ForEach(client => client.Dispose());
    }

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
            await socket.SendAsync(
                $$$"""{"type":"subscribe","data":{"channels":[{"channel":"{{{state.Channel}}}","afterSequence":{{{position}}}}],"epoch":"{{{answer.GetProperty("epoch").GetString()}}}"}}"""
            );
            var confirmed = await socket.ReadAsync("subscription_confirmed");
            Assert.Empty(confirmed.GetProperty("data").GetProperty("failed").EnumerateArray());
            return new(state, socket, position);
        }

        public bool IsLike(StateFold other) =>
            state.Path == other.Path && state.Channel == other.Channel;

        /// <summary>Folds everything up to a sequence.</summary>
        public async Task HearAsync(long head)
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

        public void Dispose() => socket.Dispose();

        private void Take(JsonElement message)
        {
            Assert.Equal(++_last, message.GetProperty("sequence").GetInt64());
            state.Fold(message.GetProperty("type").GetString()!, message.GetProperty("data"));
        }
    }
}
