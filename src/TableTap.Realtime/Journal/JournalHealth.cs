namespace TableTap.Realtime.Journal;

/// <summary>How a journal is doing now.</summary>
/// <param name="Trouble">
/// Why it cannot write, in words for the operator; null while it can. Appends are still tried: the journal itself notices
/// when the trouble is over.
/// </param>
/// <param name="HistoryCut">
/// When the youngest message was made that was trimmed for space before its time; the history is whole since then. Null
/// where it reaches back as long as it should (sections 6 and 7, <c>history_trimmed</c>).
/// </param>
/// <param name="Waiting">How many batches wait to be written.</param>
public readonly record struct JournalHealth(
    string? Trouble,
    DateTimeOffset? HistoryCut,
    int Waiting = 0
);
