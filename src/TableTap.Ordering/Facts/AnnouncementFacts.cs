using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>A manager told the café something. It changes nothing of what the café holds.</summary>
/// <param name="At">When.</param>
/// <param name="AnnouncementId">Its id.</param>
/// <param name="Audience">Who hears it.</param>
/// <param name="Message">What was said.</param>
/// <param name="ExpiresAt">When it no longer matters.</param>
/// <param name="By">Who said it.</param>
public sealed record AnnouncementPublishedFact(
    DateTimeOffset At,
    string AnnouncementId,
    Audience Audience,
    string Message,
    DateTimeOffset? ExpiresAt,
    string By
) : Fact(At);
