using System.Collections.Concurrent;
using System.Threading.Channels;
using TableTap.Realtime.Journal;
using TableTap.Testing.Journals;

namespace TableTap.Cafes.Tests.Loop;

/// <summary>How an append ends.</summary>
internal enum AppendFate
{
    /// <summary>It is written, unless somebody else was first.</summary>
    Written,

    /// <summary>The store cannot write.</summary>
    Unavailable,

    /// <summary>The store never takes it.</summary>
    Refused,

    /// <summary>It is written, and its caller does not hear so.</summary>
    Unheard,

    /// <summary>It is said to be written and is not: a journal that lies.</summary>
    Promised,
}

/// <summary>A journal whose appends wait until the test says how each one ends.</summary>
/// <param name="journal">The journal that does the work.</param>
internal sealed class HeldJournal(MemoryJournal journal) : JournalDecorator(journal), IJournal
{
    private readonly IJournal _journal = journal;
    private readonly Channel<HeldAppend> _held = Channel.CreateUnbounded<HeldAppend>();
    private readonly ConcurrentQueue<int> _askedTogether = new();

    /// <summary>Of how many commands each question was that asked for the answers of several.</summary>
    public IReadOnlyCollection<int> AskedTogether => _askedTogether;

    /// <summary>Whether appends wait; otherwise they are written at once.</summary>
    public bool Holds { get; set; }

    /// <summary>The next append that waits.</summary>
    public Task<HeldAppend> NextAsync() =>
        _held.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();

    /// <summary>Whether an append waits that the test has not taken.</summary>
    public bool HasNext => _held.Reader.Count > 0;

    public ValueTask<IReadOnlyList<StoredAnswer>> FindAnswersAsync(
        IReadOnlyList<AnswerKey> keys,
        CancellationToken cancellationToken
    )
    {
        _askedTogether.Enqueue(keys.Count);
        return _journal.FindAnswersAsync(keys, cancellationToken);
    }

    public override async ValueTask<AppendOutcome> AppendAsync(
        AppendBatch batch,
        CancellationToken cancellationToken
    )
    {
        var fate = AppendFate.Written;
        if (Holds)
        {
            var held = new HeldAppend(batch);
            _held.Writer.TryWrite(held);
            fate = await held.Fate;
        }

        switch (fate)
        {
            case AppendFate.Unavailable:
                throw new JournalUnavailableException("disk full");
            case AppendFate.Refused:
                throw new BatchRefusedException("poison");
            case AppendFate.Promised:
                return new(true, (batch.ExpectedVersion ?? 0) + batch.Facts.Count, 0);
            case AppendFate.Unheard:
                await base.AppendAsync(batch, cancellationToken);
                throw new IOException("connection cut");
            default:
                return await base.AppendAsync(batch, cancellationToken);
        }
    }
}

/// <summary>An append that waits.</summary>
/// <param name="batch">What is to be written.</param>
internal sealed class HeldAppend(AppendBatch batch)
{
    private readonly TaskCompletionSource<AppendFate> _fate = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>What is to be written.</summary>
    public AppendBatch Batch => batch;

    /// <summary>How it ends, once the test has said so.</summary>
    public Task<AppendFate> Fate => _fate.Task;

    /// <summary>Says how it ends.</summary>
    public void End(AppendFate fate) => _fate.SetResult(fate);
}
