using TableTap.Client.Contract;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;

namespace TableTap.Simulation.Staff;

/// <summary>
/// Who looks after guests and tables away from the counters: the employees in turns, and the manager for what only managers may.
/// Thread-safe.
/// </summary>
/// <param name="employees">The staff at the counters, at least one.</param>
/// <param name="manager">Who runs the café.</param>
/// <param name="figures">What is counted.</param>
internal sealed class FloorStaff(
    IReadOnlyList<Barista> employees,
    ManagerActions manager,
    SimulationStatistics figures
)
{
    private int _next;

    /// <summary>The id of an employee who can look after a bill.</summary>
    /// <param name="turn">Whose turn it is.</param>
    public string EmployeeAt(int turn) => employees[turn % employees.Count].Person.UserId;

    /// <summary>Has an employee do something.</summary>
    /// <param name="type">The type of the command.</param>
    /// <param name="data">What it says.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What it made, or null where it was refused.</returns>
    public async Task<CommandResult?> AskAsync<T>(
        string type,
        T data,
        CancellationToken cancellationToken
    )
        where T : class => Result(type, await Next().AskAsync(type, data, cancellationToken));

    /// <summary>Has an employee do something about an order, for which it may be too late.</summary>
    /// <param name="type">The type of the command.</param>
    /// <param name="data">What it says.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Whether it was done; null where the order was beyond it by then.</returns>
    public async Task<bool?> TryAsync<T>(string type, T data, CancellationToken cancellationToken)
        where T : class
    {
        var answer = await Next().AskAsync(type, data, cancellationToken);
        figures.StaffAnswered(answer.Error, type);
        return answer.Error is { Code: ErrorCode.InvalidOrderStatus } ? null : answer.Succeeded;
    }

    /// <summary>Has the manager do something.</summary>
    /// <param name="type">The type of the command.</param>
    /// <param name="data">What it says.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What it made, or null where it was refused.</returns>
    public async Task<CommandResult?> AskManagerAsync<T>(
        string type,
        T data,
        CancellationToken cancellationToken
    )
        where T : class => Result(type, await manager.AskAsync(type, data, cancellationToken));

    /// <summary>Has an employee order for a guest.</summary>
    /// <param name="order">What is ordered.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="TimeoutException">There was no answer in time.</exception>
    public Task<CommandAnswer> OrderAsync(OrderCreate order, CancellationToken cancellationToken) =>
        Next().RequestAsync("order_create", order, cancellationToken);

    private StaffDevices Next() =>
        employees[(int)((uint)Interlocked.Increment(ref _next) % (uint)employees.Count)].Hands;

    private CommandResult? Result(string type, CommandAnswer answer)
    {
        figures.StaffAnswered(answer.Error, type);
        return answer.Succeeded ? answer.Require() : null;
    }
}
