using System.Diagnostics;

namespace TableTap.Realtime.Journal;

/// <summary>
/// To which trace the deliveries of a message belong. Never stored; another server gets it with the hint of the commit. Thread-safe.
/// </summary>
public sealed class MessageTrace
{
    private int _taken;

    /// <summary>Makes the trace of a message that a command of this server caused.</summary>
    /// <param name="command">The span of the command; it ends when the command is answered.</param>
    /// <param name="cafeId">The café of the command.</param>
    public MessageTrace(Activity command, string cafeId) =>
        (Command, Context, CafeId) = (command, command.Context, cafeId);

    /// <summary>Makes the trace of a message that another server told of.</summary>
    /// <param name="context">What the span of the command is within its trace.</param>
    /// <param name="cafeId">The café of the command.</param>
    /// <param name="heardAt">When the hint came, as a timestamp of this server's clock.</param>
    internal MessageTrace(ActivityContext context, string cafeId, long heardAt) =>
        (Context, CafeId, HeardAt) = (context, cafeId, heardAt);

    /// <summary>The span of the command that caused the message.</summary>
    /// <value>Null where another server decided the command.</value>
    public Activity? Command { get; }

    /// <summary>What that span is within its trace.</summary>
    public ActivityContext Context { get; }

    /// <summary>The café of the command.</summary>
    public string CafeId { get; }

    /// <summary>When the hint of the message came, as a timestamp of this server's clock.</summary>
    /// <value>Default 0: this server decided the command.</value>
    internal long HeardAt { get; }

    /// <summary>Takes the place of one more delivery, if any is left.</summary>
    /// <param name="most">How many there are.</param>
    public bool Take(int most) => Interlocked.Increment(ref _taken) <= most;
}
