using TableTap.Ordering.State;

namespace TableTap.Ordering.Commands;

/// <summary>A payment provider said something; comes by its webhook.</summary>
/// <param name="Event">The event as the provider reported it.</param>
public sealed record ReportProviderEvent(ProviderEvent Event) : CafeCommand;

/// <summary>An event waited long enough for its order; sent by the café's own timer.</summary>
/// <param name="EventId">The provider's id of the event.</param>
public sealed record ExpireParkedEvent(string EventId) : CafeCommand;

/// <summary>
/// Events that wait are tried again, each with its order, wherever that is; sent by the café's own loop when it starts.
/// </summary>
public sealed record ResumeParkedEvents : CafeCommand;

/// <summary>Something about money was there to be checked for long enough; sent by the café's own timer.</summary>
/// <param name="ConcernId">The id of the concern.</param>
public sealed record ExpireMoneyConcern(string ConcernId) : CafeCommand;
