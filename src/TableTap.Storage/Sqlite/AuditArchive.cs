using Microsoft.Data.Sqlite;
using TableTap.Protocol.Jose;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>What looking through a chain of the audit came to.</summary>
/// <param name="Chain">The name of the chain.</param>
/// <param name="Lines">How many lines it holds.</param>
/// <param name="Trimmed">How many older ones went by their age; the rest hangs on the hash of the last of them.</param>
/// <param name="Broken">The number of the first line that is wrong; null where all are right.</param>
/// <param name="Problem">What is wrong with it.</param>
public sealed record ChainVerification(
    string Chain,
    long Lines,
    long Trimmed,
    long? Broken,
    string? Problem
);

/// <summary>
/// The audit of an embedded journal, read from its file, also beside a running server: to look through its chains and to
/// take it elsewhere. Verifying sees one commit. Taking lines elsewhere reads a page at a time and holds nothing in between, for
/// who takes them may stop, and a long read keeps the write-ahead log from being used again. Not thread-safe.
/// </summary>
public sealed class AuditArchive : IDisposable
{
    private const long Page = 1000;
    private readonly SqliteConnection _connection;
    private readonly Func<string, PublicKey?>? _keys;

    private AuditArchive(SqliteConnection connection, Func<string, PublicKey?>? keys) =>
        (_connection, _keys) = (connection, keys);

    /// <summary>Opens the audit of a store.</summary>
    /// <param name="path">The database file.</param>
    /// <param name="keys">Finds the server's public key of a name, by which heads are checked; null to check none.</param>
    /// <exception cref="StoreRefusedException">There is none, or it cannot be read; says why.</exception>
    public static AuditArchive Open(string path, Func<string, PublicKey?>? keys = null)
    {
        var file = new StoreFile(new SqliteJournalOptions { Path = path });
        if (!File.Exists(file.Path))
        {
            throw new StoreRefusedException($"There is no store {file.Path}.");
        }

        SqliteConnection? connection = null;
        try
        {
            connection = file.OpenForReading();
            Migrations.Identify(connection, file.Path, Schema.Scripts.Count, mayMigrate: false);
            return new(connection, keys);
        }
        catch (SqliteException trouble)
        {
            connection?.Dispose();
            throw new StoreRefusedException(SqliteErrors.Words(trouble, file.Path), trouble);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>The names of all chains: the cafés, and <c>server</c>.</summary>
    public IReadOnlyList<string> Chains => [.. Heads.Select(head => head.Head.Chain)];

    /// <summary>The heads of all chains as they are now, by their names.</summary>
    public IReadOnlyList<SignedHead> Heads => AuditRows.Heads(_connection);

    /// <summary>The lines of a chain in their order, as it is now; what is trimmed before it is reached is left out.</summary>
    /// <param name="chain">The name of the chain.</param>
    public IEnumerable<AuditEntry> Lines(string chain) =>
        Heads.FirstOrDefault(head => head.Head.Chain == chain) is { } found
            ? Lines(found.Head)
            : [];

    /// <summary>The lines of a chain in their order up to a head of it; what is trimmed before it is reached is left out.</summary>
    /// <param name="head">The head where it ends.</param>
    public IEnumerable<AuditEntry> Lines(AuditHead head) =>
        Ends().Find(end => end.Name == head.Chain) is { } end
            ? Lines(end).TakeWhile(line => line.Number <= head.Number)
            : [];

    /// <summary>
    /// Looks through a chain for lines that were changed, put in, or taken out, and whether it ends in what the server signed.
    /// </summary>
    /// <param name="chain">The name of the chain.</param>
    /// <param name="known">Heads of it that were told earlier: the chain must hold all that they hold.</param>
    public ChainVerification Verify(string chain, params IReadOnlyList<AuditHead> known)
    {
        Statement.Run(_connection, "BEGIN");
        try
        {
            return Look(chain, [.. known.Where(head => head.Chain == chain)]);
        }
        finally
        {
            Statement.Run(_connection, "COMMIT");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private ChainVerification Look(string chain, IReadOnlyList<AuditHead> known)
    {
        var end =
            Ends().Find(end => end.Name == chain)
            ?? throw new ArgumentException($"There is no chain '{chain}'.", nameof(chain));
        var told = known.ToLookup(head => head.Number);
        var (count, number, hash) = (0L, end.Trimmed, end.TrimmedHash);
        if (IsOther(number, hash.Span))
        {
            return Broken(number, "what went by its age is not what was signed and told");
        }

        foreach (var line in Lines(end))
        {
            count++;
            if (line.Number != number + 1)
            {
                return Broken(number + 1, $"it is missing; line {line.Number} comes next");
            }

            number = line.Number;
            var right = AuditLink.Of(hash.Span, number, line.Line);
            if (!line.Hash.Span.SequenceEqual(right))
            {
                return Broken(number, "it is not what was written");
            }

            hash = right;
            if (line.Line.TellsOfChange)
            {
                return Broken(number, "the server found that what is before it had been changed");
            }

            if (IsOther(number, right))
            {
                return Broken(number, "it is not what was signed and told then");
            }
        }

        return number < end.Last ? Broken(number + 1, $"it is missing, and all up to {end.Last}")
            : number > end.Last ? Broken(end.Last + 1, "it was put in")
            : !hash.Span.SequenceEqual(end.Hash.Span)
                ? Broken(number, "it does not lead to the end of the chain")
            : !IsSigned(end) ? Broken(number, "the server did not sign that the chain ends with it")
            : known.Select(head => head.Number).Append(0).Max() is var most && most > number
                ? Broken(
                    number + 1,
                    $"it is missing, and all up to {most}, which was signed and told"
                )
            : new(chain, count, end.Trimmed, null, null);

        ChainVerification Broken(long at, string problem) =>
            new(chain, count, end.Trimmed, at, problem);

        bool IsOther(long at, ReadOnlySpan<byte> found)
        {
            var hex = Convert.ToHexStringLower(found);
            return told[at].Any(head => head.Hash != hex);
        }
    }

    private bool IsSigned(KnownChain end) =>
        _keys is null
        || Heads.Single(head => head.Head.Chain == end.Name) is var (head, token)
            && AuditHead.Read(token, _keys) == head;

    private IEnumerable<AuditEntry> Lines(KnownChain end)
    {
        var number = long.MinValue;
        List<AuditEntry> page;
        do
        {
            page = AuditRows.Of(_connection, end.Id, end.Name, number, Page);
            foreach (var line in page)
            {
                yield return line;
                number = line.Number;
            }
        } while (page.Count == Page);
    }

    private List<KnownChain> Ends()
    {
        using var select = new Statement(
            _connection,
            "SELECT id, name, last, hash, trimmed, trimmed_hash FROM chain ORDER BY name"
        );
        using var rows = select.Read();
        var ends = new List<KnownChain>();
        while (rows.Read())
        {
            ends.Add(
                new(
                    rows.GetInt64(0),
                    rows.GetString(1),
                    rows.GetInt64(2),
                    rows.IsDBNull(3) ? AuditLink.Beginning : rows.GetFieldValue<byte[]>(3),
                    rows.GetInt64(4),
                    rows.IsDBNull(5) ? AuditLink.Beginning : rows.GetFieldValue<byte[]>(5)
                )
            );
        }

        return ends;
    }

    private sealed record KnownChain(
        long Id,
        string Name,
        long Last,
        ReadOnlyMemory<byte> Hash,
        long Trimmed,
        ReadOnlyMemory<byte> TrimmedHash
    );
}
