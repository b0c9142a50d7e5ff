using TableTap.Cafes.Announcements;
using TableTap.Ordering;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>Section 5: why an order takes as long as it does, in the words that guests read.</summary>
public sealed class WaitWordsTests
{
    private static readonly Cafe Demo = CafeApply.Apply(
        Cafe.Empty("demo"),
        new CafeConfiguredFact(OpenCafe.Morning, DemoCafe.Profile, "system")
    );

    [Theory]
    [InlineData(WaitCause.Queue, "espresso", 2, 1, null, "2 ahead at Espresso Bar, 1 barista")]
    [InlineData(WaitCause.Queue, "espresso", 1, 3, null, "1 ahead at Espresso Bar, 3 baristas")]
    [InlineData(WaitCause.Next, "cold", 0, 1, null, "Next at Cold Bar, 1 barista")]
    [InlineData(WaitCause.Making, "kitchen", 0, 2, null, "Being made at Kitchen")]
    [InlineData(
        WaitCause.CounterDown,
        "espresso",
        2,
        1,
        null,
        "Espresso Bar is not available right now"
    )]
    [InlineData(
        WaitCause.CounterDown,
        "espresso",
        2,
        1,
        19.5,
        "Espresso Bar is not available right now, back in about 20 min"
    )]
    [InlineData(
        WaitCause.NobodyThere,
        "espresso",
        2,
        0,
        null,
        "2 ahead at Espresso Bar, nobody is there right now"
    )]
    [InlineData(WaitCause.NobodyThere, null, 0, 0, null, "Nobody is at work right now")]
    [InlineData(
        WaitCause.NobodyThere,
        null,
        0,
        0,
        25.0,
        "Nobody is at work right now, back in about 25 min"
    )]
    [InlineData(
        WaitCause.NobodyThere,
        "kitchen",
        1,
        0,
        120.0,
        "1 ahead at Kitchen, nobody is there right now, back at 12:00"
    )]
    [InlineData(
        WaitCause.NobodyThere,
        null,
        0,
        0,
        1_260.0,
        "Nobody is at work right now, back on Tuesday at 07:00"
    )]
    [InlineData(WaitCause.Held, null, 0, 0, null, "Waiting for a counter that can make it")]
    [InlineData(
        WaitCause.Held,
        null,
        0,
        0,
        0.1,
        "Waiting for a counter that can make it, back in about 1 min"
    )]
    [InlineData(WaitCause.Nothing, null, 0, 0, null, "Nothing left to make")]
    public void Guests_read_why_they_wait(
        WaitCause cause,
        string? counterId,
        int ahead,
        int staff,
        double? backIn,
        string words
    ) =>
        Assert.Equal(
            words,
            WaitExplanations.Of(
                Demo,
                new WaitReason(
                    cause,
                    counterId,
                    ahead,
                    staff,
                    backIn is { } minutes ? OpenCafe.Morning.AddMinutes(minutes) : null
                ),
                OpenCafe.Morning
            )
        );
}
