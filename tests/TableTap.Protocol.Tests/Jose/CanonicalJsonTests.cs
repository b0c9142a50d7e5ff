using System.Text;
using System.Text.Json;
using TableTap.Protocol.Jose;

namespace TableTap.Protocol.Tests.Jose;

/// <summary>RFC 8785, by its own vectors.</summary>
public sealed class CanonicalJsonTests
{
    /// <summary>Appendix B of the RFC: the bits of a double, and how it is written.</summary>
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void A_number_is_written_as_the_RFC_writes_it(ulong bits, string written) =>
        Assert.Equal(
            written,
            Canonical(
                BitConverter
                    .UInt64BitsToDouble(bits)
                    .ToString("R", System.Globalization.CultureInfo.InvariantCulture)
            )
        );

    /// <summary>Sections 3.2.2 to 3.2.4 of the RFC: literals, texts and the order of names.</summary>
    [Fact]
    public void The_example_of_the_RFC_comes_out_as_it_says()
    {
        const string example = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;

        Assert.Equal(
            """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""",
            Canonical(example)
        );
    }

    [Fact]
    public void Names_stand_in_the_order_of_their_UTF_16_code_units() =>
        Assert.Equal(
            """{"\r":"Carriage Return","1":"One","€":"Euro Sign","😀":"Emoji: Grinning Face","HEBREW":"Hebrew Letter Dalet With Dagesh"}"""
                .Replace("HEBREW", "\ufb33", StringComparison.Ordinal)
                .Replace(
                    "\"€\"",
                    "\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\"",
                    StringComparison.Ordinal
                ),
            Canonical(
                """
                {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}
                """
            )
        );

    [Fact]
    public void Money_loses_its_last_zero() =>
        Assert.Equal("""{"amount":15.5}""", Canonical("""{ "amount": 15.50 }"""));

    [Theory]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"\udead":1}""")]
    [InlineData("""{"a":1e400}""")]
    public void What_has_no_canonical_form_is_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => Canonical(json));

    private static string Canonical(string json) =>
        Encoding.UTF8.GetString(CanonicalJson.Of(Encoding.UTF8.GetBytes(json)));
}
