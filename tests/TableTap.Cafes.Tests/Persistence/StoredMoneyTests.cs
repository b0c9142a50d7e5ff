using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CsCheck;
using TableTap.Cafes.Persistence;
using TableTap.Ordering.Facts;
using TableTap.Terms;

namespace TableTap.Cafes.Tests.Persistence;

/// <summary>Amounts as journals and snapshots have them: what an earlier build wrote stays what it was.</summary>
public sealed class StoredMoneyTests
{
    private static readonly JsonTypeInfo<Money> State = CafeStateJson.Default.Money;
    private static readonly JsonTypeInfo<Money> Facts = FactJson.Default.Money;

    [Theory]
    [InlineData("1550", 15_500)]
    [InlineData("0", 0)]
    [InlineData("-350", -3_500)]
    [InlineData("150.5", 1_505)]
    [InlineData("0.1", 1)]
    public void Hundredths_are_stored_and_a_thousandth_is_a_tenth_of_them(
        string stored,
        long thousandths
    )
    {
        var amount = Money.OfThousandths(thousandths);

        Assert.Equal(stored, JsonSerializer.Serialize(amount, Facts));
        Assert.Equal(amount, JsonSerializer.Deserialize(stored, Facts));
        Assert.Equal($$"""{"minorUnits":{{stored}}}""", JsonSerializer.Serialize(amount, State));
        Assert.Equal(amount, JsonSerializer.Deserialize($$"""{"minorUnits":{{stored}}}""", State));
    }

    [Theory]
    [InlineData("150.55")]
    [InlineData("\"1550\"")]
    public void What_is_no_amount_is_not_read(string stored) =>
        Assert.ThrowsAny<Exception>(() => JsonSerializer.Deserialize(stored, Facts));

    [Fact]
    public void Every_amount_comes_back_from_a_fact() =>
        Gen.Long.Sample(thousandths =>
        {
            var amount = Money.OfThousandths(thousandths);
            var fact = new PaymentRefundedFact(
                DateTimeOffset.UnixEpoch,
                "o",
                "r",
                amount,
                amount,
                PaymentStatus.Refunded,
                "x",
                "maya"
            );
            var stored = FactTable.Write(fact);

            return FactTable.Read("cafe:demo", new(1, stored.Type, stored.Data, stored.At))
                    is PaymentRefundedFact read
                && read == fact;
        });

    [Fact]
    public void A_fact_of_an_earlier_build_is_read_as_it_was_meant()
    {
        const string Written = """
            {"at":"2024-01-15T09:00:00+00:00","orderId":"o","refundId":"r","amount":380,"totalRefunded":380,"status":"refunded","reason":"x","by":"maya","refundStatus":"succeeded","providerRefundId":null,"providerEventId":null}
            """;

        var read = (PaymentRefundedFact)
            FactTable.Read(
                "cafe:demo",
                new(
                    1,
                    "payment_refunded",
                    Encoding.UTF8.GetBytes(Written),
                    DateTimeOffset.UnixEpoch
                )
            );

        Assert.Equal("3.80", read.Amount.ToString());
    }
}
