using System.Threading.Channels;
using TableTap.Client.Commands;
using TableTap.Client.Contract;
using TableTap.Client.Socket;
using TableTap.Protocol.Messages;

namespace TableTap.Client.Connection;

/// <summary>
/// Fetches what was missed by <c>reconnect</c>: all channels when a session begins, those with a hole while it lives; one replay
/// at a time, within the server's limit (section 7). Thread-safe.
/// </summary>
/// <param name="requests">How to ask.</param>
/// <param name="continuity">What is subscribed, and where events go.</param>
/// <param name="budget">The limit of replays.</param>
internal sealed class Replayer(
    PendingRequests requests,
    ClientState continuity,
    SendRateLimiter budget
)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _behind = [];
    private readonly HashSet<string> _filling = [];
    private readonly Channel<string> _wanted = Channel.CreateUnbounded<string>();

    // A session of a client that has channels begins with what was missed.
    private bool _isFetching = continuity.Subscriptions.Channels.Count > 0;

    /// <summary>Whether something that was missed has yet to come.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate)
            {
                return _isFetching || _behind.Count > 0;
            }
        }
    }

    /// <summary>Asks for a replay of a channel that has a hole, unless one was asked for already.</summary>
    public void Ask(string channel, long after, bool isByHeads = false)
    {
        lock (_gate)
        {
            if (_filling.Contains(channel) || !_behind.Add(channel))
            {
                return;
            }
        }

        continuity.Freshness.Refresh();
        continuity.Raise(new FellBehind(channel, after) { IsByHeads = isByHeads });
        _wanted.Writer.TryWrite(channel);
    }

    /// <summary>
    /// The last page came; what jumps from here on is a new hole. Called where the frames are read, so none slips between.
    /// </summary>
    public void Filled()
    {
        lock (_gate)
        {
            _filling.Clear();
        }
    }

    /// <summary>Resumes, then fills holes until the session ends.</summary>
    /// <exception cref="ConnectionLostException">The socket is gone, or a replay did not come.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (continuity.Subscriptions.Resumption() is { } resumption)
        {
            await FetchAsync(resumption, cancellationToken);
            Rest();
            continuity.Raise(new Resumed(resumption.Positions?.Count ?? 0));
        }
        else
        {
            Rest();
        }

        await foreach (var _ in _wanted.Reader.ReadAllAsync(cancellationToken))
        {
            // One request takes all that are behind by now.
            if (continuity.Subscriptions.Filling(TakeBehind()) is { } filling)
            {
                await FetchAsync(filling, cancellationToken);
            }

            Rest();
        }
    }

    private void Rest()
    {
        lock (_gate)
        {
            _isFetching = false;
        }

        continuity.Freshness.Refresh();
    }

    private string[] TakeBehind()
    {
        lock (_gate)
        {
            _isFetching = true;
            string[] channels = [.. _behind];
            _filling.UnionWith(channels);
            _behind.Clear();
            return channels;
        }
    }

    private async Task FetchAsync(Reconnect missed, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _filling.UnionWith(missed.Channels);
        }

        while (true)
        {
            await budget.WaitAsync(cancellationToken);
            try
            {
                await requests.AskAsync("reconnect", missed, cancellationToken);
                break;
            }
            catch (TableTapException refused) when (refused.RetryAfter is { } pause)
            {
                await Task.Delay(pause, continuity.Options.TimeProvider, cancellationToken);
            }
            catch (Exception failed) when (failed is TableTapException or TimeoutException)
            {
                throw new ConnectionLostException($"the replay failed: {failed.Message}", failed);
            }
        }
    }
}
