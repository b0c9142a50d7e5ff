using TableTap.Realtime.Commands;

namespace TableTap.Realtime.Sessions;

/// <summary>
/// The commands of one connection: placed and answered in order of arrival, while none waits for the answer of the one before and the
/// reading goes on. Bounded: a connection that sends faster than the café decides has to wait.
/// </summary>
/// <param name="capacity">Commands that may be under way.</param>
internal sealed class CommandQueue(int capacity)
{
    private readonly Lock _gate = new();
    private Task _placed = Task.CompletedTask;
    private Task _answered = Task.CompletedTask;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _idle;
    private int _underWay;

    /// <summary>Completes when everything that was handed in is answered.</summary>
    public Task Idle
    {
        get
        {
            lock (_gate)
            {
                return _underWay == 0
                    ? Task.CompletedTask
                    : (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }
    }

    /// <summary>Hands in a command; completes when there is room for the next one. Only the connection's reading calls it.</summary>
    /// <param name="place">Gives the command its place; never throws.</param>
    /// <param name="answer">Answers it, once those before it are answered; never throws.</param>
    public Task AddAsync(Func<ValueTask<PlacedCommand>> place, Func<PlacedCommand, Task> answer)
    {
        lock (_gate)
        {
            _underWay++;
        }

        var placed = PlaceAsync(_placed, place);
        (_placed, _answered) = (placed, AnswerAsync(_answered, placed, answer));
        lock (_gate)
        {
            return _underWay < capacity
                ? Task.CompletedTask
                : (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private static async Task<PlacedCommand> PlaceAsync(
        Task before,
        Func<ValueTask<PlacedCommand>> place
    )
    {
        await before;
        return await place();
    }

    private async Task AnswerAsync(
        Task before,
        Task<PlacedCommand> placed,
        Func<PlacedCommand, Task> answer
    )
    {
        var command = await placed;
        await before;
        await answer(command);
        lock (_gate)
        {
            _underWay--;
            _room?.TrySetResult();
            _room = null;
            if (_underWay == 0)
            {
                _idle?.TrySetResult();
                _idle = null;
            }
        }
    }
}
