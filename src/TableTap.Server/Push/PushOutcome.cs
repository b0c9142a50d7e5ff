namespace TableTap.Server.Push;

/// <summary>What came of a try to tell a phone. Immutable.</summary>
internal sealed record PushOutcome
{
    private PushOutcome() { }

    /// <summary>Whether the push service took it.</summary>
    public bool IsTold { get; private init; }

    /// <summary>Whether the subscription is over: the guest's browser has ended it.</summary>
    public bool IsGone { get; private init; }

    /// <summary>The status by which the push service refused it for good; 0 where it did not.</summary>
    public int Refusal { get; private init; }

    /// <summary>Why it has to be tried again, in words that hold no secret; null where it has not.</summary>
    public string? Error { get; private init; }

    /// <summary>For how long the push service wants to be left alone; null where it does not say.</summary>
    public TimeSpan? After { get; private init; }

    /// <summary>The push service took it.</summary>
    public static PushOutcome Told { get; } = new() { IsTold = true };

    /// <summary>The subscription is over.</summary>
    public static PushOutcome Gone { get; } = new() { IsGone = true };

    /// <summary>The push service will never take it.</summary>
    public static PushOutcome Refused(int status) => new() { Refusal = status };

    /// <summary>It has to be tried again.</summary>
    public static PushOutcome Retry(string error, TimeSpan? after = null) =>
        new() { Error = error, After = after };
}
