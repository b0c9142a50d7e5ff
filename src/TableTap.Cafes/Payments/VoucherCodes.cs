using System.Collections.Concurrent;
using System.Text.Json;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Messages;

namespace TableTap.Cafes.Payments;

/// <summary>
/// The codes of vouchers that are being asked for, by payment: in memory alone, and only until their issuer has answered. What is lost
/// with the process is found out without it: the issuer is told to let go of the payment (section 5, "Vouchers"). Thread-safe.
/// </summary>
public sealed class VoucherCodes
{
    private readonly ConcurrentDictionary<string, string> _codes = new(StringComparer.Ordinal);

    /// <summary>Is told that there is somebody to ask; quick and thread-safe.</summary>
    public Action Asked { get; set; } = () => { };

    /// <summary>The code of a payment; null where it is not known here.</summary>
    /// <param name="voucherId">The id of the payment.</param>
    public string? Find(string voucherId) => _codes.GetValueOrDefault(voucherId);

    /// <summary>Keeps the code of a command until its issuer has answered.</summary>
    /// <param name="voucherId">The id of the payment.</param>
    /// <param name="payload">The payload of the command.</param>
    internal void Keep(string voucherId, ReadOnlyMemory<byte> payload) =>
        _codes[voucherId] = JsonSerializer
            .Deserialize(payload.Span, CommandJson.Payloads.VoucherPay)!
            .Code;

    /// <summary>Forgets the code of a payment that was not begun.</summary>
    /// <param name="voucherId">The id of the payment.</param>
    internal void Drop(string voucherId) => _codes.TryRemove(voucherId, out _);
}
