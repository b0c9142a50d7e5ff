using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>Where a bill is (docs/protocol.md §5, "Bills").</summary>
[JsonConverter(typeof(WireEnum<BillStatus>))]
public enum BillStatus
{
    /// <summary>Orders go on it, and it is paid, in one or in many parts.</summary>
    Open,

    /// <summary>Nothing was due any more after a payment; no other status follows.</summary>
    Paid,

    /// <summary>Its orders went on another bill; no other status follows.</summary>
    Merged,

    /// <summary>The staff ended it, because nothing was due or with a reason; no other status follows.</summary>
    Closed,
}

/// <summary>Who may put orders on bills, that is, eat first and pay later.</summary>
[JsonConverter(typeof(WireEnum<BillAccess>))]
public enum BillAccess
{
    /// <summary>The café keeps no bills: each order is paid by itself.</summary>
    Nobody,

    /// <summary>The staff alone, for its guests.</summary>
    Staff,

    /// <summary>Guests join the bill that the staff opened for their table.</summary>
    Join,

    /// <summary>Guests join the bill of their table, and open one where there is none.</summary>
    Open,
}
