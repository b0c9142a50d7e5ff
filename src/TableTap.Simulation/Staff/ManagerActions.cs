using TableTap.Client.Contract;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;
using TableTap.Terms;

namespace TableTap.Simulation.Staff;

/// <summary>What the manager does in a rush: people and counters, shortages, complaints, and at the end what nobody collected. Thread-safe.</summary>
/// <param name="options">The server and the tokens.</param>
/// <param name="managerId">The id of the manager.</param>
/// <param name="figures">What is counted.</param>
internal sealed class ManagerActions(
    SimulationOptions options,
    string managerId,
    SimulationStatistics figures
) : IAsyncDisposable
{
    private const int CommandsPerMinute = 60;
    private static readonly Money Goodwill = new(100);
    private readonly StaffDevices _hands = new();
    private int _complaints;

    /// <summary>Comes to work, and sees that everybody else has.</summary>
    /// <param name="baristas">The staff at the counters.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="SimulationException">Somebody cannot be clocked in.</exception>
    public async Task StartAsync(
        IEnumerable<RosteredEmployee> baristas,
        CancellationToken cancellationToken
    )
    {
        await _hands.StartAsync(
            options,
            managerId,
            Role.Manager,
            CommandsPerMinute,
            CommandsPerMinute,
            cancellationToken
        );
        foreach (var userId in baristas.Select(person => person.UserId).Prepend(managerId))
        {
            var refusal = await SendAsync(
                "employee_clock_in",
                new EmployeeClock(userId, CafeId: options.CafeId),
                cancellationToken
            );
            // Who is at work already is told so, and that is well.
            if (refusal is { Code: not ErrorCode.Conflict })
            {
                throw new SimulationException($"{userId} cannot come to work: {refusal.Message}.");
            }
        }
    }

    /// <summary>Sends a command as the manager, and waits for its answer.</summary>
    /// <returns>The refusal, or null where it was done.</returns>
    public Task<ErrorBody?> SendAsync<T>(string type, T data, CancellationToken cancellationToken)
        where T : class => _hands.SendAsync(type, data, cancellationToken);

    /// <summary>Sends a command as the manager, and waits for its answer.</summary>
    /// <param name="type">The type of the command.</param>
    /// <param name="data">What it says.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public Task<CommandAnswer> AskAsync<T>(string type, T data, CancellationToken cancellationToken)
        where T : class => _hands.AskAsync(type, data, cancellationToken);

    /// <summary>
    /// Gives a guest who complains a part of the money back: in turns as a refund, and as a discount, of which the money goes back by itself.
    /// </summary>
    public async Task GiveBackAsync(string orderId, Money paid, CancellationToken cancellationToken)
    {
        var amount = paid < Goodwill ? paid : Goodwill;
        var answer =
            Interlocked.Increment(ref _complaints) % 2 == 0
                ? await AskAsync(
                    "discount_apply",
                    new DiscountApply(new(Amount: amount), orderId, Reason: "complaint"),
                    cancellationToken
                )
                : await AskAsync(
                    "refund_issue",
                    new RefundIssue(orderId, amount, "complaint"),
                    cancellationToken
                );
        figures.StaffAnswered(answer.Error);
        if (answer.Succeeded)
        {
            figures.MoneyBack();
            figures.StaffMoney.Discounted(answer.Result?.Off ?? Money.Zero);
        }
    }

    /// <summary>Closes the day; one in which nothing moved since the last closing stays closed.</summary>
    public async Task CloseDayAsync(CancellationToken cancellationToken)
    {
        var refusal = await SendAsync(
            "day_close",
            new DayClose(CafeId: options.CafeId),
            cancellationToken
        );
        if (refusal is { Code: not ErrorCode.Conflict })
        {
            throw new SimulationException($"The day cannot be closed: {refusal.Message}.");
        }
    }

    /// <summary>Clears away what nobody collected.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        foreach (var orderId in figures.Uncollected)
        {
            figures.StaffAnswered(
                await SendAsync(
                    "order_cancel",
                    new OrderCancel(orderId, CancelReason.Uncollected),
                    cancellationToken
                )
            );
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _hands.DisposeAsync();
}
