using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Rules;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>A break that is going on.</summary>
/// <param name="BreakType">The kind of the break.</param>
/// <param name="StartedAt">When the break began.</param>
/// <param name="ReturnTime">When it should end.</param>
/// <param name="CoveringEmployees">Who stands in.</param>
/// <param name="CounterIds">The counters they cover.</param>
internal sealed record StaffBreak(
    BreakType BreakType,
    DateTimeOffset StartedAt,
    DateTimeOffset ReturnTime,
    [Id(Each = true)] IReadOnlyList<string> CoveringEmployees,
    [Id(Each = true)] IReadOnlyList<string> CounterIds
);

/// <summary>Somebody of the staff.</summary>
/// <param name="EmployeeId">The id of the person.</param>
/// <param name="Name">The name of the person.</param>
/// <param name="Role">The role in which the person works.</param>
/// <param name="Counters">The counters of their record.</param>
/// <param name="Status">Whether they are at work, a break included.</param>
/// <param name="Since">When they clocked in.</param>
/// <param name="Location">Where they said they would be.</param>
/// <param name="Shift">The planned shift.</param>
/// <param name="Break">The break they are on.</param>
internal sealed record StaffEntry(
    [Id] string EmployeeId,
    string Name,
    Role Role,
    [Id(Each = true)] IReadOnlyList<string> Counters,
    EmployeeStatus Status,
    DateTimeOffset? Since = null,
    string? Location = null,
    ShiftTimes? Shift = null,
    StaffBreak? Break = null
);

/// <summary>The answer of <c>GET /v1/cafes/{id}/staff</c>.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="Staff">Everybody with a staff record.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Positions">Where to subscribe from, for each channel that can change this and that the caller may hear.</param>
internal sealed record StaffAnswer(
    [Id] string CafeId,
    IReadOnlyList<StaffEntry> Staff,
    string Epoch,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Positions
)
{
    /// <summary>The staff as they are.</summary>
    public static StaffAnswer Of(StateView view) =>
        new(
            view.Cafe.CafeId,
            [.. view.Cafe.Profile.Staff.Items.Select(person => Entry(view.Cafe, person))],
            view.Epoch,
            view.Positions
        );

    private static StaffEntry Entry(Cafe cafe, StaffRecord person)
    {
        var entry = new StaffEntry(
            person.EmployeeId,
            person.Name,
            (Role)person.Role,
            person.Counters.Items,
            EmployeeStatus.ClockedOut
        );
        return cafe.Shifts.TryGet(person.EmployeeId, out var shift)
            ? entry with
            {
                Status = EmployeeStatus.ClockedIn,
                Since = shift.ClockedInAt,
                Location = shift.Location,
                Shift = shift.End is { } end ? new(shift.Start, end) : null,
                Break = shift.Break is { } pause
                    ? new(
                        pause.Type,
                        pause.StartedAt,
                        pause.ReturnAt,
                        pause.Covering.Items,
                        pause.CounterIds.Items
                    )
                    : null,
            }
            : entry;
    }
}
