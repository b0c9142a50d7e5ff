using System.Collections.Concurrent;
using System.Text.Json;
using TableTap.Realtime.Journal;
using TableTap.Server.Configuration;

namespace TableTap.Server.SignIn;

/// <summary>The PINs of the staff, kept as hashes. Thread-safe.</summary>
/// <param name="journal">Where they are kept.</param>
/// <param name="options">The rounds of a new one.</param>
/// <param name="first">PINs that people have before one is set, by café and person; the demo's.</param>
internal sealed class Pins(
    IJournal journal,
    SignInOptions options,
    IReadOnlyDictionary<(string CafeId, string EmployeeId), string> first
)
{
    private const string Kind = "pin";
    private const string Stream = "sign-in";
    private readonly ConcurrentDictionary<(string, string), PinHash> _first = new();
    private int _most = options.PinIterations;

    /// <summary>Sets a PIN, or takes it away.</summary>
    /// <param name="cafeId">The id of the café.</param>
    /// <param name="employeeId">The id of the person.</param>
    /// <param name="pin">The PIN; null for none.</param>
    /// <param name="line">The line of the audit, without the PIN.</param>
    /// <exception cref="JournalUnavailableException">Nothing was changed.</exception>
    public async Task SetAsync(string cafeId, string employeeId, string? pin, AuditLine? line)
    {
        // A PIN that was taken away stays known as none, so that the demo's first one does not come back.
        ReadOnlyMemory<byte> data = pin is null
            ? ReadOnlyMemory<byte>.Empty
            : JsonSerializer.SerializeToUtf8Bytes(
                PinHash.Of(pin, options.PinIterations),
                SignInJson.Default.PinHash
            );
        AppendOutcome outcome;
        do
        {
            var known = await journal.FindRecordAsync(
                Kind,
                Key(cafeId, employeeId),
                CancellationToken.None
            );
            outcome = await journal.AppendAsync(
                new(Stream, ExpectedVersion: null, [], [], [], line is null ? [] : [line])
                {
                    Records =
                    [
                        new(Kind, Key(cafeId, employeeId), known?.Version ?? 0, data)
                        {
                            Group = cafeId,
                        },
                    ],
                },
                CancellationToken.None
            );
        } while (!outcome.Committed);
    }

    /// <summary>The version of a person's PIN, 0 before one was set; null where there is none.</summary>
    /// <param name="cafeId">The id of the café.</param>
    /// <param name="employeeId">The id of the person.</param>
    public async Task<long?> VersionAsync(string cafeId, string employeeId) =>
        await FindAsync(cafeId, employeeId) is var (version, _) ? version : null;

    /// <summary>Whether it is the person's PIN; takes as long where there is no such person.</summary>
    /// <param name="cafeId">The id of the café.</param>
    /// <param name="employeeId">The id of the person.</param>
    /// <param name="pin">The PIN to compare.</param>
    /// <returns>The version of the PIN; null where it is wrong.</returns>
    public async Task<long?> CheckAsync(string cafeId, string employeeId, string pin)
    {
        var known = await FindAsync(cafeId, employeeId);
        var isRight = known?.Hash.IsOf(pin) ?? false;

        // PINs of other days may have other rounds: what is missing to the most is done for nobody.
        var rounds = known?.Hash.Iterations ?? 0;
        _most = Math.Max(_most, rounds);
        if (rounds < _most)
        {
            PinHash.OfNobody(_most - rounds).IsOf(pin);
        }

        return isRight ? known?.Version : null;
    }

    private async Task<(long Version, PinHash Hash)?> FindAsync(string cafeId, string employeeId)
    {
        var record = await journal.FindRecordAsync(
            Kind,
            Key(cafeId, employeeId),
            CancellationToken.None
        );
        if (record is null && first.TryGetValue((cafeId, employeeId), out var pin))
        {
            return (
                0,
                _first.GetOrAdd((cafeId, employeeId), _ => PinHash.Of(pin, options.PinIterations))
            );
        }

        return record is { Data.IsEmpty: false }
            ? (
                record.Version,
                JsonSerializer.Deserialize(record.Data.Span, SignInJson.Default.PinHash)!
            )
            : null;
    }

    private static string Key(string cafeId, string employeeId) => $"{cafeId}/{employeeId}";
}
