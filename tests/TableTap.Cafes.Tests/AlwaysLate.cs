using TableTap.Realtime.Journal;
using TableTap.Testing.Journals;

namespace TableTap.Cafes.Tests;

/// <summary>A journal that takes the café's opening, and then always had somebody else first.</summary>
internal sealed class AlwaysLate() : JournalDecorator(new MemoryJournal())
{
    private bool _open = true;

    public override async ValueTask<AppendOutcome> AppendAsync(
        AppendBatch batch,
        CancellationToken cancellationToken
    )
    {
        if (!_open)
        {
            return new(false, batch.ExpectedVersion ?? 0, 0);
        }

        _open = false;
        return await base.AppendAsync(batch, cancellationToken);
    }
}
