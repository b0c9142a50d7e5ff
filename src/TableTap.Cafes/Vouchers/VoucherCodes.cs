using System.Collections.Concurrent;
using System.Text.Json;
using TableTap.Cafes.Announcements;
using TableTap.Cafes.Answers;
using TableTap.Ordering.Commands;
using TableTap.Ordering.State;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Limits;
using TableTap.Realtime.Peers;

namespace TableTap.Cafes.Vouchers;

/// <summary>
/// The codes of vouchers that are being asked for, by payment: in memory alone, and only until their issuer has answered. What is lost
/// with the process is found out without it: the issuer is told to let go of the payment (section 5, "Vouchers"). Thread-safe.
/// </summary>
/// <param name="options">How many vouchers a user may try.</param>
/// <param name="time">The clock.</param>
public sealed class VoucherCodes(CafeOptions options, TimeProvider time)
{
    private readonly RequestAllowance _tries = new(options.VouchersPerMinute, time);
    private readonly ConcurrentDictionary<string, string> _codes = new(StringComparer.Ordinal);

    /// <summary>Is told that there is somebody to ask; quick and thread-safe.</summary>
    public Action Asked { get; set; } = () => { };

    /// <summary>Counts the vouchers that a user tries at all servers of the store together. Set before the first one.</summary>
    /// <param name="rates">What servers tell each other.</param>
    public void Share(SharedRates rates) => _tries.Share("vouchers", rates);

    /// <summary>The code of a payment; null where it is not known here.</summary>
    /// <param name="voucherId">The id of the payment.</param>
    public string? Find(string voucherId) => _codes.GetValueOrDefault(voucherId);

    /// <summary>The refusal of one voucher too many of a user, who may be guessing; null for every other command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="userId">The id of the user who sends it.</param>
    internal ErrorBody? TooMany(CafeCommand command, string userId) =>
        command is PayByVoucher && !_tries.TryTake(userId, out var later)
            ? CommandErrors.TooManyVouchers(later, _tries.Limit)
            : null;

    /// <summary>Takes the code out of a command that pays with one, and gives the payment its id; every other command stays as it is.</summary>
    /// <param name="command">The command.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="ids">Where ids come from.</param>
    internal CafeCommand Keep(CafeCommand command, ReadOnlyMemory<byte> payload, IdGenerator ids)
    {
        if (command is not PayByVoucher offered)
        {
            return command;
        }

        offered = offered with { VoucherId = ids.Source.NewId() };
        _codes[offered.VoucherId] = JsonSerializer
            .Deserialize(payload.Span, CommandJson.Payloads.VoucherPay)!
            .Code;
        return offered;
    }

    /// <summary>A command was decided: whoever asks issuers is told of a payment that began, and the code of one that did not is forgotten.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cafe">The café as it is now.</param>
    internal void Decided(CafeCommand command, Cafe cafe)
    {
        if (command is not PayByVoucher offered)
        {
            return;
        }

        if (cafe.Vouchers.Contains(offered.VoucherId))
        {
            Asked();
        }
        else
        {
            Drop(offered.VoucherId);
        }
    }

    /// <summary>Forgets the code of a payment that was not begun.</summary>
    /// <param name="voucherId">The id of the payment.</param>
    internal void Drop(string voucherId) => _codes.TryRemove(voucherId, out _);
}
