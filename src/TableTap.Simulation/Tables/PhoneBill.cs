using System.Collections.Immutable;
using TableTap.Client.Contract;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;
using TableTap.Terms;

namespace TableTap.Simulation.Tables;

/// <summary>The bill of a table as a guest's phone shows it, from messages alone. Thread-safe.</summary>
internal sealed class PhoneBill
{
    private readonly ChangeSignal _signal = new();
    private volatile string? _billId;
    private ImmutableDictionary<string, VoucherChanged> _vouchers = ImmutableDictionary<
        string,
        VoucherChanged
    >.Empty;

    /// <summary>The bill as it was told last; null before it is told.</summary>
    public BillChanged? Now { get; private set; }

    /// <summary>Whether it has ended.</summary>
    public bool IsOver => Now is { Status: not BillStatus.Open };

    /// <summary>What is due of it.</summary>
    public Money Due => Now?.Due ?? Money.Zero;

    /// <summary>Says which bill it is, before anything is ordered on it: friends at another table have one of their own.</summary>
    /// <param name="billId">The id of the bill.</param>
    public void Follow(string billId) => _billId = billId;

    /// <summary>A message of the guest's channel; what is not about the bill or a voucher means nothing here.</summary>
    /// <param name="message">The message.</param>
    public void Take(ReceivedMessage message)
    {
        switch (message.Type)
        {
            case "bill_changed"
                when message.As<BillChanged>() is var bill && bill.BillId == _billId:
                _signal.Change(() =>
                    Now = bill.BillVersion >= (Now?.BillVersion ?? 0) ? bill : Now
                );
                break;
            case "voucher_changed":
                var voucher = message.As<VoucherChanged>();
                _signal.Change(() => _vouchers = _vouchers.SetItem(voucher.VoucherId, voucher));
                break;
            default:
                break;
        }
    }

    /// <summary>What came of a payment by voucher; null while its issuer is asked.</summary>
    /// <param name="voucherId">The id of the payment.</param>
    public VoucherChanged? Voucher(string voucherId) =>
        _vouchers.GetValueOrDefault(voucherId) is { Status: not VoucherStatus.Pending } ended
            ? ended
            : null;

    /// <summary>Waits until something holds.</summary>
    public Task WaitAsync(Func<PhoneBill, bool> holds, CancellationToken cancellationToken) =>
        _signal.UntilAsync(() => holds(this), cancellationToken);

    /// <summary>Waits until something holds, as long as people are patient.</summary>
    public Task WaitAsync(
        Func<PhoneBill, bool> holds,
        TimeProvider time,
        CancellationToken cancellationToken
    ) => _signal.UntilAsync(() => holds(this), time, cancellationToken);
}
