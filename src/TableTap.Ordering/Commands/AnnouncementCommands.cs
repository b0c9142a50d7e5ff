using TableTap.Terms;

namespace TableTap.Ordering.Commands;

/// <summary><c>announcement_publish</c> to people of one café.</summary>
/// <param name="Audience">Who is to hear it.</param>
/// <param name="Message">What is said.</param>
/// <param name="ExpiresAt">When it no longer matters.</param>
/// <param name="AnnouncementId">The id of an earlier one, whose place it takes; null for a new one.</param>
/// <param name="StartsAt">When it begins; only maintenance begins later than now.</param>
public sealed record PublishAnnouncement(
    Audience Audience,
    string Message,
    DateTimeOffset? ExpiresAt = null,
    string? AnnouncementId = null,
    DateTimeOffset? StartsAt = null
) : CafeCommand;

/// <summary><c>announcement_publish</c> to <c>system:maintenance</c>: it is about the server, so no café need be there.</summary>
/// <param name="Message">What is said.</param>
/// <param name="ExpiresAt">When it is over; in the past, it ends the earlier one.</param>
/// <param name="StartsAt">When it begins; null for now.</param>
/// <param name="AnnouncementId">The id of an earlier one, whose place it takes; null for a new one.</param>
public sealed record ScheduleMaintenance(
    string Message,
    DateTimeOffset? ExpiresAt = null,
    DateTimeOffset? StartsAt = null,
    string? AnnouncementId = null
) : CafeCommand;
