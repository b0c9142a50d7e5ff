using System.IO.Compression;
using System.Text;
using CsCheck;
using TableTap.Cafes.Persistence;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Realtime.Journal;
using TableTap.Terms;

namespace TableTap.Cafes.Tests.Persistence;

/// <summary>A café's state survives being written down, whatever is in it.</summary>
public sealed class CafeImageTests
{
    /// <summary>Fails for each field of the state, also a new one, that is not written or does not come back.</summary>
    [Fact]
    public void Every_field_of_the_state_comes_back_as_it_was() =>
        AnyValue
            .Of(typeof(Cafe))
            .Select(value => (Cafe)value!)
            .Sample(
                cafe =>
                {
                    var read = SnapshotCodec.Restore(Take(cafe));
                    Assert.Equal(cafe, read);
                    Assert.Equal(cafe.GetHashCode(), read.GetHashCode());
                },
                iter: 200
            );

    [Fact]
    public void Ids_that_a_language_takes_for_the_same_stay_apart()
    {
        var cafe = Cafe.Empty("demo") with
        {
            Version = 1,
            Outages = default(EquatableMap<Outage>)
                .Set("caf\u00e9", new Outage("1", null, null))
                .Set("cafe\u0301", new Outage("2", null, null))
                .Set("ca\u00adf\u00e9", new Outage("3", null, null)),
        };

        Assert.Equal(cafe, SnapshotCodec.Restore(Take(cafe)));
    }

    [Fact]
    public void A_snapshot_of_ten_thousand_orders_is_small()
    {
        var line = new OrderLine(
            "l",
            "latte",
            "Latte",
            1,
            [],
            new Money(380),
            "hot_drinks",
            null,
            LineStatus.Ready
        );
        var payment = new Payment(PaymentMethod.Card, PaymentStatus.Paid, OpenCafe.Morning);
        var orders = Cafe.Empty("demo").OpenOrders;
        for (var number = 0; number < 10_000; number++)
        {
            var id = $"019b0000-0000-7000-8000-{number:D12}";
            var order = new Order(
                id,
                $"ORD-{number:D6}",
                OrderType.Takeaway,
                null,
                $"guest-{number}",
                "John Doe",
                "john",
                OpenCafe.Morning,
                [line, line],
                null,
                payment
            );
            orders = orders.Set(id, order);
        }

        var cafe = Cafe.Empty("demo") with { Version = 1, OpenOrders = orders };
        Assert.InRange(Take(cafe).Data.Length, 10_000, 4_500_000);
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("null")]
    [InlineData("""{"cafeId":"other","version":1}""")]
    [InlineData("""{"cafeId":"demo","version":2}""")]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"cafeId":"demo","version":1,"profile":null}""")]
    public void A_broken_snapshot_is_said_to_be_broken(string json)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            brotli.Write(Encoding.UTF8.GetBytes(json));
        }

        AssertBroken(packed.ToArray());
    }

    [Fact]
    public void Bytes_that_were_never_packed_are_said_to_be_broken() =>
        AssertBroken(Encoding.UTF8.GetBytes("plain and long enough to be no stream of any kind"));

    [Fact]
    public void What_an_older_build_did_not_know_has_its_default()
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            brotli.Write("""{"cafeId":"demo","version":1,"gone":7}"""u8);
        }

        Assert.Equal(
            Cafe.Empty("demo") with
            {
                Version = 1,
            },
            SnapshotCodec.Restore(
                new("cafe:demo", SnapshotKind.Base, 1, "old", packed.ToArray(), OpenCafe.Morning)
            )
        );
    }

    private static void AssertBroken(byte[] data)
    {
        var broken = Assert.Throws<UnreadableFactException>(() =>
            SnapshotCodec.Restore(
                new("cafe:demo", SnapshotKind.Base, 1, "another", data, OpenCafe.Morning)
            )
        );
        Assert.Contains("cafe:demo", broken.Message, StringComparison.Ordinal);
        Assert.Contains("tabletap journal restore", broken.Message, StringComparison.Ordinal);
    }

    private static StreamSnapshot Take(Cafe cafe) =>
        SnapshotCodec.Take(cafe, SnapshotKind.Latest, OpenCafe.Morning);
}
