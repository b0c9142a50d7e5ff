using TableTap.Ordering.Facts;

namespace TableTap.Cafes.Persistence;

/// <summary>What a fact is found by in its stream.</summary>
internal static class FactSubject
{
    /// <summary>An order or a closing; null for every other fact.</summary>
    /// <param name="fact">The fact.</param>
    public static string? Of(Fact fact) =>
        fact switch
        {
            OrderFact f => f.OrderId,
            DayClosedFact f => ClosingIndex.Subject(f.Closing.Number),
            _ => null,
        };
}
