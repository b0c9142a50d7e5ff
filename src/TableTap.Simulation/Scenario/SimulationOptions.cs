using TableTap.Client.Contract;
using TableTap.Ordering;
using TableTap.Terms;

namespace TableTap.Simulation.Scenario;

/// <summary>Gives a token for somebody of the café.</summary>
/// <param name="userId">The id of the user that the token speaks for.</param>
/// <param name="role">The role that the token gives.</param>
/// <param name="cancellationToken">Stops the asking.</param>
public delegate ValueTask<string> TokenSource(
    string userId,
    Role role,
    CancellationToken cancellationToken
);

/// <summary>What is simulated. Immutable.</summary>
public sealed record SimulationOptions
{
    /// <summary>The address of the server, for example <c>http://localhost:3001</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>Where tokens come from.</summary>
    public required TokenSource Tokens { get; init; }

    /// <summary>The id of the café that guests come to.</summary>
    /// <value>Default <c>demo</c>.</value>
    public string CafeId { get; init; } = DemoCafe.Id;

    /// <summary>How many orders an hour of the café's time brings, on average.</summary>
    /// <value>1 to 100,000; default 300.</value>
    public double OrdersPerHour { get; init; } = 300;

    /// <summary>How long guests keep coming, in the café's time.</summary>
    /// <value>Default 5 min.</value>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many times faster than a clock the café's time runs.</summary>
    /// <value>0.1 to 1,000; default 1.</value>
    public double Speed { get; init; } = 1;

    /// <summary>Fixes who comes when, orders what and does what.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long the last orders may take once no more guests come, and how long each proof may take; not sped up.</summary>
    /// <value>Default 2 min.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The code of a voucher that the café's issuer knows; tables pay some of their bills with it.</summary>
    /// <value>Default none: no voucher is used.</value>
    public string? Voucher { get; init; }

    /// <summary>The clock that the simulation runs by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Sees every frame of every watched socket; called from many threads.</summary>
    public FrameTap? FrameTap { get; init; }

    /// <summary>Distinguishes this run's guests from those of any other; 1 to 20 of <c>[a-z0-9]</c>.</summary>
    public required string Run { get; init; }
}
