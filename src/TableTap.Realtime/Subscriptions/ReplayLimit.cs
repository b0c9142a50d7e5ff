using TableTap.Realtime.Delivery;
using TableTap.Realtime.Errors;
using TableTap.Realtime.Sessions;

namespace TableTap.Realtime.Subscriptions;

/// <summary>One replay at a time, and so many a minute (section 7).</summary>
internal static class ReplayLimit
{
    /// <summary>Whether a replay may begin; refuses it otherwise.</summary>
    /// <param name="session">The session that asks for it.</param>
    /// <param name="services">What sessions share.</param>
    /// <param name="correlationId">The request's <c>messageId</c>.</param>
    public static bool TryPass(Session session, SessionServices services, string? correlationId)
    {
        if (IsReplaying(session, services.FanOut))
        {
            session.Refuse(ProtocolErrors.OneReplayAtATime, correlationId);
            return false;
        }

        var replays = session.Limits.Replays;
        if (replays.TryTake())
        {
            return true;
        }

        session.Refuse(
            ProtocolErrors.TooManyReplays(
                services.Options.Messages.ReplaysPerMinute,
                replays.RetryAfter()
            ),
            correlationId
        );
        return false;
    }

    private static bool IsReplaying(Session session, FanOut fanOut)
    {
        lock (fanOut.Gate)
        {
            return session.Reader.Replay is not null;
        }
    }
}
