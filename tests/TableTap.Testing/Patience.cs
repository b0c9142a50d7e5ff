using System.Runtime.CompilerServices;

namespace TableTap.Testing;

/// <summary>
/// How long a test waits for what has to come: a bound that only a broken product reaches. A wait that is fulfilled ends at
/// once, so a machine that is busy with other things costs time and proves the same.
/// </summary>
public static class Patience
{
    /// <summary>For an answer, a message, a page, a process that starts.</summary>
    /// <value>2 minutes.</value>
    public static TimeSpan Bound { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Waits for a task's end, not longer than <see cref="Bound"/>.</summary>
    /// <param name="task">The task.</param>
    public static Task Soon(this Task task) => task.WaitAsync(Bound);

    /// <summary>Waits for a task's result, not longer than <see cref="Bound"/>.</summary>
    /// <param name="task">The task.</param>
    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Bound);

    /// <summary>Waits until something holds that other tasks bring about.</summary>
    /// <param name="holds">Asked again and again.</param>
    /// <param name="meanwhile">Done between two questions: a step of a clock that the test moves.</param>
    /// <param name="pauseMs">Milliseconds between two questions.</param>
    /// <param name="what">What is waited for, in code.</param>
    /// <exception cref="TimeoutException">It did not hold within <see cref="Bound"/>.</exception>
    public static Task UntilAsync(
        Func<bool> holds,
        Action? meanwhile = null,
        int pauseMs = 5,
        [CallerArgumentExpression(nameof(holds))] string what = ""
    ) => UntilAsync(() => Task.FromResult(holds()), meanwhile, pauseMs, what);

    /// <inheritdoc cref="UntilAsync(Func{bool}, Action?, int, string)"/>
    public static async Task UntilAsync(
        Func<Task<bool>> holds,
        Action? meanwhile = null,
        int pauseMs = 5,
        [CallerArgumentExpression(nameof(holds))] string what = ""
    )
    {
        using var bound = new CancellationTokenSource(Bound);
        while (!await holds())
        {
            if (bound.IsCancellationRequested)
            {
                throw new TimeoutException($"Not within {Bound}: {what}");
            }

            meanwhile?.Invoke();
            await Task.Delay(pauseMs, CancellationToken.None);
        }
    }
}
