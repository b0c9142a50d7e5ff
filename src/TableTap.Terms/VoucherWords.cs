using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>Where a payment by voucher is, as it is told (docs/protocol.md §5, "Vouchers").</summary>
[JsonConverter(typeof(WireEnum<VoucherStatus>))]
public enum VoucherStatus
{
    /// <summary>Its issuer is asked.</summary>
    Pending,

    /// <summary>It paid what is told as its amount.</summary>
    Paid,

    /// <summary>Its issuer refused it: nothing was taken of it.</summary>
    Refused,

    /// <summary>The issuer did not answer in time, or nothing was due any more: what was held of it is given free.</summary>
    Failed,
}
