using System.Text;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Hub;

public sealed class JoinedAnswerTests
{
    [Fact]
    public async Task Answers_to_frames_that_came_together_leave_in_one_write()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        var before = hub.WritesTo(client);
        await SendTogetherAsync(
            client,
            [
                .. Enumerable
                    .Range(0, 30)
                    .Select(i => $$"""{"type":"ping","messageId":"p{{i}}"}"""),
                """{"type":"unheard_of","messageId":"u"}""",
            ]
        );
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal($"p{i}", (await client.ReceiveAsync("pong")).Text("correlationId"));
        }

        Assert.Equal("u", (await client.ReceiveAsync("error")).Text("correlationId"));
        Assert.Equal(before + 1, hub.WritesTo(client));
    }

    [Fact]
    public async Task An_answer_does_not_wait_for_the_handling_of_the_next_frame()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        var (read, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        hub.Journal.AfterRead = async () =>
        {
            read.TrySetResult();
            await go.Task;
        };
        await SendTogetherAsync(
            client,
            [
                """{"type":"ping"}""",
                """{"type":"subscribe","data":{"channels":["cafe:one:general"]}}""",
                """{"type":"ping"}""",
            ]
        );
        await read.Task.Soon();
        await client.ReceiveAsync("pong");
        go.SetResult();
        await client.ReceiveAsync("subscription_confirmed");
        await client.ReceiveAsync("pong");
    }

    [Fact]
    public async Task Many_answers_do_not_wait_for_the_last_frame()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync(window: 1024 * 1024);
        var before = hub.WritesTo(client);
        await SendTogetherAsync(client, [.. Enumerable.Repeat("""{"type":"ping"}""", 1000)]);
        for (var i = 0; i < 1000; i++)
        {
            await client.ReceiveAsync("pong");
        }

        Assert.InRange(hub.WritesTo(client) - before, 4, 40);
    }

    // Masked with a key of zeros.
    private static async Task SendTogetherAsync(TestClient client, string[] frames) =>
        await client.Stream.WriteAsync(
            (byte[])
                [
                    .. frames.SelectMany(frame =>
                        (byte[])
                            [
                                0x81,
                                (byte)(0x80 | frame.Length),
                                0,
                                0,
                                0,
                                0,
                                .. Encoding.ASCII.GetBytes(frame),
                            ]
                    ),
                ]
        );
}
