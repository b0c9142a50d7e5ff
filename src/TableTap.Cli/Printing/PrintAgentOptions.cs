namespace TableTap.Cli.Printing;

/// <summary>What an agent prints, and how patient it is.</summary>
internal sealed record PrintAgentOptions
{
    /// <summary>The address of the server.</summary>
    public required Uri Server { get; init; }

    /// <summary>The counter whose tickets it prints.</summary>
    public required string CounterId { get; init; }

    /// <summary>How often an idle printer is asked how it is.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a printer may be away before the agent is no screen of the counter any more, which managers are told.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait before a second attempt; doubles with each further one.</summary>
    /// <value>Default 1 s.</value>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts.</summary>
    /// <value>Default 15 s.</value>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a slip that is with the printer may take when the agent is asked to stop.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan Goodbye { get; init; } = TimeSpan.FromSeconds(5);
}
