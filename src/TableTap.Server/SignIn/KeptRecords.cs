using System.Runtime.CompilerServices;
using TableTap.Realtime.Journal;

namespace TableTap.Server.SignIn;

/// <summary>Reads all records of a kind that the journal keeps, a page at a time.</summary>
internal static class KeptRecords
{
    private const int PageSize = 1000;

    /// <summary>All records of a kind, in the order of their keys.</summary>
    /// <param name="journal">Where they are kept.</param>
    /// <param name="kind">The kind of the records.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async IAsyncEnumerable<StoredRecord> AllAsync(
        IJournal journal,
        string kind,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? after = null;
        IReadOnlyList<StoredRecord> page;
        do
        {
            page = await journal.ReadRecordsAsync(
                new(kind, PageSize) { After = after },
                cancellationToken
            );
            foreach (var record in page)
            {
                yield return record;
                after = record.Key;
            }
        } while (page.Count == PageSize);
    }
}
