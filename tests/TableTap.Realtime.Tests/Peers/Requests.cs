using System.Security.Cryptography;
using System.Text;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Jose;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Commands;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Peers;

/// <summary>Commands that go from server to server.</summary>
internal static class Requests
{
    /// <summary>One with everything that a command can have.</summary>
    public static CommandRequest Signed()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new(
            new Identity(
                "anna",
                Role.Employee,
                ["demo", "north"],
                ["bar"],
                "Anna",
                "jti-1",
                "tabletap",
                Batch.Noon.AddHours(1)
            )
            {
                IssuedAt = Batch.Noon,
                SessionId = "sid-1",
                SigningKey = PublicKey.Of(key),
            },
            MessageCatalogue.Find("order_create")!,
            "c-1",
            Encoding.UTF8.GetBytes("""{"cafeId":"demo"}"""),
            "127.0.0.1"
        )
        {
            Signature = new("a..b", [1, 2, 3], Batch.Noon),
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            IsTraced = true,
        };
    }

    public static void AssertSame(CommandRequest sent, CommandRequest got)
    {
        Assert.True(got.IsForwarded);
        Assert.Equal(sent.Sender.Cafes, got.Sender.Cafes);
        Assert.Equal(sent.Sender.Counters!.Value, got.Sender.Counters!.Value);
        Assert.Equal(
            sent.Sender with
            {
                Cafes = [],
                Counters = null,
            },
            got.Sender with
            {
                Cafes = [],
                Counters = null,
            }
        );
        Assert.Same(sent.Descriptor, got.Descriptor);
        Assert.Equal(
            (sent.MessageId, sent.Address, sent.TraceParent, sent.IsTraced),
            (got.MessageId, got.Address, got.TraceParent, got.IsTraced)
        );
        Assert.Equal(sent.Data.ToArray(), got.Data.ToArray());
        Assert.Equal(sent.Signature!.Signed, got.Signature!.Signed);
        Assert.Equal(
            (sent.Signature.Jws, sent.Signature.Timestamp),
            (got.Signature.Jws, got.Signature.Timestamp)
        );
    }
}
