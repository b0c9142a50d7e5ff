using TableTap.Ordering;
using TableTap.Protocol;

namespace TableTap.Server.Cafes;

/// <summary><c>announcement_publish</c>.</summary>
/// <param name="Audience">Who is to hear it.</param>
/// <param name="Message">What is said.</param>
/// <param name="ExpiresAt">When it no longer matters.</param>
internal sealed record AnnouncementPublish(
    Audience Audience,
    string Message,
    DateTimeOffset? ExpiresAt
) : CafeCommand;

/// <summary>The announcement that <see cref="AnnouncementPublish"/> made.</summary>
/// <param name="AnnouncementId">Its id.</param>
internal sealed record PublishedAnnouncement(string AnnouncementId) : Ordering.CommandResult;
