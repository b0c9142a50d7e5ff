using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>A manager announced something to the café. It changes nothing of what the café holds.</summary>
/// <param name="At">When it happened.</param>
/// <param name="AnnouncementId">The id of the announcement.</param>
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
