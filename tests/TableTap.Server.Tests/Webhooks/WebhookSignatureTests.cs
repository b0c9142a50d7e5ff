using System.Text;
using Stripe;
using TableTap.Server.Webhooks;

namespace TableTap.Server.Tests.Webhooks;

/// <summary>Signatures of webhooks, with Stripe's own library as second opinion.</summary>
public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_some_secret_of_a_provider";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        """{"id": "evt_1", "name": "Chloé"}"""
    );
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static TheoryData<string> Fixtures => [.. Signed.Signatures.Keys];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void The_signature_of_every_fixture_is_right(string name)
    {
        var body = Signed.Body(name);
        var header = Signed.Signatures[name];

        Assert.Equal(
            SignatureVerdict.Right,
            WebhookSignature.Check(header, body, [Signed.SecretOf(name)], Tolerance, Signed.At)
        );
        body[^5] ^= 1;
        Assert.Equal(
            SignatureVerdict.Wrong,
            WebhookSignature.Check(header, body, [Signed.SecretOf(name)], Tolerance, Signed.At)
        );
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void A_signature_holds_five_minutes(int secondsLater, bool holds)
    {
        var verdict = WebhookSignature.Check(
            Signed.Header(Secret, Signed.At, Body),
            Body,
            [Secret],
            Tolerance,
            Signed.At.AddSeconds(secondsLater)
        );

        Assert.Equal(holds ? SignatureVerdict.Right : SignatureVerdict.OutOfTime, verdict);
    }

    [Fact]
    public void Two_secrets_are_valid_while_one_follows_the_other()
    {
        var header = Signed.Header("the-old-secret-of-them", Signed.At, Body);

        SignatureVerdict Check(params string[] secrets) =>
            WebhookSignature.Check(header, Body, secrets, Tolerance, Signed.At);

        Assert.Equal(
            SignatureVerdict.Right,
            Check("the-new-secret-of-them", "the-old-secret-of-them")
        );
        Assert.Equal(SignatureVerdict.Wrong, Check("the-new-secret-of-them"));
    }

    [Fact]
    public void One_right_signature_of_several_is_enough()
    {
        var right = Signed.Header(Secret, Signed.At, Body);
        var header = $"{right.Split(',')[0]},v1={new string('0', 64)},v0=abc,{right.Split(',')[1]}";

        Assert.Equal(
            SignatureVerdict.Right,
            WebhookSignature.Check(header, Body, [Secret], Tolerance, Signed.At)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("t=1705309200")]
    [InlineData("v1=aa")]
    [InlineData("t=,v1=")]
    [InlineData("t=-1,v1=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(
        "t=99999999999999999999,v1=0000000000000000000000000000000000000000000000000000000000000000"
    )]
    [InlineData("t=1705309200,v1=zz00000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(",,,===,t")]
    public void What_is_no_signature_is_none(string header)
    {
        Assert.NotEqual(
            SignatureVerdict.Right,
            WebhookSignature.Check(header, Body, [Secret], Tolerance, Signed.At)
        );
    }

    [Fact]
    public void A_header_without_end_is_not_read()
    {
        var header =
            Signed.Header(Secret, Signed.At, Body)
            + string.Concat(Enumerable.Repeat(",v1=00", 1000));

        Assert.Equal(
            SignatureVerdict.Wrong,
            WebhookSignature.Check(header, Body, [Secret], Tolerance, Signed.At)
        );
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Stripes_own_library_accepts_the_fixtures_too(string name) =>
        EventUtility.ValidateSignature(
            Encoding.UTF8.GetString(Signed.Body(name)),
            Signed.Signatures[name],
            Signed.SecretOf(name),
            (long)Tolerance.TotalSeconds,
            Signed.At.ToUnixTimeSeconds()
        );

    [Theory]
    [InlineData(0, null)]
    [InlineData(0, "body")]
    [InlineData(0, "secret")]
    [InlineData(0, "digit")]
    [InlineData(299, null)]
    [InlineData(301, null)]
    public void Stripes_own_library_is_of_the_same_opinion(int secondsLater, string? change)
    {
        var header = Signed.Header(Secret, Signed.At, Body);
        if (change == "digit")
        {
            header = header[..^1] + (header[^1] == '0' ? '1' : '0');
        }

        var body = change == "body" ? [.. Body, (byte)' '] : Body;
        var secret = change == "secret" ? Secret + "x" : Secret;
        var now = Signed.At.AddSeconds(secondsLater);
        var ours =
            WebhookSignature.Check(header, body, [secret], Tolerance, now)
            == SignatureVerdict.Right;

        var theirs = true;
        try
        {
            EventUtility.ValidateSignature(
                Encoding.UTF8.GetString(body),
                header,
                secret,
                (long)Tolerance.TotalSeconds,
                now.ToUnixTimeSeconds()
            );
        }
        catch (StripeException)
        {
            theirs = false;
        }

        Assert.Equal(theirs, ours);
        Assert.Equal(change is null && secondsLater < 300, ours);
    }
}
