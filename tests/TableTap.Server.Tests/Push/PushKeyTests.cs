using System.Buffers.Text;
using System.Security.Cryptography;
using TableTap.Server.Auth;
using TableTap.Server.Push;
using TableTap.Server.Testing;

namespace TableTap.Server.Tests.Push;

/// <summary>Section 9: the key by which push services know the server.</summary>
public sealed class PushKeyTests
{
    [Fact]
    public void Servers_with_one_token_key_have_one_push_key_and_others_another()
    {
        using var one = new TemporaryDirectory();
        using var other = new TemporaryDirectory();

        var key = PushKey.Of(TokenKeys.Open(one.Path));

        Assert.Equal(key.Public, PushKey.Of(TokenKeys.Open(one.Path)).Public);
        Assert.NotEqual(key.Public, PushKey.Of(TokenKeys.Open(other.Path)).Public);
    }

    [Fact]
    public void What_the_private_key_signs_is_right_by_the_public_one()
    {
        using var directory = new TemporaryDirectory();
        var key = PushKey.Of(TokenKeys.Open(directory.Path));
        var point = Base64Url.DecodeFromChars(key.Public);
        Assert.Equal(65, point.Length);
        Assert.Equal(4, point[0]);
        using var signs = ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                D = Base64Url.DecodeFromChars(key.Private),
            }
        );
        using var checks = ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new() { X = point[1..33], Y = point[33..] },
            }
        );

        byte[] said = [1, 2, 3];
        var signature = signs.SignData(said, HashAlgorithmName.SHA256);

        Assert.True(checks.VerifyData(said, signature, HashAlgorithmName.SHA256));
    }
}
