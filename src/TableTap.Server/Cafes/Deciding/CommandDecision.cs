using TableTap.Ordering;

namespace TableTap.Server.Cafes;

/// <summary>Decides a command: the café's rules are Ordering's; what changes nothing of the café is decided here. Pure.</summary>
internal static class CommandDecision
{
    public static Decision Of(Cafe cafe, CafeCommand command, DecisionContext context) =>
        command switch
        {
            AnnouncementPublish announcement => Announce(announcement, context),
            DemoOpen => new Decision { Facts = DemoCafe.Opening(cafe, context.Now) },
            _ => CafeDecide.Decide(cafe, command, context),
        };

    private static Decision Announce(AnnouncementPublish command, DecisionContext context)
    {
        if (!context.Actor.IsManager)
        {
            return Refusal.NotAllowed("Only a manager may do that");
        }

        if (command.ExpiresAt <= context.Now)
        {
            return Refusal.Invalid("expiresAt", "must be in the future");
        }

        var fact = new AnnouncementPublished(
            context.Now,
            context.Ids.NewId(),
            command.Audience,
            command.Message.Trim(),
            command.ExpiresAt,
            context.Actor.UserId
        );
        return new Decision
        {
            Facts = [fact],
            Result = new PublishedAnnouncement(fact.AnnouncementId),
        };
    }
}
