namespace TableTap.Cli.Conformance.Stage;

/// <summary>All that the client under test did, in the order in which it was seen. Thread-safe.</summary>
/// <param name="time">The clock.</param>
internal sealed class ActLog(TimeProvider time)
{
    private const int Last = 12;

    private readonly Lock _gate = new();
    private readonly List<ClientAct> _acts = [];
    private TaskCompletionSource _more = NewMore();

    /// <summary>How many there are: the place from which on the next ones stand.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _acts.Count;
            }
        }
    }

    /// <summary>The last of them, in words.</summary>
    public string Words
    {
        get
        {
            lock (_gate)
            {
                return _acts.Count == 0
                    ? "nothing"
                    : string.Join(", ", _acts.TakeLast(Last).Select(act => act.Words));
            }
        }
    }

    /// <summary>Adds an act to the log.</summary>
    /// <param name="act">What the client did.</param>
    public void Add(ClientAct act)
    {
        TaskCompletionSource more;
        lock (_gate)
        {
            _acts.Add(act with { At = time.GetTimestamp() });
            more = _more;
            _more = NewMore();
        }

        more.SetResult();
    }

    /// <summary>All of a kind until now.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    public IReadOnlyList<T> Of<T>()
        where T : ClientAct
    {
        lock (_gate)
        {
            return [.. _acts.OfType<T>()];
        }
    }

    /// <summary>The first of a kind that is wanted, as soon as it is there.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="wanted">Whether it is wanted.</param>
    /// <param name="from">The place from which on it may stand.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<T> FindAsync<T>(
        Func<T, bool> wanted,
        int from,
        CancellationToken cancellationToken
    )
        where T : ClientAct
    {
        var next = from;
        while (true)
        {
            Task more;
            lock (_gate)
            {
                for (; next < _acts.Count; next++)
                {
                    if (_acts[next] is T act && wanted(act))
                    {
                        return act;
                    }
                }

                more = _more.Task;
            }

            await more.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewMore() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
