using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http.State;
using TableTap.Server.Tests.Trouble;
using TableTap.Testing;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>
/// The store that an earlier release left goes on with today's server: it says all that it said, tells each message again word for
/// word, and takes the next order. <c>tests/compatibility</c> holds a store of each release; FREEZE_RELEASE=1.1 makes one more.
/// </summary>
public sealed class LastReleaseTests
{
    private const string Answers = "answers.json";

    private static readonly string Root = Path.Combine(Repository.Root, "tests", "compatibility");

    public static TheoryData<string> Releases =>
        [
            .. Directory
                .EnumerateDirectories(Root)
                .Where(folder => File.Exists(Path.Combine(folder, Answers)))
                .Select(folder => Path.GetFileName(folder)),
        ];

    [Fact]
    public async Task A_release_is_kept()
    {
        if (Environment.GetEnvironmentVariable("FREEZE_RELEASE") is { } name)
        {
            await FreezeAsync(Directory.CreateDirectory(Path.Combine(Root, name)).FullName);
        }

        Assert.NotEmpty(Releases);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Its_store_says_what_it_said_and_goes_on(string release)
    {
        var folder = Path.Combine(Root, release);
        var said = JsonNode.Parse(
            await File.ReadAllTextAsync(
                Path.Combine(folder, Answers),
                TestContext.Current.CancellationToken
            )
        )!;
        using var data = new TemporaryDirectory();
        foreach (var file in Directory.EnumerateFiles(folder, "*.gz"))
        {
            await UnpackAsync(
                file,
                Path.Combine(data.Path, Path.GetFileNameWithoutExtension(file))
            );
        }

        await using (
            var server = await TestServer.StartAsync(
                new FakeTimeProvider(DateTimeOffset.Parse((string)said["at"]!, null)),
                ("Storage:Directory", data.Path)
            )
        )
        {
            var door = new DemoDoor(server, "today");
            foreach (var (what, now) in await AskAsync(door))
            {
                Assert.Empty(Missing(said["answers"]![what], now, what));
            }

            // However the noon ended, the next order is taken and made.
            await door.SendAsync("maya", "intake_update", """{"mode":"normal"}""");
            await door.SendAsync("maya", "employee_clock_in", """{"employeeId":"anna"}""");
            await door.SendAsync(
                "maya",
                "counter_status_update",
                """{"counterId":"espresso","status":"active","reason":"back"}"""
            );
            await door.SendAsync(
                "maya",
                "item_availability_update",
                """{"itemId":"cappuccino","available":true}"""
            );
            await door.CompletedAsync("john");
        }

        var (exit, output) = await new OperatedStore(data.Path).RunAsync("journal", "verify");
        Assert.True(exit == 0, output);
    }

    /// <summary>What is not there any more, or is another: of a list every entry in its place; fields may have come.</summary>
    private static IEnumerable<string> Missing(JsonNode? before, JsonNode? now, string path) =>
        (before, now) switch
        {
            (JsonObject then, JsonObject today) => then.SelectMany(field =>
                Missing(field.Value, today[field.Key], $"{path} {field.Key}")
            ),
            (JsonArray then, JsonArray today) when then.Count == today.Count => then.SelectMany(
                (entry, place) => Missing(entry, today[place], $"{path} {place}")
            ),
            _ when JsonNode.DeepEquals(before, now) => [],
            _ =>
            [
                $"{path}: {before?.ToJsonString() ?? "null"} was {now?.ToJsonString() ?? "null"}",
            ],
        };

    /// <summary>Everything that can be asked over HTTP of the states that screens show, and all that each of their channels told.</summary>
    private static async Task<List<(string What, JsonNode Answer)>> AskAsync(DemoDoor door)
    {
        List<(string, JsonNode)> answers = [];
        foreach (var state in StateFold.All.Select(make => make()))
        {
            var answer = await door.ReadAsync(state.Reader, state.Path);
            var epoch = answer.GetProperty("epoch").GetString()!;
            answers.Add(($"{state.Path} for {state.Reader}", JsonNode.Parse(answer.GetRawText())!));
            answers.Add(
                (
                    $"{state.Channel} to {state.Reader}",
                    await HistoryAsync(door, state.Reader, state.Channel, epoch)
                )
            );
        }

        return [.. answers.DistinctBy(answer => answer.Item1)];
    }

    private static async Task<JsonArray> HistoryAsync(
        DemoDoor door,
        string reader,
        string channel,
        string epoch
    )
    {
        using var socket = await door.Server.ConnectAsync(door.Token(reader));
        await socket.SendAsync(
            $$$"""{"type":"subscribe","data":{"channels":[{"channel":"{{{channel}}}","afterSequence":0}],"epoch":"{{{epoch}}}"}}"""
        );
        var told = new JsonArray();
        JsonElement page;
        do
        {
            page = (await socket.ReadAsync("message_replay")).GetProperty("data");
            foreach (var message in page.GetProperty("messages").EnumerateArray())
            {
                told.Add(JsonNode.Parse(message.GetRawText()));
            }
        } while (page.GetProperty("hasMore").GetBoolean());

        return told;
    }

    private static async Task FreezeAsync(string folder)
    {
        Assert.False(
            File.Exists(Path.Combine(folder, Answers)),
            $"{folder} is what a release left, and is never changed: FREEZE_RELEASE names a new one."
        );
        var time = new FakeTimeProvider(Batch.Noon);
        await using var server = await TestServer.StartAsync(
            time,
            ("Limits:MessagesPerMinute", "100000")
        );
        var door = new DemoDoor(server);
        await door.CompletedAsync("john");
        var paid = await door.CompletedAsync("jane");
        var total = (await door.ReadAsync("jane", $"/v1/orders/{paid}"))
            .GetProperty("order")
            .GetProperty("total");
        await door.DoAsync(
            "maya",
            "payment_record",
            $$"""{"orderId":"{{paid}}","method":"cash","amount":{{total.GetRawText()}},"result":"success"}"""
        );
        await door.DoAsync(
            "maya",
            "refund_issue",
            $$"""{"orderId":"{{paid}}","amount":1.00,"reason":"cold"}"""
        );
        await new BusyNoon(door, seed: 1).RunAsync(15);
        var said = new JsonObject
        {
            ["at"] = time.GetUtcNow().ToString("O"),
            ["answers"] = new JsonObject(
                (await AskAsync(door)).Select(one =>
                    KeyValuePair.Create(one.What, (JsonNode?)one.Answer)
                )
            ),
        };
        await server.StopAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, Answers), said.ToJsonString() + "\n");
        foreach (var file in Directory.EnumerateFiles(server.DataDirectory))
        {
            if (new FileInfo(file).Length > 0)
            {
                await PackAsync(file, Path.Combine(folder, Path.GetFileName(file) + ".gz"));
            }
        }
    }

    private static async Task PackAsync(string from, string to)
    {
        await using var file = File.OpenRead(from);
        await using var packed = new GZipStream(File.Create(to), CompressionLevel.SmallestSize);
        await file.CopyToAsync(packed);
    }

    private static async Task UnpackAsync(string from, string to)
    {
        await using var packed = new GZipStream(File.OpenRead(from), CompressionMode.Decompress);
        await using var file = File.Create(to);
        await packed.CopyToAsync(file);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(to, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
