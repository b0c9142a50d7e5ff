using System.Security.Cryptography;
using System.Text;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Jose;
using TableTap.Realtime.Commands;
using TableTap.Server.Testing;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Hosting;

/// <summary>A signed command that another server handed over.</summary>
public sealed class SignedElsewhereTests
{
    /// <summary>The server that handed it over looked, and the clocks of two servers may differ by whatever somebody set.</summary>
    [Theory]
    [InlineData(false, "SIGNATURE_INVALID")]
    [InlineData(true, "OK")]
    public async Task Its_time_is_looked_at_where_it_came_in(bool isForwarded, string code)
    {
        await using var cafe = await OpenCafe.OpenAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var bound = PublicKey.Of(key);
        byte[] signed = [1, 2, 3];

        var answer = new Answer(
            await cafe.Host.Commands.HandleAsync(
                new(
                    People.John with
                    {
                        SigningKey = bound,
                    },
                    MessageCatalogue.Find("order_create")!,
                    "s-1",
                    Encoding.UTF8.GetBytes(Form()),
                    "192.0.2.1"
                )
                {
                    Signature = new ClientSignature(
                        DetachedSignature.Make(key, bound.Kid, signed),
                        signed,
                        OpenCafe.Morning.AddHours(-1)
                    ),
                    IsForwarded = isForwarded,
                },
                null,
                TestContext.Current.CancellationToken
            )
        );

        Assert.Equal(code, answer.Code);
    }
}
