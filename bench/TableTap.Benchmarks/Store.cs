using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Journal;
using TableTap.Storage.Sqlite;

namespace TableTap.Benchmarks;

/// <summary>A journal in a directory of its own, with one channel.</summary>
internal sealed class Store : IDisposable
{
    public static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static readonly ChannelName Channel = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");

    private static readonly byte[] Payload = FrameWriter.Payload(
        new Announcement("announcement", new string('.', 200)),
        ProtocolJson.Default.Announcement
    );

    private readonly string _directory = Directory.CreateTempSubdirectory("tabletap-").FullName;
    private readonly CancellationTokenSource _closed = new();
    private Task _reading = Task.CompletedTask;
    private int _ids;

    public Store(bool reads = true)
    {
        Journal = Await(
            new ValueTask<SqliteJournal>(
                SqliteJournal.OpenAsync(
                    new() { Path = Path.Combine(_directory, "journal.db") },
                    TimeProvider.System,
                    NullLogger.Instance,
                    default
                )
            )
        );
        if (reads)
        {
            _reading = Task.Run(ReadAsync);
        }
    }

    public SqliteJournal Journal { get; }

    public void Append(int messages)
    {
        var drafts = new MessageDraft[messages];
        for (var i = 0; i < messages; i++)
        {
            drafts[i] = MessageDraft.Encode(
                MessageCatalogue.Find("announcement"u8)!,
                Payload,
                Channel,
                $"msg_{++_ids:D10}",
                Now
            );
        }

        var outcome = Await(Journal.AppendAsync(new("demo", null, [], drafts, [], []), default));
        if (!outcome.Committed)
        {
            throw new InvalidOperationException("Nobody else writes.");
        }
    }

    /// <summary>Waits on this thread, so that one operation ends before the next begins.</summary>
    public static T Await<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();

    public void Dispose()
    {
        _closed.Cancel();
        _reading.GetAwaiter().GetResult();
        Journal.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _closed.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var _ in Journal.Committed.ReadAllAsync(_closed.Token))
            {
                // Somebody has to take what was committed.
            }
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }
}
