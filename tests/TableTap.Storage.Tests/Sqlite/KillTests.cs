using System.Diagnostics;
using System.Text;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Storage.Sqlite;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>A process that appends is killed without warning, again and again.</summary>
public sealed class KillTests
{
    private const int Kills = 4;
    private static readonly ChannelName A = ChannelName.Of(ChannelKinds.CounterOrders, "a");
    private static readonly ChannelName B = ChannelName.Of(ChannelKinds.CounterOrders, "b");

    [Fact]
    public async Task What_was_acknowledged_survives_kill_9_exactly_once_and_without_a_hole()
    {
        var directory = Directory.CreateTempSubdirectory("tabletap-");
        try
        {
            var path = Path.Combine(directory.FullName, "journal.db");
            var acknowledged = new HashSet<string>();
            for (var kill = 1; kill <= Kills; kill++)
            {
                await AppendUntilKilledAsync(path, acknowledged, 150 * kill);
                await CheckAsync(path, acknowledged);
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task AppendUntilKilledAsync(
        string path,
        HashSet<string> acknowledged,
        int count
    )
    {
        var appender = Path.Combine(AppContext.BaseDirectory, "TableTap.Storage.Appender.dll");
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [appender, path])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        for (var line = 0; line < count; line++)
        {
            var id =
                await process
                    .StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                    .AsTask()
                    .Soon()
                ?? throw new InvalidOperationException(
                    await process.StandardError.ReadToEndAsync()
                );
            Assert.True(acknowledged.Add(id), $"{id} was acknowledged twice");
        }

        process.Kill();

        // What it had said before it died counts too.
        while (
            await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                is { } id
        )
        {
            acknowledged.Add(id);
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task CheckAsync(string path, HashSet<string> acknowledged)
    {
        await using var journal = await SqliteJournal.OpenAsync(
            new SqliteJournalOptions { Path = path },
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance,
            TestContext.Current.CancellationToken
        );
        var ids = await IdsAsync(journal, A);
        Assert.Equal(ids, await IdsAsync(journal, B));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Subset(ids.ToHashSet(), acknowledged);

        // All or nothing: facts and answers are those of the messages.
        var facts = new List<string>();
        foreach (var stream in await journal.StreamsAsync(CancellationToken.None))
        {
            var version = 0L;
            await foreach (var fact in journal.ReadStreamAsync(stream, 0, CancellationToken.None))
            {
                Assert.Equal(++version, fact.Version);
                facts.Add(Encoding.UTF8.GetString(fact.Data.Span));
            }
        }

        Assert.Equal(ids.Order(), facts.Order());
        foreach (var id in ids)
        {
            Assert.NotNull(
                await journal.FindAnswerAsync(Batch.AnswerTo(id).Key, CancellationToken.None)
            );
        }
    }

    private static async Task<List<string>> IdsAsync(SqliteJournal journal, ChannelName channel)
    {
        var page = await journal.ReadMessagesAsync(
            [new ChannelPosition(channel, 0)],
            new PageLimit(int.MaxValue, int.MaxValue),
            CancellationToken.None
        );
        Assert.False(page.HasMore);
        Assert.Equal(
            Enumerable.Range(1, page.Messages.Count).Select(number => (long)number),
            page.Messages.Select(message => message.Sequence)
        );
        return [.. page.Messages.Select(message => message.MessageId)];
    }
}
