using System.Text.Json;
using CsCheck;
using TableTap.Protocol.Catalogue;
using TableTap.Terms;

namespace TableTap.Protocol.Tests.Values;

public sealed class AmountTests
{
    private const long Most = 10_000_000_000;

    [Theory]
    [InlineData(15_500, "15.50")]
    [InlineData(0, "0.00")]
    [InlineData(50, "0.05")]
    [InlineData(-3_500, "-3.50")]
    [InlineData(1, "0.001")]
    [InlineData(1_505, "1.505")]
    [InlineData(-1_250_001, "-1250.001")]
    [InlineData(1_000_000_000_000, "1000000000.00")]
    [InlineData(long.MaxValue, "9223372036854775.807")]
    [InlineData(long.MinValue, "-9223372036854775.808")]
    public void Amount_is_written_with_two_decimals_and_a_third_where_it_has_one(
        long thousandths,
        string text
    )
    {
        var amount = Money.OfThousandths(thousandths);

        Assert.Equal(text, JsonSerializer.Serialize(amount, ProtocolJson.Default.Money));
        Assert.Equal(text, amount.ToString());
    }

    [Theory]
    [InlineData("15.5", 15_500)]
    [InlineData("15.50", 15_500)]
    [InlineData("15.500000", 15_500)]
    [InlineData("15.505", 15_505)]
    [InlineData("0.001", 1)]
    [InlineData("15", 15_000)]
    [InlineData("1.55e1", 15_500)]
    [InlineData("-0", 0)]
    [InlineData("-0.00", 0)]
    [InlineData("-3.5", -3_500)]
    [InlineData("10000000", Most)]
    [InlineData("-10000000.000", -Most)]
    public void Amount_is_read_from_any_spelling_of_its_number(string json, long thousandths) =>
        Assert.Equal(
            Money.OfThousandths(thousandths),
            JsonSerializer.Deserialize(json, ProtocolJson.Default.Money)
        );

    [Theory]
    [InlineData("15.5055")]
    [InlineData("0.0001")]
    [InlineData("10000000.001")]
    [InlineData("-10000000.001")]
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
        Gen.Long[-Most, Most]
            .Sample(thousandths =>
            {
                var amount = Money.OfThousandths(thousandths);
                var json = JsonSerializer.Serialize(amount, ProtocolJson.Default.Money);
                return JsonSerializer.Deserialize(json, ProtocolJson.Default.Money) == amount;
            });

    [Theory]
    [InlineData("EUR", 15_500, true, "15.50")]
    [InlineData("EUR", 15_505, false, "15.505")]
    [InlineData("JPY", 500_000, true, "500")]
    [InlineData("JPY", 500_500, false, "500.50")]
    [InlineData("UGX", 500_000, true, "500")]
    [InlineData("KWD", 1_505, true, "1.505")]
    [InlineData("KWD", 1_500, true, "1.500")]
    [InlineData("BHD", 1, true, "0.001")]
    [InlineData("JOD", 1_001, true, "1.001")]
    [InlineData("OMR", 1_010, true, "1.010")]
    [InlineData("TND", 7_000, true, "7.000")]
    [InlineData("???", 1_505, true, "1.505")]
    public void A_currency_pays_whole_minor_units_and_shows_all_of_its_decimals(
        string currency,
        long thousandths,
        bool canPay,
        string text
    )
    {
        var amount = Money.OfThousandths(thousandths);

        Assert.Equal(canPay, Currencies.CanPay(currency, amount));
        Assert.Equal(text, Currencies.Text(currency, amount));
    }
}
