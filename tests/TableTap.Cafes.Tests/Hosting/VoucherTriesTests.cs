using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Cafes.Vouchers;
using TableTap.Ordering.Commands;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Peers;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Peers;

namespace TableTap.Cafes.Tests.Hosting;

/// <summary>Who guesses the codes of vouchers has no more tries for going to another server.</summary>
public sealed class VoucherTriesTests
{
    private static readonly PayByVoucher Try = new(
        "voucher",
        "order",
        null,
        new Money(100),
        "1234"
    );

    private readonly FakeTimeProvider _time = new(OpenCafe.Morning);

    [Fact]
    public async Task Vouchers_that_a_user_tries_count_at_all_servers()
    {
        var backplane = new MemoryBackplane();
        await using var one = new Cluster(backplane.Open(), [1, 2, 3], _time, NullLogger.Instance);
        await using var two = new Cluster(backplane.Open(), [1, 2, 3], _time, NullLogger.Instance);
        one.Join("epoch");
        two.Join("epoch");
        await UntilAsync(() => one.IsHealthy && two.IsHealthy);
        var options = new CafeOptions { VouchersPerMinute = 3 };
        var (here, there) = (new VoucherCodes(options, _time), new VoucherCodes(options, _time));
        here.Share(one.Rates);
        there.Share(two.Rates);
        // What is told later is heard later: then those before it count.
        var isHeard = 0;
        two.Rates.Hear("last", _ => Interlocked.Increment(ref isHeard));

        for (var number = 0; number < options.VouchersPerMinute; number++)
        {
            Assert.Null(here.TooMany(Try, "mona"));
        }

        one.Rates.Tell("last", "mona");
        await UntilAsync(() => Volatile.Read(ref isHeard) == 1);

        Assert.Equal(ErrorCode.RateLimitExceeded, there.TooMany(Try, "mona")?.Code);
        Assert.Null(there.TooMany(Try, "nils"));
    }

    private Task UntilAsync(Func<bool> holds) =>
        Patience.UntilAsync(holds, () => _time.Advance(TimeSpan.FromMilliseconds(50)));
}
