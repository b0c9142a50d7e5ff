using System.Collections.Concurrent;
using TableTap.Realtime.Peers;

namespace TableTap.Testing.Peers;

/// <summary>A backplane in the memory of this process, which does to peer messages what a test wants.</summary>
public sealed class MemoryBackplane
{
    private readonly ConcurrentDictionary<string, Listeners> _listeners = new(
        StringComparer.Ordinal
    );

    /// <summary>What is done with each peer message: as often as it says, it arrives.</summary>
    /// <value>Default: once.</value>
    public Func<string, ReadOnlyMemory<byte>, int> Times { get; set; } = (_, _) => 1;

    /// <summary>Whether nothing gets through, and nobody knows.</summary>
    public bool IsCut { get; set; }

    /// <summary>The end of it that one server has.</summary>
    public IBackplane Open() => new End(this);

    /// <summary>Brings a peer message to who listens now, past <see cref="Times"/>: one that was held back.</summary>
    public void Deliver(string address, ReadOnlyMemory<byte> peerMessage)
    {
        if (_listeners.TryGetValue(address, out var listeners))
        {
            listeners.Tell(peerMessage);
        }
    }

    private void Send(string address, ReadOnlyMemory<byte> peerMessage)
    {
        for (var times = IsCut ? 0 : Times(address, peerMessage); times > 0; times--)
        {
            Deliver(address, peerMessage);
        }
    }

    private sealed class Listeners
    {
        private readonly Lock _turn = new();
        private readonly List<Action<ReadOnlyMemory<byte>>> _all = [];

        public void Add(Action<ReadOnlyMemory<byte>> receive)
        {
            lock (_turn)
            {
                _all.Add(receive);
            }
        }

        public void Remove(Action<ReadOnlyMemory<byte>> receive)
        {
            lock (_turn)
            {
                _all.Remove(receive);
            }
        }

        public void Tell(ReadOnlyMemory<byte> peerMessage)
        {
            Action<ReadOnlyMemory<byte>>[] all;
            lock (_turn)
            {
                all = [.. _all];
            }

            foreach (var receive in all)
            {
                receive(peerMessage);
            }
        }
    }

    private sealed class End(MemoryBackplane backplane) : IBackplane
    {
        private readonly List<(Listeners At, Action<ReadOnlyMemory<byte>> Receive)> _own = [];
        private bool _isOver;

        public string? Trouble => null;

        public void Listen(string address, Action<ReadOnlyMemory<byte>> receive)
        {
            var turn = new Lock();
            void InTurn(ReadOnlyMemory<byte> peerMessage)
            {
                lock (turn)
                {
                    receive(peerMessage);
                }
            }

            var listeners = backplane._listeners.GetOrAdd(address, _ => new());
            listeners.Add(InTurn);
            _own.Add((listeners, InTurn));
        }

        public bool TrySend(string address, ReadOnlyMemory<byte> peerMessage)
        {
            if (!_isOver)
            {
                backplane.Send(address, peerMessage);
            }

            return !_isOver;
        }

        public ValueTask DisposeAsync()
        {
            _isOver = true;
            foreach (var (at, receive) in _own)
            {
                at.Remove(receive);
            }

            return ValueTask.CompletedTask;
        }
    }
}
