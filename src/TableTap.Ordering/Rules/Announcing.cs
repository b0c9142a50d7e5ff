using TableTap.Terms;

namespace TableTap.Ordering;

/// <summary>Decides <see cref="AnnouncementPublish"/> and <see cref="MaintenanceSchedule"/> (docs/protocol.md §4).</summary>
internal static class Announcing
{
    /// <summary>A manager tells the café something.</summary>
    public static Decision Decide(Draft draft, AnnouncementPublish command)
    {
        if (!draft.Actor.IsManager)
        {
            return Refusal.NotAllowed("Only a manager may do that");
        }

        if (command.ExpiresAt <= draft.Now)
        {
            return Refusal.Invalid("expiresAt", "must be in the future");
        }

        var fact = new AnnouncementPublished(
            draft.Now,
            draft.Ids.NewId(),
            command.Audience,
            command.Message.Trim(),
            command.ExpiresAt,
            draft.By
        );
        draft.Tell(fact);
        return draft.Accept(new PublishedAnnouncement(fact.AnnouncementId));
    }

    /// <summary>An administrator tells everybody of maintenance. It changes no café, so that it is no fact of one.</summary>
    public static Decision Decide(Draft draft, MaintenanceSchedule command) =>
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
