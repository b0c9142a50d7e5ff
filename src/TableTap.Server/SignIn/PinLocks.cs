using System.Text.Json;
using TableTap.Realtime.Journal;

namespace TableTap.Server.SignIn;

/// <summary>
/// Keeps the locks of wrong PINs beside the memory, so that a restart lifts none (section 9). Where the disk takes nothing, a lock
/// holds in memory alone. Thread-safe.
/// </summary>
/// <param name="journal">Where locks are kept.</param>
/// <param name="tries">The locks in force.</param>
/// <param name="length">How long a lock lasts.</param>
/// <param name="time">The clock.</param>
internal sealed class PinLocks(
    IJournal journal,
    WrongTries tries,
    TimeSpan length,
    TimeProvider time
)
{
    private const string Kind = "pin-lock";

    /// <summary>Locks again what was locked before; once, at the start.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await foreach (var record in KeptRecords.AllAsync(journal, Kind, cancellationToken))
        {
            tries.Lock(record.Key, Left(record));
        }
    }

    /// <summary>Keeps the locks of keys from now on.</summary>
    /// <param name="keys">The keys that were locked just now.</param>
    public async Task KeepAsync(IReadOnlyList<string> keys)
    {
        var at = JsonSerializer.SerializeToUtf8Bytes(
            new LockedPin(time.GetUtcNow()),
            SignInJson.Default.LockedPin
        );
        foreach (var key in keys)
        {
            await WriteAsync(key, at);
        }
    }

    /// <summary>Lifts the lock of a key, in memory and on the disk, and forgets its wrong tries.</summary>
    /// <param name="key">The key to lift the lock of.</param>
    public Task LiftAsync(string key)
    {
        tries.Forget(key);
        return WriteAsync(key, null);
    }

    // A wall clock that was set back makes no lock longer than it is.
    private TimeSpan Left(StoredRecord record)
    {
        var at = JsonSerializer.Deserialize(record.Data.Span, SignInJson.Default.LockedPin)!.At;
        var left = at + length - time.GetUtcNow();
        return left < length ? left : length;
    }

    private async Task WriteAsync(string key, ReadOnlyMemory<byte>? data)
    {
        try
        {
            AppendOutcome outcome;
            do
            {
                var known = await journal.FindRecordAsync(Kind, key, CancellationToken.None);
                if (known is null && data is null)
                {
                    return;
                }

                outcome = await journal.AppendAsync(
                    new("sign-in", ExpectedVersion: null, [], [], [], [])
                    {
                        Records = [new(Kind, key, known?.Version ?? 0, data) { KeptFor = length }],
                    },
                    CancellationToken.None
                );
            } while (!outcome.Committed);
        }
        catch (JournalUnavailableException)
        {
            // What is in memory holds until the server stops.
        }
    }
}
