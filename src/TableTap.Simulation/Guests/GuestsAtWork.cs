using TableTap.Ordering.Profiles;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Simulation.Staff;

namespace TableTap.Simulation.Guests;

/// <summary>What every guest of a run shares.</summary>
/// <param name="Options">The server and the tokens.</param>
/// <param name="Profile">The café.</param>
/// <param name="Http">Menu and payments.</param>
/// <param name="Desk">Where the staff stand.</param>
/// <param name="Till">Where complaints go.</param>
/// <param name="Floor">Who looks after guests and tables.</param>
/// <param name="Pace">How fast hands are.</param>
internal sealed record GuestsAtWork(
    SimulationOptions Options,
    CafeProfile Profile,
    CafeHttp Http,
    CounterVisits Desk,
    ManagerActions Till,
    FloorStaff Floor,
    WorkPace Pace
);
