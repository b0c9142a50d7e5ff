using System.Diagnostics;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Loop;
using TableTap.Cafes.Vouchers;
using TableTap.Ordering.Commands;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Observability;
using TableTap.Terms;

namespace TableTap.Cafes.Hosting;

/// <summary>Puts commands into the mailboxes of their cafés, and brings back what the café answers. Thread-safe.</summary>
/// <param name="tools">What it works with.</param>
internal sealed class CommandPosting(LoopServices tools)
{
    /// <summary>Keeps the codes of vouchers until their issuer has them.</summary>
    public VoucherCodes Codes { get; } = new(tools.Options, tools.Time);

    /// <summary>Posts a command to its café.</summary>
    /// <param name="request">The command as it came.</param>
    /// <param name="wanted">The command as it was read.</param>
    /// <param name="hash">What tells it from another under the same id.</param>
    /// <param name="loop">Its café.</param>
    /// <param name="began">When it was taken in.</param>
    /// <returns>The answer to come, or why the café does not take it.</returns>
    public (Task<ReadOnlyMemory<byte>>? Answer, ErrorBody? Refusal) Post(
        CommandRequest request,
        CafeCommand wanted,
        byte[] hash,
        CafeLoop loop,
        long began
    )
    {
        if (Codes.TooMany(wanted, request.Sender.UserId) is { } tooMany)
        {
            return (null, tooMany);
        }

        var command = Codes.Keep(wanted, request.Data, tools.Ids);
        var task = new CommandTask(request, command, hash)
        {
            Trace =
                request.IsTraced ?? tools.IsTraced(loop.Cafe.CafeId) ?? false
                    ? Traces.Command(
                        request.Descriptor.Type,
                        loop.Cafe.CafeId,
                        request.TraceParent,
                        tools.Time.GetElapsedTime(began)
                    )
                    : null,
        };
        if (loop.TryPost(task))
        {
            return (FrameOfAsync(task, loop), null);
        }

        Codes.Decided(command, loop.Cafe);
        return (null, CommandErrors.Busy);
    }

    private async Task<ReadOnlyMemory<byte>> FrameOfAsync(CommandTask task, CafeLoop loop)
    {
        using var span = task.Trace;
        var (frame, refusal) = await task.Done;
        Codes.Decided(task.Command, loop.Cafe);
        if (refusal is not null)
        {
            span?.SetStatus(ActivityStatusCode.Error, refusal.Code.Word);
        }

        return frame;
    }
}
