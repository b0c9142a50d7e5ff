using System.Text.Json;
using TableTap.Cafes.Hosting;
using TableTap.Realtime.Journal;
using TableTap.Server.Auth;

namespace TableTap.Server.SignIn;

/// <summary>The codes of the tables: signed, the same until they are revoked, each for one table of one café (section 9). Thread-safe.</summary>
/// <param name="journal">Where the number of each table's present code is kept.</param>
/// <param name="cafes">The cafés with their tables.</param>
/// <param name="keys">The keys of the server.</param>
internal sealed class TableCodes(IJournal journal, CafeHost cafes, TokenKeys keys)
{
    private const string Kind = "table-code";
    private readonly SignedClaims<TableClaims> _signed = new(
        keys.Derive("tabletap table code"),
        SignInJson.Default.TableClaims
    );

    /// <summary>Whether the café has the table.</summary>
    /// <param name="cafeId">The id of the café.</param>
    /// <param name="table">The number or name on its sign.</param>
    public bool Has(string cafeId, string table) =>
        cafes.Find(cafeId)?.Profile.Tables.Contains(table) ?? false;

    /// <summary>The present code of a table.</summary>
    /// <param name="cafeId">The id of the café.</param>
    /// <param name="table">A table that the café has.</param>
    public async Task<string> OfAsync(string cafeId, string table) =>
        _signed.Sign(new(cafeId, table, (await NumberAsync(cafeId, table)).Number));

    /// <summary>The table of a code; null where the code is not of this café, was revoked, or its table is gone.</summary>
    /// <param name="cafeId">The café that the guest names.</param>
    /// <param name="code">The code as it came.</param>
    public async Task<string?> TableOfAsync(string cafeId, string code) =>
        await _signed.ReadAsync(code) is { } claims
        && claims.CafeId == cafeId
        && Has(cafeId, claims.Table)
        && (await NumberAsync(cafeId, claims.Table)).Number == claims.Number
            ? claims.Table
            : null;

    /// <summary>Revokes the present code of a table; the next one is another.</summary>
    /// <param name="cafeId">The id of the café.</param>
    /// <param name="table">A table that the café has.</param>
    /// <param name="line">The line of the audit.</param>
    /// <exception cref="JournalUnavailableException">Nothing was changed.</exception>
    public async Task RevokeAsync(string cafeId, string table, AuditLine? line)
    {
        AppendOutcome outcome;
        do
        {
            var (number, version) = await NumberAsync(cafeId, table);
            outcome = await journal.AppendAsync(
                new("sign-in", ExpectedVersion: null, [], [], [], line is null ? [] : [line])
                {
                    Records =
                    [
                        new(
                            Kind,
                            Key(cafeId, table),
                            version,
                            JsonSerializer.SerializeToUtf8Bytes(
                                new TableCodeNumber(number + 1),
                                SignInJson.Default.TableCodeNumber
                            )
                        ),
                    ],
                },
                CancellationToken.None
            );
        } while (!outcome.Committed);
    }

    private async Task<(long Number, long Version)> NumberAsync(string cafeId, string table) =>
        await journal.FindRecordAsync(Kind, Key(cafeId, table), CancellationToken.None)
            is { } record
            ? (
                JsonSerializer
                    .Deserialize(record.Data.Span, SignInJson.Default.TableCodeNumber)!
                    .Number,
                record.Version
            )
            : (1, 0);

    private static string Key(string cafeId, string table) => $"{cafeId}/{table}";
}
