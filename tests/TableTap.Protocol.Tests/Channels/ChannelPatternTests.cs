using TableTap.Protocol.Channels;

namespace TableTap.Protocol.Tests.Channels;

public sealed class ChannelPatternTests
{
    [Theory]
    [InlineData("cafe:demo:*", ChannelKinds.Cafe, "demo")]
    [InlineData("counter:espresso:*", ChannelKinds.Counter, "espresso")]
    [InlineData("counter:*:*", ChannelKinds.Counter, null)]
    public void Each_of_the_three_patterns_is_read(string text, ChannelKinds kinds, string? id)
    {
        Assert.True(ChannelPattern.TryParse(text, out var pattern));
        Assert.Equal(new(text, kinds, id), pattern);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*")]
    [InlineData(":*")]
    [InlineData("cafe:*")]
    [InlineData("cafe::*")]
    [InlineData("cafe:*:*")]
    [InlineData("counter::*")]
    [InlineData("counter:*")]
    [InlineData("counter:*:orders")]
    [InlineData("counter:a b:*")]
    [InlineData("orders:customer:*")]
    [InlineData("orders:*:*")]
    [InlineData("system:*")]
    [InlineData("cafe:demo:staff")]
    [InlineData("cafe:demo:**")]
    public void Nothing_else_is_a_pattern(string? text)
    {
        Assert.False(ChannelPattern.TryParse(text, out var pattern));
        Assert.Null(pattern);
    }
}
