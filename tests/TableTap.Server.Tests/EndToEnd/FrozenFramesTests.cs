using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Catalogue;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>
/// Clients of an earlier release reach today's server over a real socket: every frame that they may send, word for word as
/// <c>tests/compatibility</c> keeps it, is understood. What the café says to it is its own business.
/// </summary>
public sealed class FrozenFramesTests
{
    private const string RefusedByRole = "\"requiredRole\"";
    private const string Ping = """{"type":"ping","version":"1.0"}""";

    private static readonly (string User, Role Role)[] Senders =
    [
        ("maya", Role.Manager),
        ("john", Role.Customer),
        ("root", Role.Admin),
        ("bank", Role.Service),
    ];

    private static readonly string[] Misunderstood =
    [
        "\"MALFORMED_MESSAGE\"",
        "\"UNKNOWN_MESSAGE_TYPE\"",
        "\"UNSUPPORTED_VERSION\"",
        "\"The payload is not valid\"",
        "\"The message breaks rules of its type.\"",
    ];

    public static TheoryData<string> Releases =>
        [
            .. Directory
                .EnumerateFiles(
                    Path.Combine(Repository.Root, "tests", "compatibility"),
                    "frames.json",
                    SearchOption.AllDirectories
                )
                .Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)),
        ];

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Every_frame_of_a_client_of_a_release_is_understood(string release)
    {
        // The day on which all of them lie, so that no time in them is over.
        await using var server = await TestServer.StartAsync(
            new FakeTimeProvider(new DateTimeOffset(2024, 1, 15, 10, 30, 0, TimeSpan.Zero)),
            [.. TestServer.Quiet, ("Limits:MessagesPerMinute", "100000")]
        );
        var sockets = new Dictionary<Role, RawSocket>();
        var wrong = new List<string>();
        var sent = 0;
        try
        {
            foreach (var (name, frame) in Frames(release))
            {
                sent++;
                var answers = new List<string>();
                foreach (var (user, role) in Senders)
                {
                    if (!sockets.TryGetValue(role, out var socket))
                    {
                        sockets[role] = socket = await RawSocket.OpenAsync(
                            server.SocketUrl,
                            headerToken: server.Token(user, role)
                        );
                        await socket.ExpectAsync("connection_established");
                    }

                    answers.Add(await AnswerAsync(socket, frame));
                    // Whose role may not send it is refused before the payload is read: another's may.
                    if (!answers[^1].Contains(RefusedByRole, StringComparison.Ordinal))
                    {
                        break;
                    }
                }

                if (IsMisunderstood(frame, answers[^1]))
                {
                    wrong.Add($"{name}: {string.Join(' ', answers)}");
                }
            }
        }
        finally
        {
            foreach (var socket in sockets.Values)
            {
                await socket.DisposeAsync();
            }
        }

        Assert.NotEqual(0, sent);
        Assert.Empty(wrong);
    }

    // A position that this server never sent is no misunderstanding, though it is told in the words of the payload's rules.
    private static bool IsMisunderstood(JsonObject frame, string answer) =>
        answer.Contains(RefusedByRole, StringComparison.Ordinal)
        || (
            (string)frame["type"]! != "ack"
            && Misunderstood.Any(words => answer.Contains(words, StringComparison.Ordinal))
        );

    private static async Task<string> AnswerAsync(RawSocket socket, JsonObject frame)
    {
        var type = (string)frame["type"]!;
        await socket.SendAsync(frame.ToJsonString());
        if (MessageCatalogue.Find(type)!.Kind == MessageKind.Command)
        {
            return (await socket.AnswerAsync((string)frame["messageId"]!)).GetRawText();
        }

        // Frames are read one after the other: what is said before the pong is said to this one.
        if (type != "ping")
        {
            await socket.SendAsync(Ping);
        }

        var said = new List<JsonElement>();
        while (await socket.ReadAsync() is { } next)
        {
            if (next.GetProperty("type").GetString() == "pong")
            {
                return string.Join(
                    ' ',
                    said.Where(one => one.GetProperty("type").GetString() == "error")
                        // A channel that is not for the sender is a place in a list that was read.
                        .Where(one => !one.GetProperty("data").TryGetProperty("channel", out _))
                );
            }

            said.Add(next);
        }

        throw new InvalidOperationException(
            $"The server closed with {socket.Closed} at {type}; before it said {string.Join(' ', said)}"
        );
    }

    /// <summary>The frames of its clients; the café that they are about is one that is here.</summary>
    private static IEnumerable<(string Name, JsonObject Frame)> Frames(string release) =>
        JsonNode
            .Parse(
                File.ReadAllText(
                        Path.Combine(
                            Repository.Root,
                            "tests",
                            "compatibility",
                            release,
                            "frames.json"
                        )
                    )
                    .Replace("cafe_uuid", "demo", StringComparison.Ordinal)
            )!
            .AsObject()
            .Select(one => (one.Key, one.Value!.AsObject()))
            .Where(one => MessageCatalogue.Find((string)one.Item2["type"]!)!.FromClient);
}
