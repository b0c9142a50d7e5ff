using TableTap.Ordering;

namespace TableTap.Server.Cafes;

/// <summary>The demo opens: it is configured, and its people clock in.</summary>
internal sealed record DemoOpen : CafeCommand;
