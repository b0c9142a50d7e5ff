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

        if (CheckMessage(command.Message) is { } wrong)
        {
            return wrong;
        }

        if (command.StartsAt is not null)
        {
            return Refusal.Invalid("startsAt", "is for the audience system:maintenance");
        }

        // An end in the past ends an earlier one.
        if (command.ExpiresAt <= draft.Now && command.AnnouncementId is null)
        {
            return Refusal.Invalid("expiresAt", "must be in the future");
        }

        var fact = new AnnouncementPublishedFact(
            draft.Now,
            command.AnnouncementId ?? draft.Ids.NewId(),
            command.Audience,
            InputChecks.Trimmed(command.Message)!,
            command.ExpiresAt,
            draft.By
        );
        draft.Emit(fact);
        return draft.Accept(new PublishedAnnouncement(fact.AnnouncementId));
    }

    /// <summary>An administrator announces maintenance to everybody. It changes no café, so that it is no fact of one.</summary>
    public static Decision Decide(DecisionDraft draft, ScheduleMaintenance command)
    {
        if (draft.Actor.Role != Role.Admin)
        {
            return Refusal.NotAllowed("Only an administrator announces maintenance") with
            {
                RequiredRole = Role.Admin,
            };
        }

        if (CheckMessage(command.Message) is { } wrong)
        {
            return wrong;
        }

        // An end in the past ends an earlier one; of a new one there would be nothing to tell.
        var problem =
            command.ExpiresAt > draft.Now
                ? command.StartsAt >= command.ExpiresAt
                    ? "must be after startsAt"
                    : null
                : command is { ExpiresAt: not null, AnnouncementId: null }
                    ? "must be in the future"
                    : null;
        return problem is null
            ? draft.Accept(
                new ScheduledMaintenance(
                    command.AnnouncementId ?? draft.Ids.NewId(),
                    InputChecks.Trimmed(command.Message)!,
                    command.StartsAt,
                    command.ExpiresAt
                )
            )
            : Refusal.Invalid("expiresAt", problem) with
            {
                Message = "The payload is not valid",
            };
    }

    private static Refusal? CheckMessage(string message) =>
        InputChecks.Refuse(InputChecks.Needed("message", message, TextLimits.Sentence));
}
