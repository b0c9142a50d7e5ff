using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;
using TableTap.Faults.Cafes;
using TableTap.Protocol.Envelopes;

namespace TableTap.Faults.Truth;

/// <summary>A message as the journal holds it.</summary>
/// <param name="Position">Its place in commit order.</param>
/// <param name="MessageId">Its id.</param>
/// <param name="Type">Its type.</param>
internal readonly record struct KeptMessage(long Position, string MessageId, string Type);

/// <summary>A break that somebody covers, as positions of the journal.</summary>
internal readonly record struct CoveredBreak(
    string CoveredBy,
    string CounterId,
    long From,
    long Until
);

/// <summary>
/// What the server's own journal holds: the truth against which all clients' histories are held. Read from the file or the database,
/// past the server's code.
/// </summary>
internal sealed class JournalTruth
{
    private static readonly TimeSpan LongestFault = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    private static readonly string[] Once =
    [
        "order_created",
        "order_ready",
        "order_completed",
        "order_cancelled",
        "payment_processed",
        "payment_refunded",
    ];
    private readonly HashSet<string> _orders = [];
    private readonly Dictionary<string, KeptMessage[]> _channels = [];
    private readonly Dictionary<(string Subject, string MessageId), byte[]> _answers = [];
    private readonly Dictionary<(string OrderId, string What, string Channel), int> _toldOn = [];
    private readonly Dictionary<(string OrderId, string What), int> _told = [];
    private readonly Dictionary<string, int> _created = [];
    private readonly List<CoveredBreak> _breaks = [];

    /// <summary>All channels.</summary>
    public IReadOnlyDictionary<string, KeptMessage[]> Channels => _channels;

    /// <summary>The remembered answers by command.</summary>
    public IReadOnlyDictionary<(string Subject, string MessageId), byte[]> Answers => _answers;

    /// <summary>The orders that the café's facts know.</summary>
    public IReadOnlySet<string> Orders => _orders;

    /// <summary>What was told of orders more often than it can happen.</summary>
    public IEnumerable<string> ToldTwice =>
        _told
            .Where(told => told.Value > 1 && Once.Contains(told.Key.What))
            .Select(told => $"{told.Key.What} of {told.Key.OrderId}");

    /// <summary>The breaks that were covered.</summary>
    public IReadOnlyList<CoveredBreak> Breaks => _breaks;

    /// <summary>How many orders were created for a guest.</summary>
    public IReadOnlyDictionary<string, int> CreatedFor => _created;

    /// <summary>What is wrong with the journal itself.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>How many messages it holds.</summary>
    public long Messages { get; private set; }

    /// <summary>How often something was told of an order, or of one of its lines, on the channel that told it most often.</summary>
    public int Told(string orderId, string what) => _told.GetValueOrDefault((orderId, what));

    /// <summary>The heads of all channels, and the last position, at this moment; while a fault has the database, a moment later.</summary>
    public static (Dictionary<string, long> Heads, long Position) ReadHeads(string file)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return ReadHeadsOnce(file);
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(began) < LongestFault)
            {
                Thread.Sleep(Glance);
            }
        }
    }

    private static (Dictionary<string, long> Heads, long Position) ReadHeadsOnce(string file)
    {
        using var connection = Open(file);
        var heads = new Dictionary<string, long>();
        using (var rows = Query(connection, "SELECT name, last FROM channel"))
        {
            while (rows.Read())
            {
                heads[rows.GetString(0)] = rows.GetInt64(1);
            }
        }

        using var last = Query(connection, "SELECT coalesce(max(position), 0) FROM message");
        last.Read();
        return (heads, last.GetInt64(0));
    }

    /// <summary>Reads all of it.</summary>
    /// <param name="file">The journal's file, or how its database is reached.</param>
    public static JournalTruth Read(string file)
    {
        using var connection = Open(file);
        var truth = new JournalTruth();
        truth.ReadMessages(connection);
        truth.ReadAnswers(connection);
        truth.ReadOrders(connection);
        if (connection is SqliteConnection)
        {
            using var check = Query(connection, "PRAGMA quick_check");
            check.Read();
            if (check.GetString(0) != "ok")
            {
                truth.Problems.Add($"the file is damaged: {check.GetString(0)}");
            }
        }

        return truth;
    }

    private static DbConnection Open(string place)
    {
        DbConnection connection = place.StartsWith("Host=", StringComparison.Ordinal)
            ? new NpgsqlConnection(place + ";Pooling=false")
            : new SqliteConnection($"Data Source={place};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection;
    }

    private static DbDataReader Query(DbConnection connection, string text)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = text;
#pragma warning restore CA2100
        return command.ExecuteReader();
    }

    private void ReadMessages(DbConnection connection)
    {
        var lists = new Dictionary<string, List<KeptMessage>>();
        using (
            var rows = Query(
                connection,
                """
                SELECT c.name, m.sequence, m.position, m.message_id, m.frame
                FROM message m JOIN channel c ON c.id = m.channel ORDER BY m.position
                """
            )
        )
        {
            while (rows.Read())
            {
                var channel = rows.GetString(0);
                if (!lists.TryGetValue(channel, out var list))
                {
                    lists[channel] = list = [];
                }

                var frame = rows.GetFieldValue<byte[]>(4);
                EnvelopeReader.TryRead(frame, out var envelope, out _);
                if (rows.GetInt64(1) != list.Count + 1)
                {
                    Problems.Add(
                        $"{channel}: {rows.GetInt64(1)} stands where {list.Count + 1} belongs"
                    );
                }

                list.Add(new(rows.GetInt64(2), rows.GetString(3), envelope.Type));
                Messages++;
                Follow(channel, rows.GetInt64(2), envelope.Type, envelope.DataOf(frame.AsMemory()));
            }
        }

        foreach (var (channel, list) in lists)
        {
            _channels[channel] = [.. list];
        }

        foreach (var (channel, head) in ReadHeadsOf(connection))
        {
            if (head != _channels.GetValueOrDefault(channel, []).Length)
            {
                Problems.Add($"{channel}: its head is {head}, its last message another");
            }
        }
    }

    private static List<(string Channel, long Head)> ReadHeadsOf(DbConnection connection)
    {
        var heads = new List<(string, long)>();
        using var rows = Query(connection, "SELECT name, last FROM channel");
        while (rows.Read())
        {
            heads.Add((rows.GetString(0), rows.GetInt64(1)));
        }

        return heads;
    }

    private void ReadAnswers(DbConnection connection)
    {
        using var rows = Query(connection, "SELECT subject, message_id, frame FROM answer");
        while (rows.Read())
        {
            _answers[(rows.GetString(0), rows.GetString(1))] = rows.GetFieldValue<byte[]>(2);
        }
    }

    private void ReadOrders(DbConnection connection)
    {
        using var rows = Query(connection, "SELECT data FROM fact WHERE type = 'order_created'");
        while (rows.Read())
        {
            using var fact = JsonDocument.Parse(rows.GetFieldValue<byte[]>(0));
            _orders.Add(fact.RootElement.GetProperty("orderId"u8).GetString()!);
        }
    }

    // Counts what the effect of a command must have told, where it must be told.
    private void Follow(string channel, long position, string type, ReadOnlyMemory<byte> data)
    {
        var isOwners = channel.StartsWith("orders:customer:", StringComparison.Ordinal);
        var isCounters =
            channel.StartsWith("counter:", StringComparison.Ordinal)
            && channel.EndsWith(":orders", StringComparison.Ordinal);
        if (isOwners || (isCounters && type == "order_item_updated"))
        {
            using var document = JsonDocument.Parse(data);
            var payload = document.RootElement;
            if (!payload.TryGetProperty("orderId"u8, out var order))
            {
                return;
            }

            var orderId = order.GetString()!;
            var what = type switch
            {
                "order_status_changed" =>
                    $"{type} {payload.GetProperty("previousStatus"u8).GetString()}>{payload.GetProperty("currentStatus"u8).GetString()}",
                "order_item_updated" =>
                    $"{payload.GetProperty("lineId"u8).GetString()} {payload.GetProperty("currentStatus"u8).GetString()}",
                _ => type,
            };
            var count = _toldOn[(orderId, what, channel)] =
                _toldOn.GetValueOrDefault((orderId, what, channel)) + 1;
            _told[(orderId, what)] = Math.Max(count, Told(orderId, what));
            if (type == "order_created")
            {
                var owner = channel["orders:customer:".Length..];
                _created[owner] = _created.GetValueOrDefault(owner) + 1;
            }
        }
        else if (channel == "cafe:demo:staff" && type is "break_started" or "break_ended")
        {
            FollowBreak(position, type, data);
        }
    }

    private void FollowBreak(long position, string type, ReadOnlyMemory<byte> data)
    {
        using var document = JsonDocument.Parse(data);
        var payload = document.RootElement;
        var rests = payload.GetProperty("employeeId"u8).GetString()!;
        var counter = CafePeople.Employees.First(person => person.UserId == rests).CounterId;
        if (type == "break_ended")
        {
            for (var i = 0; i < _breaks.Count; i++)
            {
                if (_breaks[i].CounterId == counter && _breaks[i].Until == long.MaxValue)
                {
                    _breaks[i] = _breaks[i] with { Until = position };
                }
            }

            return;
        }

        foreach (var covers in payload.GetProperty("coveringEmployees"u8).EnumerateArray())
        {
            _breaks.Add(new(covers.GetString()!, counter, position, long.MaxValue));
        }
    }
}
