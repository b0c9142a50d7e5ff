using TableTap.Protocol.Cards;

namespace TableTap.Protocol.Tests.Cards;

/// <summary>Where an id of a machine begins and ends: a card number inside one is none, and beside one it is.</summary>
public sealed class HexIdTests
{
    private const string Card = "4111111111111111";

    [Theory]
    [InlineData("4111111111111111-a")]
    [InlineData("aa4111111111111111")]
    [InlineData("x4111111111111111")]
    public void A_number_beside_letters_that_make_no_id_is_a_card(string text) =>
        Assert.True(CardData.HoldsNumber(text), text);

    /// <summary>32 hexadecimal digits with two letters are an id; with one more or less, or with one letter, they are not.</summary>
    [Theory]
    [InlineData("ab4111111111111111abababababab12", false)]
    [InlineData("g4111111111111111abababababab12", true)]
    [InlineData("4111111111111111abababababab1", true)]
    [InlineData("4111111111111111ababababababab12a", true)]
    [InlineData("411111111111111112345678901234ab", false)]
    [InlineData("4111111111111111a00000000000000b", false)]
    [InlineData("4111111111111111a000000000000000", true)]
    [InlineData("x 4111111111111111abababababababab", false)]
    public void An_id_has_the_length_of_one_and_two_letters(string text, bool isCard) =>
        Assert.Equal(isCard, CardData.HoldsNumber(text));

    [Theory]
    [InlineData("41111111-1111-1111-8000-0000000000ab", false)]
    [InlineData("41111111-1111-8111-b000-0000000000ab", false)]
    [InlineData("41111111-1111-1111-8000-00000000000b", true)]
    [InlineData("41111111-1111-1111-c000-0000000000ab", true)]
    [InlineData("41111111-1111-1111-7000-0000000000ab", true)]
    [InlineData("41111111-1111-1111-8000-0000000000a", true)]
    [InlineData("see 41111111-1111-1111-8000-0000000000ab!", false)]
    [InlineData("c41111111-1111-1111-8000-0000000000ab", true)]
    public void A_UUID_is_of_a_version_and_a_variant_that_there_is(string text, bool isCard) =>
        Assert.Equal(isCard, CardData.HoldsNumber(text));

    [Fact]
    public void A_card_before_or_after_an_id_is_found()
    {
        const string id = "0123456789abcdef0123456789abcdef";
        Assert.True(CardData.HoldsNumber($"{id} {Card}"));
        Assert.True(CardData.HoldsNumber($"{Card} {id}"));
        Assert.False(CardData.HoldsNumber(id));
    }

    [Theory]
    [InlineData("""[[{"a":"4111 1111 1111 1111"}]]""", true)]
    [InlineData("""{"a":4111111111111111}""", true)]
    [InlineData("""{"4111111111111111":true}""", true)]
    [InlineData("""{"a":{"c-v-v":1}}""", true)]
    [InlineData("""{"a":[true,false,null,{}],"b":"4111"}""", false)]
    [InlineData("", false)]
    public void A_payload_is_looked_through_wherever_a_card_may_stand(string json, bool holds) =>
        Assert.Equal(holds, CardData.IsIn(System.Text.Encoding.UTF8.GetBytes(json)));
}
