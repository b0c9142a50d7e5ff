using TableTap.Realtime.Journal;
using TableTap.Server.Logging;

namespace TableTap.Server.Hosting;

/// <summary>
/// Ends the parts of a server one after the other, each in its time: one that fails or hangs is told, and keeps none after it from its end.
/// Not thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="log">Where it is told what did not end well.</param>
internal sealed class OrderlyEnd(TimeProvider time, ILogger log)
{
    /// <summary>How long a part may take for its end, where it is not given another time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long the journal may take: it writes what waits, on a disk that may be slow.</summary>
    public static readonly TimeSpan JournalPatience = TimeSpan.FromSeconds(10);

    /// <summary>Whether all parts have ended until now, each in its time; one that failed at its end has ended, too.</summary>
    /// <value>True until one takes too long.</value>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Ends a part of the server that has an end of its own.</summary>
    /// <param name="part">What the operator reads where it takes too long.</param>
    /// <param name="ending">The part; null where there is none.</param>
    /// <param name="patience">How long it may take; null for <see cref="Patience"/>.</param>
    public Task EndAsync(string part, IAsyncDisposable? ending, TimeSpan? patience = null) =>
        ending is null
            ? Task.CompletedTask
            : EndAsync(part, () => ending.DisposeAsync().AsTask(), patience);

    /// <summary>Ends a part of the server by what is said.</summary>
    /// <param name="part">What the operator reads where it takes too long.</param>
    /// <param name="end">Ends it.</param>
    /// <param name="patience">How long it may take; null for <see cref="Patience"/>.</param>
    public async Task EndAsync(string part, Func<Task> end, TimeSpan? patience = null)
    {
        var longest = patience ?? Patience;
        if (!await TryEndAsync(end, longest))
        {
            ServerLog.PartNotEnded(log, part, longest);
        }
    }

    /// <summary>Closes the journal, which comes after all that write to it.</summary>
    /// <param name="journal">The journal.</param>
    public async Task CloseAsync(IJournal journal)
    {
        if (!await TryEndAsync(() => journal.DisposeAsync().AsTask(), JournalPatience))
        {
            // What was acknowledged is on the disk; the rest was not promised to anybody.
            ServerLog.NotClosed(log);
        }
    }

    // Says whether it is over. What is not goes on beside the stop, until the process ends.
    private async Task<bool> TryEndAsync(Func<Task> end, TimeSpan patience)
    {
        // Parts of it may block.
        var ending = Task.Run(end);
        await ending
            .WaitAsync(patience, time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ending.IsCompleted)
        {
            IsComplete = false;
            return false;
        }

        try
        {
            await ending;
        }
        catch (Exception trouble)
        {
            ServerLog.NotEndedWell(log, trouble);
        }

        return true;
    }
}
