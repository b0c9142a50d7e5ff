using TableTap.Protocol;
using TableTap.Realtime;

namespace TableTap.Server.Cafes;

/// <summary>
/// Takes commands in: reads them, knows repeats, finds the café and brings back its answer. What it refuses itself is
/// remembered and audited like the café's own refusals. Thread-safe.
/// </summary>
/// <param name="fleet">The cafés.</param>
/// <param name="tools">What it works with.</param>
internal sealed class CommandDesk(CafeFleet fleet, RoundTools tools)
{
    /// <summary>How long an answer is waited for; a disk that takes longer lets nobody hang.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Handles a command: <see cref="CommandHandler"/>.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> HandleAsync(
        CommandRequest request,
        ErrorBody? refusal,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var answer = refusal is null
                ? DecideAsync(request, cancellationToken)
                : RefuseAsync(request, refusal, null, cancellationToken);
            return answer.IsCompletedSuccessfully
                ? await answer
                : await answer.AsTask().WaitAsync(Patience, tools.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return Frame(request, refusal ?? Refusals.Slow);
        }
        catch (JournalUnavailableException fault)
        {
            tools.Log.JournalUnavailable(ChainOf(request.Sender), 1, fault);
            return Frame(request, refusal ?? Refusals.Unavailable);
        }
        catch (Exception fault)
            when (fault is not OperationCanceledException
                || !cancellationToken.IsCancellationRequested
            )
        {
            tools.Log.DeskFailed(request.Descriptor.Type, fault);
            return Frame(request, refusal ?? Refusals.Internal);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> DecideAsync(
        CommandRequest request,
        CancellationToken cancellationToken
    )
    {
        if (tools.IsRevoked(request.Sender))
        {
            return await RefuseAsync(request, Refusals.Revoked, null, cancellationToken);
        }

        var read = CommandReader.Read(request.Descriptor, request.Data.Span, out var details);
        if (read is null)
        {
            return await RefuseAsync(request, Refusals.Invalid(details), null, cancellationToken);
        }

        request = request with { Target = read.Target.ObjectId };
        var hash = CommandFingerprint.Of(request.Descriptor.TypeUtf8, read.Canonical);
        if (await tools.Journal.FindAnswerAsync(KeyOf(request), cancellationToken) is { } first)
        {
            return await RepeatAsync(request, first, hash, cancellationToken);
        }

        if (read.Command is AnnouncementPublish { Audience: Audience.SystemMaintenance } notice)
        {
            return await AnnounceAsync(request, notice, hash, cancellationToken);
        }

        var (loop, nowhere) = fleet.Route(read.Target, request.Sender);
        if (loop is null)
        {
            return await RefuseAsync(request, nowhere!, hash, cancellationToken);
        }

        if (tools.Journal.Health.Trouble is not null)
        {
            // The journal itself finds out when it can write again.
            return Frame(request, Refusals.Unavailable);
        }

        var task = new CommandTask(request, read.Command, hash);
        return loop.TryPost(task)
            ? (await task.Done.WaitAsync(cancellationToken)).Frame
            : await RefuseAsync(request, Refusals.Busy, null, cancellationToken);
    }

    private ValueTask<ReadOnlyMemory<byte>> RepeatAsync(
        CommandRequest request,
        StoredAnswer first,
        byte[] hash,
        CancellationToken cancellationToken
    ) =>
        first.RequestHash.Span.SequenceEqual(hash)
            ? ValueTask.FromResult(first.Frame)
            : RefuseAsync(request, Refusals.UsedForSomethingElse, null, cancellationToken);

    private async ValueTask<ReadOnlyMemory<byte>> AnnounceAsync(
        CommandRequest request,
        AnnouncementPublish notice,
        byte[] hash,
        CancellationToken cancellationToken
    )
    {
        var now = tools.Time.GetUtcNow();
        if (MaintenanceNotice.Check(notice, request.Sender, now) is { } refusal)
        {
            return await RefuseAsync(request, refusal, hash, cancellationToken);
        }

        var maintenanceId = tools.Ids.NewId();
        var pad = new MessagePad(tools.Ids);
        MaintenanceNotice.Tell(pad, maintenanceId, notice, fleet.Ids, now);
        var frame = AnswerFrame.Acknowledged(
            request.MessageId,
            new(AnnouncementId: maintenanceId),
            now
        );
        return await AppendAsync(
            request,
            AuditTrail.Server,
            pad.Drafts,
            new(KeyOf(request), hash, frame, now),
            null,
            cancellationToken
        );
    }

    /// <summary>Refuses; remembered only with a hash to know the repeat by, and where the code is one to remember.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> RefuseAsync(
        CommandRequest request,
        ErrorBody refusal,
        byte[]? hash,
        CancellationToken cancellationToken
    )
    {
        var now = tools.Time.GetUtcNow();
        var frame = AnswerFrame.Refused(request.MessageId, refusal, now);
        var answer =
            hash is not null && RefusalTable.IsRemembered(refusal.Code)
                ? new StoredAnswer(KeyOf(request), hash, frame, now)
                : null;
        if (answer is null && request.Sender.Role == Role.Customer)
        {
            return frame;
        }

        var written = await AppendAsync(
            request,
            ChainOf(request.Sender),
            [],
            answer,
            refusal,
            cancellationToken
        );
        return answer is null ? frame : written;
    }

    /// <summary>Writes what rests on no café's facts. Where another answer to the same id was first, that one counts.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> AppendAsync(
        CommandRequest request,
        string chain,
        IReadOnlyList<MessageDraft> messages,
        StoredAnswer? answer,
        ErrorBody? refusal,
        CancellationToken cancellationToken
    )
    {
        var line = AuditTrail.Line(chain, request, refusal, tools.Time.GetUtcNow());
        var outcome = await tools.Journal.AppendAsync(
            new(
                AuditTrail.Server,
                ExpectedVersion: null,
                [],
                messages,
                answer is null ? [] : [answer],
                line is null ? [] : [line]
            ),
            cancellationToken
        );
        if (outcome.Committed || answer is null)
        {
            return answer?.Frame ?? default;
        }

        return await tools.Journal.FindAnswerAsync(answer.Key, cancellationToken) is { } first
            ? await RepeatAsync(request, first, answer.RequestHash.ToArray(), cancellationToken)
            : Frame(request, Refusals.Unavailable);
    }

    private string ChainOf(Identity sender) =>
        sender.Cafes.FirstOrDefault(cafe => fleet.Find(cafe) is not null) ?? AuditTrail.Server;

    private ReadOnlyMemory<byte> Frame(CommandRequest request, ErrorBody refusal) =>
        AnswerFrame.Refused(request.MessageId, refusal, tools.Time.GetUtcNow());

    private static AnswerKey KeyOf(CommandRequest request) =>
        new(request.Sender.Issuer, request.Sender.UserId, request.MessageId);
}
