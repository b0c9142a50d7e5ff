using TableTap.Protocol.Errors;

namespace TableTap.Cli.Conformance.Stage;

/// <summary>What the server of a scenario says to a command.</summary>
internal enum ScriptedReplyKind
{
    /// <summary>That it was done.</summary>
    Acknowledge,

    /// <summary>Why it was not.</summary>
    Refuse,

    /// <summary>Nothing has happened yet.</summary>
    Silence,
}

/// <summary>What the server of a scenario says to a command.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Refusal">Why it was not done; null where it was.</param>
internal readonly record struct ScriptedReply(ScriptedReplyKind Kind, ErrorBody? Refusal = null)
{
    /// <summary>That it was done.</summary>
    public static ScriptedReply Done => new(ScriptedReplyKind.Acknowledge);

    /// <summary>Nothing: the answer gets lost.</summary>
    public static ScriptedReply Lost => new(ScriptedReplyKind.Silence);

    /// <summary>Why it was not done.</summary>
    /// <param name="refusal">Why.</param>
    public static ScriptedReply Refused(ErrorBody refusal) =>
        new(ScriptedReplyKind.Refuse, refusal);
}

/// <summary>What all sockets of a scenario share: its history, what the client did, and how its server behaves. Thread-safe.</summary>
internal sealed class StageState
{
    /// <summary>Makes it; nothing has happened yet.</summary>
    /// <param name="scenario">The name of the scenario.</param>
    /// <param name="time">The clock.</param>
    public StageState(string scenario, TimeProvider time)
    {
        Time = time;
        Acts = new(time);
        History = new(time);
        Tokens = new(scenario, time);
        Deliveries = new(Findings);
    }

    /// <summary>The clock that the scenario goes by.</summary>
    public TimeProvider Time { get; }

    /// <summary>What the client got wrong.</summary>
    public FindingList Findings { get; } = new();

    /// <summary>Follows what the application is given.</summary>
    public DeliveryCheck Deliveries { get; }

    /// <summary>What the client did.</summary>
    public ActLog Acts { get; }

    /// <summary>What was told on the channel.</summary>
    public ScriptedHistory History { get; }

    /// <summary>The tokens of this scenario.</summary>
    public TokenPurse Tokens { get; }

    /// <summary>What a session says of its heartbeat, in seconds.</summary>
    /// <value>Default 30.</value>
    public int HeartbeatInterval { get; set; } = 30;

    /// <summary>How many messages a page of a replay has at most.</summary>
    /// <value>Default 500.</value>
    public int PageMessages { get; set; } = 500;

    /// <summary>How many attempts to connect are still cut off before they become a socket.</summary>
    /// <value>Default 0.</value>
    public int Denials { get; set; }

    /// <summary>What is said to a command.</summary>
    /// <value>Default: that it was done.</value>
    public Func<ClientFrame, ScriptedReply> CommandRule { get; set; } =
        static _ => ScriptedReply.Done;
}
