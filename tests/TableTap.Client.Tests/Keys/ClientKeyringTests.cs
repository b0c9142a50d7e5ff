using System.Security.Cryptography;
using System.Text;
using TableTap.Client.Tests.Fake;
using TableTap.Protocol.Jose;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Client.Tests.Keys;

/// <summary>The client signs what has to be signed, and opens payment data that is encrypted to it (section 9).</summary>
public sealed class ClientKeyringTests : IDisposable
{
    private const string Orders = "orders:customer:guest_1";
    private const string Data =
        """{"orderId":"o-1","transactionId":"t-1","amount":15.50,"method":"card","status":"success","receiptUrl":null,"orderVersion":2}""";

    private readonly ECDsa _signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDiffieHellman _opening = ECDiffieHellman.Create(
        ECCurve.NamedCurves.nistP256
    );

    public void Dispose()
    {
        _signing.Dispose();
        _opening.Dispose();
    }

    [Fact]
    public async Task Critical_commands_are_signed_and_others_are_not()
    {
        await using var stage = new Stage(options => options with { SigningKey = _signing });
        var connection = await stage.ConnectAsync();

        _ = stage.Client.SendAsync(
            "refund_issue",
            new RefundIssue("o-1", new Money(1550), "spilled")
        );
        _ = stage.Client.SendAsync("intake_update", new IntakeUpdate(IntakeMode.Normal));

        var signed = (await connection.ExpectAsync("refund_issue")).Json;
        var form = SignedForm.OfCommand(Encoding.UTF8.GetBytes(signed.GetRawText()));
        Assert.True(
            DetachedSignature.IsValid(
                signed.GetProperty("signature").GetString()!,
                form,
                PublicKey.Of(_signing)
            )
        );
        Assert.Contains(
            "\"amount\":15.5,",
            Encoding.UTF8.GetString(form),
            StringComparison.Ordinal
        );
        Assert.False(
            (await connection.ExpectAsync("intake_update")).Json.TryGetProperty("signature", out _)
        );
    }

    [Fact]
    public async Task The_key_for_payment_data_is_the_first_thing_that_is_told_at_each_connection()
    {
        await using var stage = new Stage(options =>
            options with
            {
                SigningKey = _signing,
                EncryptionKey = _opening,
            }
        );
        var connection = await stage.ConnectAsync();
        var told = await connection.ExpectAsync("encryption_key");

        var jwk = told.Data.GetProperty("jwk");
        Assert.True(PublicKey.TryRead(jwk, out var key));
        Assert.Equal(PublicKey.Of(_opening), key);
        Assert.True(told.Json.TryGetProperty("signature", out _));
    }

    [Fact]
    public async Task Payment_data_that_is_encrypted_to_the_client_comes_as_in_the_document()
    {
        await using var stage = new Stage(options => options with { EncryptionKey = _opening });
        var connection = await stage.SubscribeAsync(channel: Orders);
        var content = $$"""{"data":{{Data}},"signature":"a..b"}""";
        var encrypted = EncryptedText.To(PublicKey.Of(_opening), Encoding.UTF8.GetBytes(content));
        await connection.SendAsync(Message(1, $"\"encrypted\":\"{encrypted}\""));
        await connection.SendAsync(Message(2, "\"encryptionRequired\":true"));

        var first = await stage.Client.ReadAsync().AsTask().Soon();
        var paid = first.As<PaymentProcessed>();
        Assert.Equal(new Money(1550), paid.Amount);
        Assert.Equal(Data, Encoding.UTF8.GetString(first.Data.Span));
        Assert.Contains(
            "\"signature\":\"a..b\"",
            Encoding.UTF8.GetString(first.Frame.Span),
            StringComparison.Ordinal
        );
        var second = await stage.Client.ReadAsync().AsTask().Soon();
        Assert.Contains(
            "encryptionRequired",
            Encoding.UTF8.GetString(second.Data.Span),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Payment_data_for_somebody_else_stays_as_it_came()
    {
        using var other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        await using var stage = new Stage(options => options with { EncryptionKey = _opening });
        var connection = await stage.SubscribeAsync(channel: Orders);
        var encrypted = EncryptedText.To(
            PublicKey.Of(other),
            Encoding.UTF8.GetBytes($$"""{"data":{{Data}}}""")
        );
        await connection.SendAsync(Message(1, $"\"encrypted\":\"{encrypted}\""));

        var message = await stage.Client.ReadAsync().AsTask().Soon();

        Assert.Contains(
            encrypted,
            Encoding.UTF8.GetString(message.Data.Span),
            StringComparison.Ordinal
        );
    }

    private static string Message(long sequence, string more) =>
        $$$"""{"type":"payment_processed","channel":"{{{Orders}}}","messageId":"msg_{{{sequence}}}","timestamp":"2024-01-15T10:30:00.000Z","version":"1.0","ackRequired":true,"data":{"orderId":"o-1","status":"success",{{{more}}}},"sequence":{{{sequence}}}}""";
}
