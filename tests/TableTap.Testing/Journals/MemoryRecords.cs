using TableTap.Realtime.Journal;

namespace TableTap.Testing.Journals;

/// <summary>The records of a journal in memory; it keeps them for longer than it must. Not thread-safe.</summary>
internal sealed class MemoryRecords
{
    private readonly Dictionary<(string Kind, string Key), StoredRecord> _records = [];
    private long _writes;

    /// <summary>Writes the changes of a batch, or none of them where one conflicts.</summary>
    public bool TryWrite(IReadOnlyList<RecordChange> changes)
    {
        if (
            changes.Any(change =>
                (Find(change.Kind, change.Key)?.Version ?? 0) != change.ExpectedVersion
            )
        )
        {
            return false;
        }

        foreach (var change in changes)
        {
            _records.Remove((change.Kind, change.Key));
            if (change.Data is { } data)
            {
                _records[(change.Kind, change.Key)] = new(
                    change.Kind,
                    change.Key,
                    ++_writes,
                    data.ToArray()
                )
                {
                    Group = change.Group,
                };
            }
        }

        return true;
    }

    public StoredRecord? Find(string kind, string key) => _records.GetValueOrDefault((kind, key));

    public IReadOnlyList<StoredRecord> Read(RecordQuery query) =>
        [
            .. _records
                .Values.Where(record =>
                    record.Kind == query.Kind
                    && (query.Group is null || record.Group == query.Group)
                    && (query.After is null || string.CompareOrdinal(record.Key, query.After) > 0)
                )
                .OrderBy(record => record.Key, StringComparer.Ordinal)
                .Take(query.Limit),
        ];

    public long Count(string kind) => _records.Values.Count(record => record.Kind == kind);
}
