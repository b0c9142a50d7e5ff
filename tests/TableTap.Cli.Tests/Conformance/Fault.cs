namespace TableTap.Cli.Tests.Conformance;

/// <summary>What a careless client does wrong.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    NeverSubscribes,
    SendsNonsense,
    StumblesOverUnknown,
    TakesSmallFramesOnly,
    TakesPartsApart,
    StopsReading,
    NeverPings,
    NeverRenews,
    DeliversTwice,
    IgnoresHoles,
    IgnoresHeads,
    NeverAcks,
    AcksTooEarly,
    AcksOnce,
    NeverReturns,
    ForgetsPositions,
    HurriesBack,
    HidesEpoch,
    KeepsNumbers,
    NeverReloads,
    KeepsToken,
    ReturnsAlways,
    AnswersTwice,
    NeverAnswers,
    NeverRepeats,
    TakesAnotherId,
    ChangesData,
    HurriesRepeat,
    Insists,
}
