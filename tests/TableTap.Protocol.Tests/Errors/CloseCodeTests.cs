using TableTap.Protocol.Errors;

namespace TableTap.Protocol.Tests.Errors;

public sealed class CloseCodeTests
{
    [Fact]
    public void Close_codes_are_those_of_the_table() =>
        Assert.Equal(
            [1000, 1003, 1007, 1009, 1012, 1013, 4400, 4401, 4403, 4408, 4429],
            Enum.GetValues<CloseCode>().Select(code => (int)code)
        );
}
