using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>
/// Hands every committed message to this process's dispatcher, in commit order, exactly once, whichever process wrote it.
/// Written to by the writer loop alone.
/// </summary>
internal sealed class CommittedFeed(SqliteJournalOptions options, ILogger log) : IDisposable
{
    private const int SweepPage = 500;
    private readonly CancellationTokenSource _impatient = new();

    private readonly Channel<IReadOnlyList<StoredMessage>> _channel = Channel.CreateBounded<
        IReadOnlyList<StoredMessage>
    >(new BoundedChannelOptions(options.CommittedCapacity) { SingleWriter = true });

    /// <summary>The end of the feed that the dispatcher reads from.</summary>
    public ChannelReader<IReadOnlyList<StoredMessage>> Reader => _channel.Reader;

    /// <summary>The last position handed over.</summary>
    public long Published { get; set; }

    /// <summary>Hands over what follows <see cref="Published"/>; waits while the dispatcher is far behind.</summary>
    public async ValueTask PublishAsync(IReadOnlyList<StoredMessage> messages)
    {
        if (messages.Count == 0 || options.BesideServer)
        {
            return;
        }

        Published = messages[^1].Position;

        try
        {
            await _channel.Writer.WriteAsync(messages, _impatient.Token);
        }
        catch (OperationCanceledException)
        {
            StorageLog.PublishFailed(log, messages.Count);
        }
    }

    /// <summary>Hands over what the store has beyond <see cref="Published"/>, read a page at a time.</summary>
    public async ValueTask SweepAsync(StoreWriter store)
    {
        while (!options.BesideServer && ReadPage(store) is { Count: > 0 } page)
        {
            await PublishAsync(page);
        }
    }

    /// <summary>Waits no longer for a dispatcher that stands still.</summary>
    public void WakeUp() => _impatient.Cancel();

    /// <summary>Ends the feed: the dispatcher still reads what is in it, and nothing more comes.</summary>
    public void Complete() => _channel.Writer.TryComplete();

    public void Dispose() => _impatient.Dispose();

    private List<StoredMessage> ReadPage(StoreWriter store)
    {
        using var select = new Statement(
            store.Connection,
            """
            SELECT m.position, c.name, m.sequence, m.message_id, m.frame
            FROM message m CROSS JOIN channel c ON c.id = m.channel
            WHERE m.position > $1 ORDER BY m.position LIMIT $2
            """,
            2
        );
        using var rows = select.Read(Published, (long)SweepPage);
        var page = new List<StoredMessage>();
        while (rows.Read())
        {
            if (!ChannelName.TryParse(rows.GetString(1), out var channel))
            {
                throw new InvalidDataException($"'{rows.GetString(1)}' is no channel.");
            }

            page.Add(
                new(
                    rows.GetInt64(0),
                    channel,
                    rows.GetInt64(2),
                    rows.GetString(3),
                    rows.GetFieldValue<byte[]>(4)
                )
            );
        }

        return page;
    }
}
