using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;

namespace TableTap.Simulation.Guests;

/// <summary>A phone that loses its network for a while, and the server is not told.</summary>
internal static class NetworkLoss
{
    /// <summary>Loses the network as the guest's plan says, if it does.</summary>
    /// <param name="phone">The phone.</param>
    /// <param name="plan">What the guest is going to do.</param>
    /// <param name="time">The café's time.</param>
    /// <param name="speed">How many times faster than a clock that runs.</param>
    /// <param name="figures">What is counted.</param>
    /// <param name="cancellationToken">The guest leaves before.</param>
    public static async Task HappenAsync(
        RecordingClient phone,
        GuestPlan plan,
        CafeTime time,
        double speed,
        SimulationStatistics figures,
        CancellationToken cancellationToken
    )
    {
        if (plan.DropsAfter is not { } after)
        {
            return;
        }

        await time.WaitAsync(after, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellationToken.IsCancellationRequested)
        {
            figures.PhoneDropped();
            phone.Client.AbandonConnection(plan.OfflineFor / speed);
        }
    }
}
