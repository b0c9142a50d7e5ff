using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Simulation.Staff;

namespace TableTap.Simulation.Guests;

/// <summary>What every guest of a run shares.</summary>
/// <param name="Options">The server and the tokens.</param>
/// <param name="Http">Menu and payments.</param>
/// <param name="Desk">Where the staff stand.</param>
/// <param name="Till">Where complaints go.</param>
/// <param name="Pace">How fast hands are.</param>
internal sealed record GuestsAtWork(
    SimulationOptions Options,
    CafeHttp Http,
    CounterVisits Desk,
    ManagerActions Till,
    WorkPace Pace
)
{
    /// <summary>Makes a guest who lives through the given plan.</summary>
    public Guest Guest(GuestPlan plan, CafeTime time, SimulationStatistics figures) =>
        new(Options, plan, time, Http, Desk, Till, figures);
}
