using TableTap.Client.Contract;
using TableTap.Ordering.Profiles;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Guests;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Terms;

namespace TableTap.Simulation.Tables;

/// <summary>
/// What a party does about its bill with a phone: it joins it, orders on it, and offers a voucher. What only the staff may do, an employee
/// does for it.
/// </summary>
/// <param name="serves">What every guest of the run shares.</param>
/// <param name="phone">The phone of who orders for the party.</param>
/// <param name="figures">What is counted.</param>
internal sealed class PartyPhone(
    GuestsAtWork serves,
    RecordingClient phone,
    SimulationStatistics figures
)
{
    private readonly SimulationOptions _options = serves.Options;

    /// <summary>Whether the staff alone puts orders on bills.</summary>
    private bool IsForStaff => serves.Profile.Bills == BillAccess.Staff;

    /// <summary>Joins the bill of a table by the code on it, where guests may.</summary>
    /// <param name="table">The table.</param>
    /// <param name="billId">The id of the bill that is open there.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task JoinAsync(string table, string billId, CancellationToken cancellationToken)
    {
        if (IsForStaff)
        {
            return;
        }

        figures.Services.Plan(Service.Joining);
        var joined = await AskAsync(
            "bill_join",
            new BillJoin(table, _options.CafeId),
            cancellationToken
        );
        figures.Services.Ended(Service.Joining, joined?.BillId == billId);
    }

    /// <summary>A wish as an order on the bill of a table.</summary>
    /// <param name="wish">What is wished for.</param>
    /// <param name="table">The table.</param>
    /// <param name="billId">The id of its bill.</param>
    public OrderCreate OnBill(OrderCreate wish, string table, string billId)
    {
        var order = wish with { TableNumber = table, PaymentMethod = PaymentMethod.Cash };
        return IsForStaff ? ByStaff(order, billId) : order with { OnBill = true };
    }

    /// <summary>Orders; what a counter has no room for the staff orders, who sees whether it can be made.</summary>
    /// <param name="order">The order.</param>
    /// <param name="billId">The id of its bill.</param>
    /// <param name="messageId">The id of the command of the phone.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<CommandAnswer> OrderAsync(
        OrderCreate order,
        string billId,
        string messageId,
        CancellationToken cancellationToken
    )
    {
        if (IsForStaff)
        {
            return await serves.Floor.OrderAsync(order, cancellationToken);
        }

        var answer = await phone.Client.SendAsync(
            "order_create",
            order,
            messageId,
            cancellationToken
        );
        return answer.Error is { Code: ErrorCode.SlotUnavailable }
            ? await serves.Floor.OrderAsync(ByStaff(order, billId), cancellationToken)
            : answer;
    }

    /// <summary>Offers the voucher of the run for a part of the bill.</summary>
    /// <param name="billId">The id of the bill.</param>
    /// <param name="amount">How much it shall pay.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The id of the payment; null where it was refused.</returns>
    public async Task<string?> OfferAsync(
        string billId,
        Money amount,
        CancellationToken cancellationToken
    ) =>
        (
            await AskAsync(
                "voucher_pay",
                new VoucherPay(_options.Voucher!, amount, BillId: billId, CafeId: _options.CafeId),
                cancellationToken
            )
        )?.VoucherId;

    private OrderCreate ByStaff(OrderCreate order, string billId) =>
        order with
        {
            OnBill = null,
            BillId = billId,
            CustomerId = phone.UserId,
        };

    private async Task<CommandResult?> AskAsync<T>(
        string type,
        T data,
        CancellationToken cancellationToken
    )
        where T : class => (await phone.AskAsync(type, data, cancellationToken))?.Result;
}
