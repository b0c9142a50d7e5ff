using System.Diagnostics;
using TableTap.Cafes.Announcements;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Commands;
using TableTap.Cafes.Decisions;
using TableTap.Cafes.Loop;
using TableTap.Cafes.Maintenance;
using TableTap.Cafes.Vouchers;
using TableTap.Ordering;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Peers;
using TableTap.Terms;

namespace TableTap.Cafes.Hosting;

/// <summary>
/// The one handler of commands, from sockets and over HTTP: counts what was refused unread, reads the others, knows repeats, finds the
/// café and brings back its answer. What it refuses itself is audited like the café's own refusals, and remembered where a rule refused it.
/// Thread-safe.
/// </summary>
/// <param name="registry">All cafés of the server.</param>
/// <param name="tools">What it works with.</param>
/// <param name="floods">Counts what is refused in floods.</param>
/// <param name="maintenance">Announces maintenance of the server.</param>
/// <param name="people">Who is somebody in a café.</param>
public sealed class CafeCommandHandler(
    CafeRegistry registry,
    LoopServices tools,
    RefusalAudit floods,
    MaintenanceClock maintenance,
    KnownPeople people
)
{
    private readonly CommandPosting _posting = new(tools);
    private readonly CafeForwarding _forwarding = new(tools.IsTraced);

    /// <summary>Keeps the codes of vouchers until their issuer has them.</summary>
    public VoucherCodes VoucherCodes => _posting.Codes;

    /// <summary>This server among its peers. Set before the start.</summary>
    /// <value>Default null: it is alone.</value>
    public Cluster? Cluster { get; set; }

    /// <summary>How long an answer is waited for; a disk that takes longer lets nobody hang.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Handles a command and gives its one answer.</summary>
    /// <param name="request">The command to handle.</param>
    /// <param name="refusal">Set where it was refused already.</param>
    /// <param name="cancellationToken">The server stops, or the sender no longer waits.</param>
    public async ValueTask<ReadOnlyMemory<byte>> HandleAsync(
        CommandRequest request,
        ErrorBody? refusal,
        CancellationToken cancellationToken
    ) => await (await PlaceAsync(request, refusal, cancellationToken)).Answer;

    /// <summary>Gives a command its place in its café; a <see cref="CommandHandler"/>.</summary>
    /// <param name="request">The command to handle.</param>
    /// <param name="refusal">Set where it was refused already.</param>
    /// <param name="cancellationToken">The server stops.</param>
    public async ValueTask<PlacedCommand> PlaceAsync(
        CommandRequest request,
        ErrorBody? refusal,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var placing = refusal is null
                ? DecideAsync(request, cancellationToken)
                : ValueTask.FromResult(
                    RefuseAsync(request, refusal, null, cancellationToken).AsTask()
                );
            var answer = placing.IsCompletedSuccessfully
                ? await placing
                : await placing.AsTask().WaitAsync(Patience, tools.Time, cancellationToken);
            return new(WaitAsync(request, refusal, answer, cancellationToken));
        }
        catch (Exception fault) when (!IsStopped(fault, cancellationToken))
        {
            return new(Task.FromResult(Failed(request, refusal, fault)));
        }
    }

    /// <summary>Counts a refusal of something whose command is not known.</summary>
    /// <param name="sender">Who sent it.</param>
    /// <param name="address">The address it came from.</param>
    /// <param name="command">What is known of it.</param>
    /// <param name="refusal">Why it was refused.</param>
    public void CountRefused(Identity sender, string? address, string command, ErrorBody refusal) =>
        floods.Count(
            AuditTrail.Line(
                ChainOf(sender),
                sender,
                address,
                command,
                "",
                refusal,
                tools.Time.GetUtcNow()
            )
        );

    /// <summary>Whether a refusal may come in floods: too many commands of one sender or of all, or one without an id.</summary>
    private static bool IsCounted(CommandRequest request, ErrorBody refusal) =>
        refusal.Code is ErrorCode.RateLimitExceeded or ErrorCode.ServiceUnavailable
        || request.MessageId.Length == 0;

    private static bool IsStopped(Exception fault, CancellationToken cancellationToken) =>
        fault is OperationCanceledException && cancellationToken.IsCancellationRequested;

    private async Task<ReadOnlyMemory<byte>> WaitAsync(
        CommandRequest request,
        ErrorBody? refusal,
        Task<ReadOnlyMemory<byte>> answer,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await answer.WaitAsync(Patience, tools.Time, cancellationToken);
        }
        catch (Exception fault) when (!IsStopped(fault, cancellationToken))
        {
            return Failed(request, refusal, fault);
        }
    }

    private ReadOnlyMemory<byte> Failed(CommandRequest request, ErrorBody? refusal, Exception fault)
    {
        var error = HandlerFault.Of(fault, ChainOf(request.Sender), request, tools.Log);
        return Frame(request, refusal ?? error);
    }

    /// <summary>Brings a command to its café; completes when it waits there, with the answer to come.</summary>
    private async ValueTask<Task<ReadOnlyMemory<byte>>> DecideAsync(
        CommandRequest request,
        CancellationToken cancellationToken
    )
    {
        if (tools.IsRevoked(request.Sender))
        {
            return RefuseAsync(request, CommandErrors.Revoked, null, cancellationToken).AsTask();
        }

        var began = tools.Time.GetTimestamp();
        var key = CommandReply.KeyOf(request);
        var first = await tools.Journal.FindAnswerAsync(key, cancellationToken);
        if (first is null && registry.OnlyOneOf(request.Sender) is { IsOverloaded: true })
        {
            return RefuseAsync(request, CommandErrors.Busy, null, cancellationToken).AsTask();
        }

        var read = CommandReader.Read(request.Descriptor, request.Data.Span, out var details);
        if (read is null)
        {
            var invalid = CommandErrors.Invalid(details);
            return RefuseAsync(request, invalid, null, cancellationToken).AsTask();
        }

        request = request with { Target = read.Target.ObjectId };
        var bound = request.Sender.SigningKey;
        if (
            ClientSignature.Refusal(request.Signature, bound, request.Descriptor.MustBeSigned) is
            { } unsigned
        )
        {
            return RefuseAsync(request, unsigned, null, cancellationToken).AsTask();
        }

        var hash = CommandFingerprint.Of(request.Descriptor.TypeUtf8, read.Canonical);
        if (first is not null)
        {
            return RepeatAsync(request, first, hash, cancellationToken).AsTask();
        }

        // Signed long ago: only a repeat of what is remembered may be. Who handed it over looked already, by a clock that may differ.
        if (
            bound is not null
            && !request.IsForwarded
            && request.Signature?.IsInTime(tools.Time.GetUtcNow()) == false
        )
        {
            return RefuseAsync(request, ClientSignature.OutOfTime, null, cancellationToken)
                .AsTask();
        }

        if (read.Command is ScheduleMaintenance announced)
        {
            return AnnounceAsync(request, announced, hash, cancellationToken).AsTask();
        }

        var (loop, nowhere) = await registry.RouteAsync(
            read.Target,
            request.Sender,
            tools.Journal,
            cancellationToken
        );
        if (loop is null)
        {
            // No café decided it: what is not there now may be there when it is sent again.
            return RefuseAsync(request, nowhere!, null, cancellationToken).AsTask();
        }

        if (tools.Journal.Health.Trouble is not null)
        {
            // The journal itself finds out when it can write again.
            return Task.FromResult(Frame(request, CommandErrors.Unavailable));
        }

        if (!request.Sender.HoldsIn(loop.Cafe))
        {
            return RefuseAsync(request, CommandErrors.NotOfTheStaff, null, cancellationToken)
                .AsTask();
        }

        if (
            read.Command is CreateOrder { CustomerId: { } guest }
            && request.Sender.Role != Role.Customer
            && !await people.HasAsync(guest, [loop.Cafe], cancellationToken)
        )
        {
            return RefuseAsync(request, CommandErrors.NotAGuestHere(guest), hash, cancellationToken)
                .AsTask();
        }

        return await _forwarding.PlaceAsync(
            Cluster,
            loop.Cafe.CafeId,
            loop.IsWrittenElsewhere,
            request,
            Here,
            cancellationToken
        );

        Task<ReadOnlyMemory<byte>> Here(CommandRequest placed)
        {
            if (tools.Time.GetElapsedTime(began) >= Patience)
            {
                // The sender was told to repeat it; later commands may have been placed meanwhile.
                return Task.FromResult(Frame(placed, CommandErrors.Slow));
            }

            var (answer, unposted) = _posting.Post(placed, read.Command, hash, loop, began);
            return answer ?? RefuseAsync(placed, unposted!, null, cancellationToken).AsTask();
        }
    }

    private ValueTask<ReadOnlyMemory<byte>> RepeatAsync(
        CommandRequest request,
        StoredAnswer first,
        byte[] hash,
        CancellationToken cancellationToken
    ) =>
        first.RequestHash.Span.SequenceEqual(hash)
            ? ValueTask.FromResult(first.Frame)
            : RefuseAsync(request, CommandErrors.UsedForSomethingElse, null, cancellationToken);

    /// <summary>Decides what is about the server and not about one of its cafés.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> AnnounceAsync(
        CommandRequest request,
        ScheduleMaintenance command,
        byte[] hash,
        CancellationToken cancellationToken
    )
    {
        var nowhere = Cafe.Empty(AuditTrail.Server);
        var decision = CafeDecider.Decide(
            nowhere,
            command,
            new(tools.Time.GetUtcNow(), SenderActor.Of(request.Sender, nowhere), tools.Ids.Source)
        );
        if (!decision.IsAccepted)
        {
            var refusal = RefusalTable.Body(decision.Refusal);
            return await RefuseAsync(request, refusal, hash, cancellationToken);
        }

        if (!request.Sender.IsServerAdministrator)
        {
            return await RefuseAsync(
                request,
                CommandErrors.OnlyOfTheServer,
                null,
                cancellationToken
            );
        }

        var answer = await maintenance.AnnounceAsync(
            request,
            hash,
            (ScheduledMaintenance)decision.Result!,
            isKnown: command.AnnouncementId is not null
        );
        if (answer is null)
        {
            return await RepeatAsync(request, hash, cancellationToken);
        }

        return answer.Refusal is null
            ? answer.Frame
            : await AppendAsync(request, answer, cancellationToken);
    }

    /// <summary>
    /// Refuses; remembered only with a hash to know the repeat by, and where the code is one to remember. What may come in floods is counted
    /// instead, and writes nothing.
    /// </summary>
    private async ValueTask<ReadOnlyMemory<byte>> RefuseAsync(
        CommandRequest request,
        ErrorBody refusal,
        byte[]? hash,
        CancellationToken cancellationToken
    )
    {
        if (IsCounted(request, refusal))
        {
            var counted = Refused(request, refusal, null);
            floods.Count(counted.Line);
            return counted.Frame;
        }

        var answer = Refused(request, refusal, hash);
        return answer is { Remembered: null, Line: null }
            ? answer.Frame
            : await AppendAsync(request, answer, cancellationToken);
    }

    /// <summary>Writes what rests on no café's facts. Where another answer to the same id was first, that one counts.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> AppendAsync(
        CommandRequest request,
        CommandReply answer,
        CancellationToken cancellationToken
    )
    {
        var outcome = await tools.Journal.AppendAsync(
            new(
                AuditTrail.Server,
                ExpectedVersion: null,
                [],
                [],
                answer.Remembered is null ? [] : [answer.Remembered],
                answer.Line is null ? [] : [answer.Line]
            ),
            cancellationToken
        );
        return outcome.Committed || answer.Remembered is not { } remembered
            ? answer.Frame
            : await RepeatAsync(request, remembered.RequestHash.ToArray(), cancellationToken);
    }

    /// <summary>Another answer to the same id was first.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> RepeatAsync(
        CommandRequest request,
        byte[] hash,
        CancellationToken cancellationToken
    ) =>
        await tools.Journal.FindAnswerAsync(CommandReply.KeyOf(request), cancellationToken)
            is { } first
            ? await RepeatAsync(request, first, hash, cancellationToken)
            : Frame(request, CommandErrors.Unavailable);

    private CommandReply Refused(CommandRequest request, ErrorBody refusal, byte[]? hash) =>
        CommandReply.Refused(
            ChainOf(request.Sender),
            request,
            hash,
            refusal,
            tools.Time.GetUtcNow()
        );

    /// <summary>The answer where nothing can be written: it is neither remembered nor audited.</summary>
    private ReadOnlyMemory<byte> Frame(CommandRequest request, ErrorBody refusal) =>
        Refused(request, refusal, null).Frame;

    private string ChainOf(Identity sender) =>
        sender.Cafes.FirstOrDefault(cafe => registry.Find(cafe) is not null) ?? AuditTrail.Server;
}
