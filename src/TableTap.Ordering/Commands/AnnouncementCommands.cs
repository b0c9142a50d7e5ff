using TableTap.Terms;

namespace TableTap.Ordering.Commands;

/// <summary><c>announcement_publish</c> to people of one café.</summary>
/// <param name="Audience">Who is to hear it.</param>
/// <param name="Message">What is said.</param>
/// <param name="ExpiresAt">When it no longer matters.</param>
public sealed record PublishAnnouncement(
    Audience Audience,
    string Message,
    DateTimeOffset? ExpiresAt = null
) : CafeCommand;

/// <summary><c>announcement_publish</c> to <c>system:maintenance</c>: it is about the server, so no café need be there.</summary>
/// <param name="Message">What is said.</param>
/// <param name="ExpiresAt">When it no longer matters.</param>
public sealed record ScheduleMaintenance(string Message, DateTimeOffset? ExpiresAt = null)
    : CafeCommand;
