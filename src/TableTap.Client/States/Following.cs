using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using TableTap.Client.Connection;
using TableTap.Client.Contract;
using TableTap.Client.Delivery;

namespace TableTap.Client.States;

/// <summary>
/// One reading of a state and of what changes it: passes over what is in the state already, and loads the state anew where history is
/// gone (section 10). One reader at a time.
/// </summary>
/// <typeparam name="TState">The type that the application reads the state as.</typeparam>
/// <param name="path">The path of the state.</param>
/// <param name="type">The contract of the state.</param>
/// <param name="continuity">Where messages go, and what was handled.</param>
/// <param name="subscriber">Has the channels subscribed.</param>
/// <param name="loader">Loads the state.</param>
internal sealed class Following<TState>(
    string path,
    JsonTypeInfo<TState> type,
    ClientState continuity,
    Subscriber subscriber,
    StateLoader loader
) : IDisposable
    where TState : class
{
    private readonly Follower _follower = continuity.Routes.NewFollower();
    private readonly Queue<Task> _due = new();
    private readonly Queue<SubscriptionEnded> _ended = new();
    private readonly Dictionary<string, long> _passedOver = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, long> _positions = new Dictionary<string, long>();
    private ReceivedMessage? _inHand;
    private bool _hasBegun;

    /// <summary>Takes the next of what there is; the message before counts as handled. Null where the following is over.</summary>
    /// <exception cref="TableTapException">The server refused the state for good, or the client has stopped.</exception>
    public async Task<Followed<TState>?> NextAsync(CancellationToken cancellationToken)
    {
        Confirm();
        try
        {
            return await (_hasBegun ? ReadAsync(cancellationToken) : BeginAsync(cancellationToken));
        }
        catch (ChannelClosedException closed)
        {
            if (closed.InnerException is { } reason)
            {
                throw Told(reason);
            }

            return null;
        }
        catch (Exception over)
            when (over is OperationCanceledException or ObjectDisposedException
                && !cancellationToken.IsCancellationRequested
            )
        {
            // The client ended while the state was on its way.
            if (await continuity.Routes.Over is { } reason)
            {
                throw Told(reason);
            }

            return null;
        }
    }

    /// <summary>Ends the following: what nobody else hears is left, and what is in hand is not confirmed then.</summary>
    public void Dispose() =>
        _ = subscriber.LeaveAsync(_follower, Interlocked.Exchange(ref _inHand, null));

    // The same exception object must not be thrown to several readers at once.
    private static Exception Told(Exception reason) =>
        reason is TableTapException stopped
            ? new TableTapException(stopped.Message, stopped.Code, stopped.CloseCode)
            : new InvalidOperationException("The following has failed.", reason);

    private static bool IsBefore(StatePositions state, KeyValuePair<string, long> mark) =>
        state.Positions.TryGetValue(mark.Key, out var position) && position < mark.Value;

    private async Task<Followed<TState>> BeginAsync(CancellationToken cancellationToken)
    {
        _hasBegun = true;
        var state = await loader.AwaitAsync(path, type, cancellationToken);
        if (state.Positions.Positions.Count == 0)
        {
            // Nothing changes it for this reader.
            _follower.Inbox.Complete(null);
            return Show(state);
        }

        var isShown = !subscriber.IsHeard(state.Positions.Positions.Keys);
        _ = subscriber.OpenAsync(_follower, state.Positions, isShown);
        return isShown ? Show(state) : await ReadAsync(cancellationToken);
    }

    private async Task<Followed<TState>> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_ended.TryDequeue(out var before))
            {
                return new Followed<TState> { Ended = before };
            }

            switch (await _follower.Inbox.ReadAsync(cancellationToken))
            {
                case FollowedItem.Arrived(var message) when IsInState(message):
                    continuity.Handled.Mark(message);
                    break;
                case FollowedItem.Arrived(var message):
                    _inHand = message;
                    return new Followed<TState> { Message = message };
                case FollowedItem.StateDue(var heard):
                    _due.Enqueue(heard);
                    return Show(await LoadAgainAsync(cancellationToken));
                case FollowedItem.Ended(var told):
                    return new Followed<TState> { Ended = told };
                default:
                    break;
            }
        }
    }

    private async Task<PositionedState<TState>> LoadAgainAsync(CancellationToken cancellationToken)
    {
        var isShown = _positions.Count > 0;
        Note(isShown, isDue: true);
        try
        {
            while (true)
            {
                var state = await LoadOnceHeardAsync(cancellationToken);
                if (_due.Count == 0 && !_passedOver.Any(mark => IsBefore(state.Positions, mark)))
                {
                    _passedOver.Clear();
                    return state;
                }

                // What was passed over meanwhile is not in it yet.
                PassOver();
                await PassOverDuringAsync(
                    Task.Delay(
                        continuity.Options.FirstBackoff,
                        continuity.Options.TimeProvider,
                        cancellationToken
                    )
                );
            }
        }
        finally
        {
            Note(isShown, isDue: false);
        }
    }

    // A state that is loaded once its channels are heard has everything before it.
    private async Task<PositionedState<TState>> LoadOnceHeardAsync(
        CancellationToken cancellationToken
    )
    {
        do
        {
            while (_due.TryDequeue(out var heard))
            {
                await PassOverDuringAsync(heard.WaitAsync(cancellationToken));
            }

            while (_follower.Inbox.TryRead(item => item is FollowedItem.StateDue, out var next))
            {
                // Channels are often lost together; one state is enough for all of them.
                _due.Enqueue(((FollowedItem.StateDue)next).Heard);
            }
        } while (_due.Count > 0);

        var loading = loader.AwaitAsync(path, type, cancellationToken);
        await PassOverDuringAsync(loading);
        return await loading;
    }

    // The socket must not wait for a state: its other readers would, and the answer for which this waits stands on it behind messages.
    private async Task PassOverDuringAsync(Task work)
    {
        while (await Task.WhenAny(work, _follower.Inbox.WhenFull()) != work)
        {
            PassOver();
        }

        await work;
    }

    // Takes out what waits, as the state that is loaded later has it.
    private void PassOver()
    {
        while (_follower.Inbox.TryRead(_ => true, out var item))
        {
            switch (item)
            {
                case FollowedItem.Arrived(var message):
                    _passedOver[message.Channel] = Math.Max(
                        _passedOver.GetValueOrDefault(message.Channel),
                        message.Sequence
                    );
                    continuity.Handled.Mark(message);
                    break;
                case FollowedItem.StateDue(var heard):
                    // Sequences may count from anywhere after it.
                    _passedOver.Clear();
                    _due.Enqueue(heard);
                    break;
                case FollowedItem.Ended(var told):
                    _passedOver.Remove(told.Channel);
                    _ended.Enqueue(told);
                    break;
                default:
                    break;
            }
        }
    }

    // Without a state there is nothing that could look as if it were live.
    private void Note(bool isShown, bool isDue)
    {
        if (isShown)
        {
            continuity.Routes.NoteState(isDue);
            continuity.Freshness.Refresh();
        }
    }

    private bool IsInState(ReceivedMessage message) =>
        message.Sequence <= _positions.GetValueOrDefault(message.Channel);

    private Followed<TState> Show(PositionedState<TState> state)
    {
        _positions = state.Positions.Positions;
        return new Followed<TState> { State = state.State };
    }

    private void Confirm()
    {
        if (Interlocked.Exchange(ref _inHand, null) is { } handled)
        {
            continuity.Handled.Mark(handled);
        }
    }
}
