using Microsoft.Data.Sqlite;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>A channel as the store knows it.</summary>
/// <param name="Index">Its place in the question.</param>
/// <param name="Id">Its short id.</param>
/// <param name="Last">The last sequence given.</param>
internal readonly record struct KnownChannel(int Index, long Id, long Last);

/// <summary>A connection that reads, with its prepared questions. Not thread-safe; <see cref="ReaderPool"/> lends it out.</summary>
internal sealed class StoreReader(SqliteConnection connection) : IDisposable
{
    private readonly Statement _begin = new(connection, "BEGIN");
    private readonly Statement _end = new(connection, "COMMIT");
    private readonly Statement _position = new(connection, "SELECT position FROM store");

    private readonly Statement _first = new(connection, "SELECT min(position) FROM message");

    private readonly Statement _channels = new(
        connection,
        """
        SELECT n.key, c.id, c.last FROM json_each($1) n CROSS JOIN channel c WHERE c.name = n.value
        """,
        1
    );

    private readonly Statement _oldest = new(
        connection,
        "SELECT min(sequence) FROM message WHERE channel = $1",
        1
    );

    // The index alone answers this; no frame is touched.
    private readonly Statement _following = new(
        connection,
        """
        SELECT sequence, position FROM message WHERE channel = $1 AND sequence > $2
        ORDER BY sequence LIMIT $3
        """,
        3
    );

    private readonly Statement _placed = new(
        connection,
        "SELECT position FROM message WHERE channel = $1 AND sequence = $2",
        2
    );

    private readonly Statement _message = new(
        connection,
        "SELECT length(frame), message_id, frame FROM message WHERE position = $1",
        1
    );

    private readonly Statement _named = new(
        connection,
        "SELECT max(position) FROM message WHERE message_id = $1",
        1
    );

    private readonly Statement _answer = new(
        connection,
        """
        SELECT request_hash, frame, at FROM answer
        WHERE message_id = $1 AND subject = $2 AND issuer = $3
        """,
        3
    );

    public SqliteConnection Connection => connection;

    /// <summary>Runs questions that all see the same commit.</summary>
    public T AtOneCommit<T>(Func<T> questions)
    {
        _begin.Execute();
        try
        {
            return questions();
        }
        finally
        {
            _end.Execute();
        }
    }

    /// <summary>The last position given.</summary>
    public long Position() => _position.Number()!.Value;

    /// <summary>Those of the channels that were ever written to.</summary>
    public List<KnownChannel> Channels(IEnumerable<ChannelName> names)
    {
        // No character of a channel's name needs escaping in JSON.
        var json = $"[{string.Join(',', names.Select(name => $"\"{name.Text}\""))}]";
        var known = new List<KnownChannel>();
        using var rows = _channels.Read(json);
        while (rows.Read())
        {
            known.Add(new(rows.GetInt32(0), rows.GetInt64(1), rows.GetInt64(2)));
        }

        return known;
    }

    /// <summary>The oldest sequence kept; the last one + 1 where none is.</summary>
    public long Oldest(KnownChannel channel) => _oldest.Number(channel.Id) ?? channel.Last + 1;

    /// <summary>Adds the next places of a channel in commit order.</summary>
    public void Following(
        long channel,
        long after,
        int most,
        Queue<(long Sequence, long Position)> places
    )
    {
        using var rows = _following.Read(channel, after, (long)most);
        while (rows.Read())
        {
            places.Enqueue((rows.GetInt64(0), rows.GetInt64(1)));
        }
    }

    /// <summary>The position of a sequence that is kept.</summary>
    public long PositionOf(long channel, long sequence) =>
        _placed.Number(channel, sequence)
        ?? throw new InvalidDataException("a sequence is missing");

    /// <summary>The position of a message; null where it is not kept.</summary>
    public long? PositionOf(string messageId) => _named.Number(messageId);

    /// <summary>The position of the first message that is kept; null where none is.</summary>
    public long? FirstPosition() => _first.Number();

    /// <summary>A message's id and frame; null where the frame is larger than allowed.</summary>
    public (string MessageId, byte[] Frame)? Message(long position, long largest)
    {
        using var rows = _message.Read(position);
        return rows.Read() && rows.GetInt64(0) <= largest
            ? (rows.GetString(1), rows.GetFieldValue<byte[]>(2))
            : null;
    }

    /// <summary>The answer a command got; null where none is remembered.</summary>
    public StoredAnswer? Answer(AnswerKey key)
    {
        using var rows = _answer.Read(key.MessageId, key.Subject, key.Issuer);
        return rows.Read()
            ? new(
                key,
                rows.GetFieldValue<byte[]>(0),
                rows.GetFieldValue<byte[]>(1),
                new DateTimeOffset(rows.GetInt64(2), TimeSpan.Zero)
            )
            : null;
    }

    /// <summary>The next keys of answers, in the order of their index.</summary>
    public List<AnswerKey> AnswersAfter(AnswerKey last, int most)
    {
        using var select = new Statement(
            connection,
            """
            SELECT message_id, subject, issuer FROM answer INDEXED BY answer_of_command
            WHERE (message_id, subject, issuer) > ($1, $2, $3)
            ORDER BY message_id, subject, issuer LIMIT $4
            """,
            4
        );
        using var rows = select.Read(last.MessageId, last.Subject, last.Issuer, (long)most);
        var keys = new List<AnswerKey>();
        while (rows.Read())
        {
            keys.Add(new(rows.GetString(2), rows.GetString(1), rows.GetString(0)));
        }

        return keys;
    }

    public void Dispose()
    {
        _answer.Dispose();
        _begin.Dispose();
        _end.Dispose();
        _position.Dispose();
        _first.Dispose();
        _channels.Dispose();
        _oldest.Dispose();
        _following.Dispose();
        _placed.Dispose();
        _message.Dispose();
        _named.Dispose();
        connection.Dispose();
    }
}
