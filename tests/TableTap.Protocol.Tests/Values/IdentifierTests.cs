using System.Text;
using CsCheck;
using TableTap.Terms;

namespace TableTap.Protocol.Tests.Values;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("order_uuid", true)]
    [InlineData("0190c5a4-d2e0-7b3c-8f1d-2a6b9e4f0001", true)]
    [InlineData("-_-", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a:b", false)]
    [InlineData("a.b", false)]
    [InlineData("é", false)]
    [InlineData("a\0", false)]
    [InlineData("*", false)]
    public void An_id_is_letters_digits_underscores_and_hyphens(string text, bool valid)
    {
        Assert.Equal(valid, Identifier.IsValid(text));
        Assert.Equal(valid, Identifier.IsValid(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void An_id_has_at_most_64_characters()
    {
        Assert.True(Identifier.IsValid(new string('x', 64)));
        Assert.False(Identifier.IsValid(new string('x', 65)));
    }

    [Fact]
    public void Bytes_and_characters_agree() =>
        Gen.String.Sample(text =>
            Identifier.IsValid(text) == Identifier.IsValid(Encoding.UTF8.GetBytes(text))
        );
}
