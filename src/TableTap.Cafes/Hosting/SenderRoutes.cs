namespace TableTap.Cafes.Hosting;

/// <summary>
/// Where the commands of each sender are decided in each café, so that they are decided in the order in which they were sent: the place
/// changes only when those before are answered. Knows senders only while a command of theirs is under way. Thread-safe.
/// </summary>
internal sealed class SenderRoutes
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string CafeId, string UserId), Route> _routes = [];

    /// <summary>Takes a command of a sender in, after those that were taken in before.</summary>
    /// <param name="cafeId">The café.</param>
    /// <param name="userId">The sender.</param>
    /// <param name="peer">The server that is to decide it; null for this one.</param>
    public Turn Enter(string cafeId, string userId, string? peer)
    {
        lock (_gate)
        {
            var last = _routes.GetValueOrDefault((cafeId, userId));
            if (last is null || last.IsOver || last.Peer != peer)
            {
                _routes[(cafeId, userId)] = last = new(
                    (cafeId, userId),
                    peer,
                    last is null ? Task.CompletedTask : BothAsync(last.Free, last.Empty.Task)
                );
            }

            last.UnderWay++;
            var turn = new Turn(this, last, last.Settled);
            last.Settled = turn.Settled;
            return turn;
        }
    }

    // Keeps nothing of what was before, once it is over: a sender may always have something under way.
    private static async Task BothAsync(Task first, Task second)
    {
        await first;
        await second;
    }

    private void Return(Route route)
    {
        lock (_gate)
        {
            route.IsOver = true;
        }
    }

    private void End(Route route)
    {
        lock (_gate)
        {
            if (--route.UnderWay > 0)
            {
                return;
            }

            if (_routes.GetValueOrDefault(route.Key) == route)
            {
                _routes.Remove(route.Key);
            }
        }

        route.Empty.TrySetResult();
    }

    /// <summary>A command of a sender on its way.</summary>
    internal sealed class Turn
    {
        private readonly SenderRoutes _routes;
        private readonly Route _route;
        private readonly TaskCompletionSource _settled = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );

        public Turn(SenderRoutes routes, Route route, Task before)
        {
            (_routes, _route, Before) = (routes, route, before);
            Settled = BothAsync(before, _settled.Task);
        }

        /// <summary>The server that is to decide it; null for this one.</summary>
        public string? Peer => _route.Peer;

        /// <summary>Completes when the sender's commands that were to be decided elsewhere are answered.</summary>
        public Task Free => _route.Free;

        /// <summary>Completes when the commands before it on the same way are answered, or have their place here.</summary>
        public Task Before { get; }

        /// <summary>Completes when so are those before it and it.</summary>
        public Task Settled { get; }

        /// <summary>It is decided here after all: what comes next waits for the answers to all on this way.</summary>
        public void Return() => _routes.Return(_route);

        /// <summary>It is answered, or has its place here.</summary>
        public void Settle() => _settled.TrySetResult();

        /// <summary>It is answered, or given up. Once.</summary>
        public void End()
        {
            Settle();
            _routes.End(_route);
        }
    }

    /// <summary>One way that commands of a sender go. Guarded by the gate.</summary>
    /// <param name="key">Whose, in which café.</param>
    /// <param name="peer">Where to; null for this server.</param>
    /// <param name="free">Completes when the ways before are empty.</param>
    internal sealed class Route((string CafeId, string UserId) key, string? peer, Task free)
    {
        public (string CafeId, string UserId) Key { get; } = key;

        public string? Peer { get; } = peer;

        public Task Free { get; } = free;

        public int UnderWay { get; set; }

        public bool IsOver { get; set; }

        public Task Settled { get; set; } = Task.CompletedTask;

        public TaskCompletionSource Empty { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
