using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>Reads the answers of commands, those that are not there mostly without a look at the store. Thread-safe.</summary>
/// <param name="readers">Reads the store.</param>
/// <param name="filter">Knows which answers may be there.</param>
/// <param name="loads">Whether all keys are read into the filter; a program beside the server is not worth it.</param>
internal sealed class AnswerRows(ReaderPool readers, AnswerFilter filter, bool loads)
{
    private const int KeysAtOnce = 5_000;
    private readonly Lock _gate = new();
    private Task _loading = Task.CompletedTask;

    /// <summary>The answer a command got; null where none is remembered.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be read now, or is closed.</exception>
    public ValueTask<StoredAnswer?> FindAsync(AnswerKey key, CancellationToken cancellationToken)
    {
        if (!filter.MayHold(key))
        {
            return ValueTask.FromResult<StoredAnswer?>(null);
        }

        LoadIfWanted();
        return readers.ReadHereAsync(store => store.Answer(key), cancellationToken);
    }

    /// <summary>Waits until no keys are read any more; the readers are closed by now.</summary>
    public Task EndAsync()
    {
        lock (_gate)
        {
            return _loading;
        }
    }

    private void LoadIfWanted()
    {
        if (!loads || filter.Wanted is not { } wanted)
        {
            return;
        }

        lock (_gate)
        {
            if (_loading.IsCompleted)
            {
                _loading = LoadAsync(wanted);
            }
        }
    }

    private async Task LoadAsync(long wanted)
    {
        try
        {
            var last = new AnswerKey("", "", "");
            List<AnswerKey> page;
            do
            {
                page = await readers.ReadAsync(
                    store => store.AnswersAfter(last, KeysAtOnce),
                    CancellationToken.None
                );
                page.ForEach(filter.Add);
                last = page is [.., var end] ? end : last;
            } while (page.Count == KeysAtOnce && filter.Wanted == wanted);

            filter.Complete(wanted);
        }
        catch (JournalUnavailableException)
        {
            // Each answer is read until the next try went well; the store itself tells of its trouble.
        }
    }
}
