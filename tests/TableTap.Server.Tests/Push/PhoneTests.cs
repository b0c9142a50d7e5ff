using System.Buffers.Text;
using System.Security.Cryptography;

namespace TableTap.Server.Tests.Push;

/// <summary>What the tests read notifications with reads the sample of the standard.</summary>
public sealed class PhoneTests
{
    /// <summary>RFC 8291, section 5 and appendix A.</summary>
    [Fact]
    public void The_sample_of_the_standard_is_read()
    {
        using var phone = new Phone(
            ECDiffieHellman.Create(
                new ECParameters
                {
                    Curve = ECCurve.NamedCurves.nistP256,
                    D = Base64Url.DecodeFromChars("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"),
                }
            ),
            Base64Url.DecodeFromChars("BTBZMqHH6r4Tts7J_aSIgg")
        );

        Assert.Equal(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            phone.Key
        );
        Assert.Equal(
            "When I grow up, I want to be a watermelon",
            phone.Read(
                Base64Url.DecodeFromChars(
                    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
                )
            )
        );
    }
}
