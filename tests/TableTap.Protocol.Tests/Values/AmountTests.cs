using System.Text.Json;
using CsCheck;
using TableTap.Protocol.Catalogue;
using TableTap.Terms;

namespace TableTap.Protocol.Tests.Values;

public sealed class AmountTests
{
    [Theory]
    [InlineData(1550, "15.50")]
    [InlineData(0, "0.00")]
    [InlineData(5, "0.05")]
    [InlineData(-350, "-3.50")]
    [InlineData(100_000_000_000, "1000000000.00")]
    [InlineData(long.MaxValue, "92233720368547758.07")]
    [InlineData(long.MinValue, "-92233720368547758.08")]
    public void Amount_is_written_with_two_decimals(long minorUnits, string text)
    {
        Assert.Equal(text, JsonSerializer.Serialize(new(minorUnits), ProtocolJson.Default.Money));
        Assert.Equal(text, new Money(minorUnits).ToString());
    }

    [Theory]
    [InlineData("15.5", 1550)]
    [InlineData("15.50", 1550)]
    [InlineData("15.500000", 1550)]
    [InlineData("15", 1500)]
    [InlineData("1.55e1", 1550)]
    [InlineData("-0", 0)]
    [InlineData("-0.00", 0)]
    [InlineData("-3.5", -350)]
    [InlineData("10000000", MoneyNumber.Largest)]
    [InlineData("-10000000.00", -MoneyNumber.Largest)]
    public void Amount_is_read_from_any_spelling_of_its_number(string json, long minorUnits) =>
        Assert.Equal(
            minorUnits,
            JsonSerializer.Deserialize(json, ProtocolJson.Default.Money).MinorUnits
        );

    [Theory]
    [InlineData("15.505")]
    [InlineData("0.001")]
    [InlineData("10000000.01")]
    [InlineData("-10000000.01")]
    [InlineData("1e400")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("1e28")]
    [InlineData("\"15.50\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[]")]
    public void What_is_no_amount_is_refused(string json) =>
        Assert.Throws<JsonException>(() =>
            JsonSerializer.Deserialize(json, ProtocolJson.Default.Money)
        );

    [Fact]
    public void Every_amount_survives_the_wire() =>
        Gen.Long[-MoneyNumber.Largest, MoneyNumber.Largest]
            .Sample(minorUnits =>
            {
                var json = JsonSerializer.Serialize(new(minorUnits), ProtocolJson.Default.Money);
                return JsonSerializer.Deserialize(json, ProtocolJson.Default.Money).MinorUnits
                    == minorUnits;
            });
}
