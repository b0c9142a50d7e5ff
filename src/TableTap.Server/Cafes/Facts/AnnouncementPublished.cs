using TableTap.Ordering;
using TableTap.Protocol;

namespace TableTap.Server.Cafes;

/// <summary>A manager told the café something. It changes nothing that is decided, so Ordering does not know it.</summary>
/// <param name="At">When.</param>
/// <param name="AnnouncementId">Its id.</param>
/// <param name="Audience">Who hears it.</param>
/// <param name="Message">What was said.</param>
/// <param name="ExpiresAt">When it no longer matters.</param>
/// <param name="By">Who said it.</param>
internal sealed record AnnouncementPublished(
    DateTimeOffset At,
    string AnnouncementId,
    Audience Audience,
    string Message,
    DateTimeOffset? ExpiresAt,
    string By
) : Fact(At);
