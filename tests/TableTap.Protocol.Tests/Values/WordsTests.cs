using System.Text.Json;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Protocol.Tests.Values;

public sealed class WordsTests
{
    [Theory]
    [InlineData(ErrorCode.AuthenticationFailed, "AUTHENTICATION_FAILED")]
    [InlineData(ErrorCode.InsufficientPermissions, "INSUFFICIENT_PERMISSIONS")]
    [InlineData(ErrorCode.RateLimitExceeded, "RATE_LIMIT_EXCEEDED")]
    [InlineData(ErrorCode.InvalidOrderStatus, "INVALID_ORDER_STATUS")]
    [InlineData(ErrorCode.MalformedMessage, "MALFORMED_MESSAGE")]
    [InlineData(ErrorCode.ValidationFailed, "VALIDATION_FAILED")]
    [InlineData(ErrorCode.UnknownMessageType, "UNKNOWN_MESSAGE_TYPE")]
    [InlineData(ErrorCode.UnsupportedVersion, "UNSUPPORTED_VERSION")]
    [InlineData(ErrorCode.ConnectionLimitExceeded, "CONNECTION_LIMIT_EXCEEDED")]
    [InlineData(ErrorCode.HistoryUnavailable, "HISTORY_UNAVAILABLE")]
    [InlineData(ErrorCode.NotFound, "NOT_FOUND")]
    [InlineData(ErrorCode.Conflict, "CONFLICT")]
    [InlineData(ErrorCode.InternalError, "INTERNAL_ERROR")]
    [InlineData(ErrorCode.ServiceUnavailable, "SERVICE_UNAVAILABLE")]
    [InlineData(ErrorCode.ItemUnavailable, "ITEM_UNAVAILABLE")]
    [InlineData(ErrorCode.CafeClosed, "CAFE_CLOSED")]
    [InlineData(ErrorCode.IntakePaused, "INTAKE_PAUSED")]
    [InlineData(ErrorCode.PickupCodeInvalid, "PICKUP_CODE_INVALID")]
    [InlineData(ErrorCode.PickupCodeLocked, "PICKUP_CODE_LOCKED")]
    [InlineData(ErrorCode.RefundExceedsCaptured, "REFUND_EXCEEDS_CAPTURED")]
    [InlineData(ErrorCode.CoverRequired, "COVER_REQUIRED")]
    [InlineData(ErrorCode.SignatureRequired, "SIGNATURE_REQUIRED")]
    [InlineData(ErrorCode.SignatureInvalid, "SIGNATURE_INVALID")]
    public void An_error_code_has_the_name_of_the_specification(ErrorCode code, string name)
    {
        Assert.Equal($"\"{name}\"", JsonSerializer.Serialize(code, ProtocolJson.Default.ErrorCode));
        Assert.Equal(
            code,
            JsonSerializer.Deserialize($"\"{name}\"", ProtocolJson.Default.ErrorCode)
        );
    }

    [Fact]
    public void No_error_code_is_left_out() => Assert.Equal(24, Enum.GetValues<ErrorCode>().Length);

    [Theory]
    [InlineData("dine-in", OrderType.DineIn)]
    [InlineData("takeaway", OrderType.Takeaway)]
    public void An_order_type_is_a_word(string word, OrderType type)
    {
        Assert.Equal(
            type,
            JsonSerializer.Deserialize($"\"{word}\"", ProtocolJson.Default.OrderType)
        );
        Assert.Equal($"\"{word}\"", JsonSerializer.Serialize(type, ProtocolJson.Default.OrderType));
    }

    [Fact]
    public void Words_are_snake_case()
    {
        Assert.Equal(
            "\"partially_refunded\"",
            JsonSerializer.Serialize(
                PaymentStatus.PartiallyRefunded,
                ProtocolJson.Default.PaymentStatus
            )
        );
        Assert.Equal(
            "\"clocked_in\"",
            JsonSerializer.Serialize(EmployeeStatus.ClockedIn, ProtocolJson.Default.EmployeeStatus)
        );
        Assert.Equal(
            "\"system:maintenance\"",
            JsonSerializer.Serialize(Audience.SystemMaintenance, CommandJson.Payloads.Audience)
        );
    }

    [Theory]
    [InlineData("0")]
    [InlineData("\"0\"")]
    [InlineData("\"\"")]
    [InlineData("\"served\"")]
    [InlineData("\"Pending\"")]
    [InlineData("\"PENDING\"")]
    [InlineData("\" pending\"")]
    [InlineData("\"pending,confirmed\"")]
    [InlineData("null")]
    [InlineData("true")]
    public void What_is_no_word_of_the_list_is_refused(string json) =>
        Assert.Throws<JsonException>(() =>
            JsonSerializer.Deserialize(json, ProtocolJson.Default.OrderStatus)
        );
}
