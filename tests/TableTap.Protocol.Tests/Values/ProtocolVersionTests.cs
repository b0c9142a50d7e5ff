using TableTap.Protocol.Values;

namespace TableTap.Protocol.Tests.Values;

public sealed class ProtocolVersionTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("1.0", true)]
    [InlineData("1", true)]
    [InlineData("1.1", true)]
    [InlineData("1.42", true)]
    [InlineData("", false)]
    [InlineData("1.", false)]
    [InlineData("1.x", false)]
    [InlineData("1.0.0", false)]
    [InlineData("1.9999999", false)]
    [InlineData("10", false)]
    [InlineData("11.0", false)]
    [InlineData("2.0", false)]
    [InlineData("0.9", false)]
    [InlineData("v1.0", false)]
    [InlineData(" 1.0", false)]
    public void The_same_major_version_is_understood(string? version, bool understood) =>
        Assert.Equal(understood, ProtocolVersion.Supports(version));
}
