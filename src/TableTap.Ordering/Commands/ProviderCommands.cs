namespace TableTap.Ordering;

/// <summary>A payment provider said something; comes by its webhook.</summary>
/// <param name="Event">What.</param>
public sealed record ProviderReport(ProviderEvent Event) : CafeCommand;

/// <summary>An event waited long enough for its order; sent by the café's own timer.</summary>
/// <param name="EventId">Which.</param>
public sealed record ParkedEventExpire(string EventId) : CafeCommand;

/// <summary>Something about money was there to be looked at for long enough; sent by the café's own timer.</summary>
/// <param name="ConcernId">Which.</param>
public sealed record MoneyConcernExpire(string ConcernId) : CafeCommand;
