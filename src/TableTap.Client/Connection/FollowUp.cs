namespace TableTap.Client.Connection;

/// <summary>What a frame asks the session to do besides reading on.</summary>
internal abstract record FollowUp
{
    /// <summary>Compare the heads of a <c>pong</c> with what was received.</summary>
    /// <param name="Sequences">The last sequence of each channel, as the server has it.</param>
    public sealed record CompareHeads(IReadOnlyDictionary<string, long> Sequences) : FollowUp;

    /// <summary>Renew the session with a new token.</summary>
    public sealed record Renew : FollowUp;

    /// <summary>Leave the draining server.</summary>
    /// <param name="Delay">How long to wait before leaving.</param>
    public sealed record Leave(TimeSpan Delay) : FollowUp;
}
