namespace TableTap.Client.Connection;

/// <summary>What a frame asks the session to do besides reading on.</summary>
internal abstract record FollowUp
{
    /// <summary>Compare the heads of a <c>pong</c> with what was received.</summary>
    /// <param name="Sequences">The heads.</param>
    public sealed record CompareHeads(IReadOnlyDictionary<string, long> Sequences) : FollowUp;

    /// <summary>Renew the session.</summary>
    public sealed record Renew : FollowUp;

    /// <summary>Leave the draining server.</summary>
    /// <param name="Delay">When.</param>
    public sealed record Leave(TimeSpan Delay) : FollowUp;
}
