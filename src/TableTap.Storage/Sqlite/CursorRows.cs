using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>How far owners have confirmed their channels: one row for each who ever did (section 7).</summary>
internal static class CursorRows
{
    /// <summary>The table; a script of <see cref="Schema"/>.</summary>
    public const string Script = """
        CREATE TABLE cursor (
            channel INTEGER PRIMARY KEY,
            sequence INTEGER NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        """;

    /// <summary>Makes the statement that moves a cursor, and never back.</summary>
    public static Statement Mover(StoreWriter store) =>
        store.Prepare(
            """
            INSERT INTO cursor (channel, sequence, at) VALUES ($1, $2, $3)
            ON CONFLICT (channel) DO UPDATE SET sequence = excluded.sequence, at = excluded.at
            WHERE excluded.sequence > cursor.sequence
            """,
            3
        );

    /// <summary>Moves cursors in the open transaction, none beyond what was told.</summary>
    public static void Move(
        StoreWriter store,
        Statement mover,
        IReadOnlyList<ChannelPosition> cursors,
        DateTimeOffset now
    )
    {
        foreach (var (name, sequence) in cursors)
        {
            var last = store.Channels.Last(name.Text);
            if (last > 0)
            {
                mover.Execute(
                    store.Channels.Open(name.Text).Id,
                    Math.Min(sequence, last),
                    now.UtcTicks
                );
            }
        }
    }

    /// <summary>The cursor of each channel; 0 where nothing was confirmed.</summary>
    public static IReadOnlyDictionary<ChannelName, long> Read(
        StoreReader store,
        IReadOnlyCollection<ChannelName> channels
    )
    {
        var names = channels.Distinct().ToList();
        var cursors = names.ToDictionary(name => name, _ => 0L);
        using var select = new Statement(
            store.Connection,
            "SELECT sequence FROM cursor WHERE channel = $1",
            1
        );
        foreach (var known in store.Channels(names))
        {
            cursors[names[known.Index]] = select.Number(known.Id) ?? 0;
        }

        return cursors;
    }
}
