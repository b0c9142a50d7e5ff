using TableTap.Protocol.Errors;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Answers;

/// <summary>What a sender is told where a command could not be handled, and what the operator is.</summary>
internal static class HandlerFault
{
    /// <summary>The error of a fault, which is logged.</summary>
    /// <param name="fault">What went wrong.</param>
    /// <param name="chain">The café of the sender, or the server.</param>
    /// <param name="request">The command.</param>
    /// <param name="log">For the operator.</param>
    public static ErrorBody Of(Exception fault, string chain, CommandRequest request, ILogger log)
    {
        switch (fault)
        {
            case TimeoutException:
                return CommandErrors.Slow;
            case JournalUnavailableException:
                log.JournalUnavailable(chain, 1, fault);
                return CommandErrors.Unavailable;
            default:
                log.HandlerFailed(request.Descriptor.Type, fault);
                return CommandErrors.Internal;
        }
    }
}
