using System.Diagnostics;

namespace TableTap.Realtime.Journal;

/// <summary>To which trace the deliveries of a message belong. Never stored. Thread-safe.</summary>
/// <param name="command">The span of the command that caused the message; it ends when the command is answered.</param>
/// <param name="cafeId">The café of the command.</param>
public sealed class MessageTrace(Activity command, string cafeId)
{
    private int _taken;

    /// <summary>The span of the command that caused the message.</summary>
    public Activity Command => command;

    /// <summary>What that span is within its trace.</summary>
    public ActivityContext Context => command.Context;

    /// <summary>The café of the command.</summary>
    public string CafeId => cafeId;

    /// <summary>Takes the place of one more delivery, if any is left.</summary>
    /// <param name="most">How many there are.</param>
    public bool Take(int most) => Interlocked.Increment(ref _taken) <= most;
}
