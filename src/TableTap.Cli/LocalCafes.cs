using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Cafes.Announcements;
using TableTap.Cafes.Hosting;
using TableTap.Cafes.Persistence;
using TableTap.Ordering.Profiles;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Keys;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Server.Keys;
using TableTap.Storage;
using TableTap.Storage.Sqlite;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary>The cafés of a data directory that no server uses: the same loop decides that a server has.</summary>
internal sealed class LocalCafes : IAsyncDisposable
{
    private static readonly TimeSpan Momentary = TimeSpan.FromMinutes(1);

    private readonly SqliteJournal _journal;
    private readonly ServerKeys _keys;
    private readonly CafeHost _cafes;
    private readonly TimeProvider _time;
    private readonly string _issuer;

    private LocalCafes(SqliteJournal journal, ServerKeys keys, TimeProvider time, string issuer)
    {
        (_journal, _keys, _time, _issuer) = (journal, keys, time, issuer);
        _cafes = new(
            journal,
            new CafeDirectory(),
            new Revocations(time),
            new CafeLinks(),
            time,
            NullLoggerFactory.Instance
        );
    }

    /// <summary>Opens the store; null where a running server has it.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="CommandFailedException">It cannot be used.</exception>
    public static async Task<LocalCafes?> OpenAsync(
        TableTapOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var directory = options.Storage.Directory;
        try
        {
            TokenKeys.Open(directory);

            // What is written here is signed like what the server writes.
            var keys = ServerKeyFile.Open(options, time, _ => { });
            SqliteJournal journal;
            try
            {
                journal = await SqliteJournal.OpenAsync(
                    options.Journal with
                    {
                        Seal = new(keys),
                    },
                    time,
                    NullLogger.Instance,
                    cancellationToken
                );
            }
            catch
            {
                keys.Dispose();
                throw;
            }

            var store = new LocalCafes(journal, keys, time, options.Auth.Issuer);
            try
            {
                await store._cafes.StartAsync(demo: false, cancellationToken);
                return store;
            }
            catch
            {
                await store.DisposeAsync();
                throw;
            }
        }
        catch (StoreRefusedException refused) when (refused.IsInUse)
        {
            return null;
        }
        catch (Exception broken)
            when (broken
                    is StoreRefusedException
                        or UnreadableFactException
                        or IOException
                        or InvalidDataException
                        or UnauthorizedAccessException
            )
        {
            throw new CommandFailedException(
                ExitCode.Failed,
                broken is IOException or UnauthorizedAccessException
                    ? FailureWords.Of(directory, broken)
                    : broken.Message
            );
        }
    }

    /// <summary>A café; null where there is none.</summary>
    public CafeProfile? Find(string cafeId) =>
        _cafes.Find(cafeId)?.Profile is { } profile && profile != CafeProfile.None ? profile : null;

    /// <summary>Imports, in the name of whoever may read the directory.</summary>
    public Task<CafeImportResult> ImportAsync(
        string cafeId,
        CafeProfile profile,
        CancellationToken cancellationToken
    )
    {
        var now = _time.GetUtcNow();
        return CafeImport.RunAsync(
            _cafes,
            cafeId,
            profile,
            new Identity(
                CallerTokens.Operator,
                Role.Admin,
                [],
                null,
                null,
                null,
                _issuer,
                now + Momentary
            ),
            null,
            Guid.CreateVersion7(now).ToString(),
            cancellationToken
        );
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _cafes.DisposeAsync();
        await _journal.DisposeAsync();
        _keys.Dispose();
    }
}
