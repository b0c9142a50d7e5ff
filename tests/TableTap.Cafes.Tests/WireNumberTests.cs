using TableTap.Cafes.Announcements;

namespace TableTap.Cafes.Tests;

/// <summary>Numbers that were measured, as people read them.</summary>
public sealed class WireNumberTests
{
    [Theory]
    [InlineData(4, 0.07)]
    [InlineData(26.0227788, 0.43)]
    [InlineData(600, 10)]
    [InlineData(-90, -1.5)]
    public void Minutes_have_two_decimals_at_most(double seconds, double minutes) =>
        Assert.Equal(minutes, TimeSpan.FromSeconds(seconds).WireMinutes());
}
