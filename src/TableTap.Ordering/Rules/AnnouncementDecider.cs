using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="PublishAnnouncement"/> and <see cref="ScheduleMaintenance"/> (docs/protocol.md §4).</summary>
internal static class AnnouncementDecider
{
    /// <summary>Decides the command <see cref="PublishAnnouncement"/>: a manager announces something to the café.</summary>
    public static Decision Decide(DecisionDraft draft, PublishAnnouncement command)
    {
        if (!draft.Actor.IsManager)
        {
            return Refusal.NotAllowed("Only a manager may do that");
        }

        if (command.ExpiresAt <= draft.Now)
        {
            return Refusal.Invalid("expiresAt", "must be in the future");
        }

        var fact = new AnnouncementPublishedFact(
            draft.Now,
            draft.Ids.NewId(),
            command.Audience,
            command.Message.Trim(),
            command.ExpiresAt,
            draft.By
        );
        draft.Emit(fact);
        return draft.Accept(new PublishedAnnouncement(fact.AnnouncementId));
    }

    /// <summary>An administrator announces maintenance to everybody. It changes no café, so that it is no fact of one.</summary>
    public static Decision Decide(DecisionDraft draft, ScheduleMaintenance command) =>
        draft.Actor.Role != Role.Admin
            ? Refusal.NotAllowed("Only an administrator announces maintenance") with
            {
                RequiredRole = Role.Admin,
            }
        : command.ExpiresAt <= draft.Now
            ? Refusal.Invalid("expiresAt", "must be in the future") with
            {
                Message = "The payload is not valid",
            }
        : draft.Accept(
            new ScheduledMaintenance(draft.Ids.NewId(), command.Message.Trim(), command.ExpiresAt)
        );
}
