using System.Text.Json.Serialization;
using TableTap.Terms;

namespace TableTap.Protocol.Values;

#pragma warning disable CS1591 // The words are those of the specification's tables; each enumeration says where.

/// <summary>Whether somebody is at work (section 6).</summary>
[JsonConverter(typeof(WireEnum<EmployeeStatus>))]
public enum EmployeeStatus
{
    ClockedIn,
    ClockedOut,
}

/// <summary>What the pickup board shows of an order (section 2).</summary>
[JsonConverter(typeof(WireEnum<BoardStatus>))]
public enum BoardStatus
{
    Preparing,
    Ready,
    Removed,
}

/// <summary>Why a subscription failed (section 3).</summary>
[JsonConverter(typeof(WireEnum<SubscriptionFailure>))]
public enum SubscriptionFailure
{
    InsufficientPermissions,
    InvalidChannel,
    UnknownChannel,
    SubscriptionLimitExceeded,
    HistoryUnavailable,
}

/// <summary>Status of an acknowledged command (document, "Message Delivery Acknowledgment").</summary>
[JsonConverter(typeof(WireEnum<AcknowledgementStatus>))]
public enum AcknowledgementStatus
{
    Processed,
}
