using System.Text.Json;
using CsCheck;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;

namespace TableTap.Protocol.Tests.Values;

public sealed class TimestampTests
{
    [Fact]
    public void A_moment_is_written_in_UTC_with_milliseconds()
    {
        var moment = new DateTimeOffset(2024, 1, 15, 11, 30, 0, 7, TimeSpan.FromHours(1));
        Assert.Equal("2024-01-15T10:30:00.007Z", Timestamp.Text(moment));
        Assert.Equal(
            "{\"expiresAt\":\"2024-01-15T10:30:00.007Z\"}",
            JsonSerializer.Serialize(new(moment), ProtocolJson.Default.TokenExpiring)
        );
    }

    [Theory]
    [InlineData("2024-01-15T10:30:00Z")]
    [InlineData("2024-01-15T10:30:00.0Z")]
    [InlineData("2024-01-15T10:30:00.0000000Z")]
    [InlineData("2024-01-15T12:30:00+02:00")]
    [InlineData("2024-01-15T12:30:00\\u002B02:00")]
    [InlineData("2024-01-14T22:30:00-12:00")]
    public void A_moment_is_read_with_any_offset(string text) =>
        Assert.Equal(
            new DateTimeOffset(2024, 1, 15, 10, 30, 0, TimeSpan.Zero),
            Read(text).ExpiresAt
        );

    [Theory]
    [InlineData("")]
    [InlineData("2024-01-15")]
    [InlineData("2024-01-15T10:30:00")]
    [InlineData("2024-01-15T10:30Z")]
    [InlineData("2024-01-15T10:30+00:00")]
    [InlineData("2024-02-30T10:30:00Z")]
    [InlineData("2024-01-15T10:30:61Z")]
    [InlineData("2024-01-15 10:30:00Z")]
    [InlineData("15.01.2024 10:30")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    public void What_is_no_moment_is_refused(string text) =>
        Assert.Throws<JsonException>(() => Read(text));

    [Fact]
    public void An_endless_text_is_no_moment() =>
        Assert.Throws<JsonException>(() => Read(new string('2', 70_000)));

    [Fact]
    public void Every_moment_survives_the_wire_to_the_millisecond() =>
        Gen.Long[0, 4_000_000_000_000]
            .Select(DateTimeOffset.FromUnixTimeMilliseconds)
            .Sample(moment => Read(Timestamp.Text(moment)).ExpiresAt == moment);

    private static TokenExpiring Read(string text) =>
        JsonSerializer.Deserialize(
            $"{{\"expiresAt\":\"{text}\"}}",
            ProtocolJson.Default.TokenExpiring
        )!;
}
