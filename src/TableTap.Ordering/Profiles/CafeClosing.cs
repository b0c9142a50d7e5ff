using TableTap.Terms;

namespace TableTap.Ordering.Profiles;

/// <summary>How a café closes its days (docs/protocol.md §5, "The day's closing").</summary>
/// <param name="Float">What is in the drawer when a day begins, to give change; default nothing.</param>
public sealed record CafeClosing(Money Float = default);
