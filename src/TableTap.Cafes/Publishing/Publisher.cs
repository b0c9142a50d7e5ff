using System.Text;
using TableTap.Cafes.Announcements;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Hosting;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Publishing;

/// <summary>
/// Tells what an existing ordering system publishes for its own cafés: each message once by its id, all new ones of a request in one commit with
/// one line of the audit, durable before the answer (section 10). Far from the store it has them told near it. Thread-safe.
/// </summary>
/// <param name="cafes">All cafés of the server.</param>
/// <param name="journal">Where messages become durable.</param>
/// <param name="revocations">Who is no longer served; asked again before anything is told.</param>
/// <param name="time">The clock of messages.</param>
public sealed class Publisher(
    CafeHost cafes,
    IJournal journal,
    Revocations revocations,
    TimeProvider time
)
{
    private const string Command = "publish";
    private const char Separator = ' ';
    private const int MaxAttempts = 8;

    private static readonly ErrorBody Conflict = new(
        ErrorCode.Conflict,
        "This messageId was used for something else"
    );

    private readonly CafeRegistry _registry = cafes.Registry;
    private readonly IdGenerator _ids = new(time);

    /// <summary>Publishes the messages of one request, in their order.</summary>
    /// <param name="sender">Who publishes.</param>
    /// <param name="address">From where.</param>
    /// <param name="messages">The messages that were read, each with its id, and why others were refused.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    /// <returns>What became of each, in the same order.</returns>
    /// <exception cref="JournalUnavailableException">Nothing was told.</exception>
    public async Task<IReadOnlyList<PublishResult>> PublishAsync(
        Identity sender,
        string? address,
        IReadOnlyList<(Publication? Message, PublishResult Refused)> messages,
        CancellationToken cancellationToken
    )
    {
        PublishResult?[] results =
        [
            .. messages.Select(one => one.Message is null ? one.Refused : null),
        ];
        var told = await HandOverAsync(sender, address, messages, results);
        told |= await TellAsync(sender, address, messages, results, cancellationToken);
        if (
            !told
            && Array.Find(results, one => one!.Error is not null) is { Error: { } error } first
        )
        {
            cafes.RefusalAudit.Count(Line(sender, address, first.MessageId, error, 1));
        }

        return await PlaceAsync(results!, cancellationToken);
    }

    /// <summary>Tells what another server was given to publish; a <see cref="CommandHandler"/> for that.</summary>
    /// <param name="request">What it handed over.</param>
    /// <param name="cancellationToken">The server stops.</param>
    public PlacedCommand Place(CommandRequest request, CancellationToken cancellationToken) =>
        new(TellForPeerAsync(request, cancellationToken));

    /// <summary>Counts a request that was refused before its messages were looked at.</summary>
    /// <param name="sender">Who sent it.</param>
    /// <param name="address">From where.</param>
    /// <param name="refusal">Why it was refused.</param>
    public void CountRefused(Identity sender, string? address, ErrorBody refusal) =>
        cafes.RefusalAudit.Count(Line(sender, address, null, refusal, 1));

    /// <summary>Has everything told near the store, if this server is far from it; whether something was.</summary>
    private async Task<bool> HandOverAsync(
        Identity sender,
        string? address,
        IReadOnlyList<(Publication? Message, PublishResult Refused)> messages,
        PublishResult?[] results
    )
    {
        int[] handed = [.. Enumerable.Range(0, results.Length).Where(i => results[i] is null)];
        var there = await HandedPublications.TellAsync(
            cafes.Commands.Cluster,
            sender,
            address,
            [.. handed.Select(i => messages[i].Message!)]
        );
        for (var i = 0; i < handed.Length; i++)
        {
            results[handed[i]] = there[i];
        }

        return there.Any(one => one is not null);
    }

    // What cannot be told, and what may not, whoever handed it over finds out itself: its answer then says why.
    private async Task<ReadOnlyMemory<byte>> TellForPeerAsync(
        CommandRequest request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (HandedPublications.Read(request.Data) is not { } handed)
            {
                return ReadOnlyMemory<byte>.Empty;
            }

            var results = new PublishResult?[handed.Count];
            await TellAsync(
                request.Sender,
                request.Address,
                [.. handed.Select(one => ((Publication?)one, new PublishResult(one.MessageId)))],
                results,
                cancellationToken
            );
            return HandedPublications.Answer(await PlaceAsync(results!, cancellationToken));
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException)
        {
            return ReadOnlyMemory<byte>.Empty;
        }
    }

    /// <summary>Says of each message that has no result yet what becomes of it; whether something is told.</summary>
    private async Task<bool> TellAsync(
        Identity sender,
        string? address,
        IReadOnlyList<(Publication? Message, PublishResult Refused)> messages,
        PublishResult?[] results,
        CancellationToken cancellationToken
    )
    {
        var rights = new PublishRights(_registry, cafes.People, sender);
        for (var i = 0; i < results.Length; i++)
        {
            if (
                results[i] is null
                && messages[i].Message is { } message
                && !await rights.MayPublishAsync(message.Channel, cancellationToken)
            )
            {
                results[i] = new(
                    message.MessageId,
                    Error: CommandErrors.NotFound("channel", message.Channel.Text)
                );
            }
        }

        var told = false;
        for (
            var attempt = 0;
            attempt < MaxAttempts && Array.Exists(results, one => one is null);
            attempt++
        )
        {
            await RepeatAsync(sender, messages, results, cancellationToken);
            told |= await TryTellAsync(sender, address, messages, results);
        }

        return Array.Exists(results, one => one is null)
            ? throw new JournalUnavailableException("Others publish the same at the same time.")
            : told;
    }

    /// <summary>What was told before under its id is not told again.</summary>
    private async Task RepeatAsync(
        Identity sender,
        IReadOnlyList<(Publication? Message, PublishResult Refused)> messages,
        PublishResult?[] results,
        CancellationToken cancellationToken
    )
    {
        var keys = new List<AnswerKey>();
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i] is null && messages[i].Message is { } message)
            {
                keys.Add(KeyOf(sender, message));
            }
        }

        // They are asked for together, because each may cost a journey to the journal.
        var found = (await journal.FindAnswersAsync(keys, cancellationToken)).ToLookup(first =>
            first.Key.MessageId
        );
        for (var i = 0; i < results.Length; i++)
        {
            if (
                results[i] is null
                && messages[i].Message is { } message
                && found[message.MessageId].FirstOrDefault() is { } first
            )
            {
                results[i] = first.RequestHash.Span.SequenceEqual(message.Fingerprint)
                    ? Remembered(message, first.Frame)
                    : new(message.MessageId, Error: Conflict);
            }
        }
    }

    /// <summary>Tells everything that is new; false where nothing is, or where another request was first with one of them.</summary>
    private async Task<bool> TryTellAsync(
        Identity sender,
        string? address,
        IReadOnlyList<(Publication? Message, PublishResult Refused)> messages,
        PublishResult?[] results
    )
    {
        var now = time.GetUtcNow();
        var fresh = new Dictionary<string, (int Index, MessageDraft Draft, StoredAnswer Answer)>();
        for (var i = 0; i < results.Length; i++)
        {
            if (
                results[i] is null
                && messages[i].Message is { } message
                && !fresh.ContainsKey(message.MessageId)
            )
            {
                var draft = MessageDraft.Encode(
                    message.Descriptor,
                    message.Payload,
                    message.Channel,
                    _ids.NewMessageId(),
                    now
                );
                fresh.Add(
                    message.MessageId,
                    (
                        i,
                        draft,
                        new(
                            KeyOf(sender, message),
                            message.Fingerprint,
                            Encoding.ASCII.GetBytes(
                                $"{draft.MessageId}{Separator}{message.Channel.Text}"
                            ),
                            now
                        )
                    )
                );
            }
        }

        if (fresh.Count == 0)
        {
            return false;
        }

        var first = fresh.Values.MinBy(one => one.Index);
        var id = messages[first.Index].Message!.MessageId;
        if (revocations.Contains(sender))
        {
            Refuse(CommandErrors.Revoked);
            return false;
        }

        // What is on its way to the journal cannot be called back: the sender may go, the messages are told.
        var ordered = fresh.Values.OrderBy(one => one.Index).ToList();
        var outcome = await journal.AppendAsync(
            new(
                AuditTrail.Server,
                ExpectedVersion: null,
                [],
                [.. ordered.Select(one => one.Draft)],
                [.. ordered.Select(one => one.Answer)],
                [Line(sender, address, id, null, ordered.Count)!]
            ),
            CancellationToken.None
        );
        if (!outcome.Committed)
        {
            return false;
        }

        for (var place = 0; place < ordered.Count; place++)
        {
            var (index, draft, _) = ordered[place];
            var told = PublishResult.Told(messages[index].Message!, draft.MessageId, draft.Channel);
            results[index] = told with
            {
                Sequence = outcome.Sequences.Count > place ? outcome.Sequences[place] : null,
            };
        }

        return true;

        void Refuse(ErrorBody refusal)
        {
            for (var i = 0; i < results.Length; i++)
            {
                results[i] ??= new(messages[i].Message!.MessageId, Error: refusal);
            }
        }
    }

    /// <summary>The sequences that the commit gave, where they are not known yet.</summary>
    private async Task<IReadOnlyList<PublishResult>> PlaceAsync(
        PublishResult[] results,
        CancellationToken cancellationToken
    )
    {
        var placed = new List<PublishResult>(results.Length);
        foreach (var result in results)
        {
            var places =
                result is { Sequence: null, ServerMessageId: { } id, Channel: { } name }
                && ChannelName.TryParse(name, out var channel)
                    ? await journal.LocateAsync(id, [channel], cancellationToken)
                    : null;
            placed.Add(places is [var place] ? result with { Sequence = place.Sequence } : result);
        }

        return placed;
    }

    private static AnswerKey KeyOf(Identity sender, Publication message) =>
        new(sender.Issuer, sender.UserId, message.MessageId);

    // What a command under the same id was answered with has another fingerprint, and never comes here.
    private static PublishResult Remembered(Publication message, ReadOnlyMemory<byte> answer)
    {
        var text = Encoding.ASCII.GetString(answer.Span);
        return PublishResult.Told(
            message,
            text[..text.IndexOf(Separator, StringComparison.Ordinal)],
            message.Channel
        );
    }

    private AuditLine? Line(
        Identity sender,
        string? address,
        string? messageId,
        ErrorBody? refusal,
        int count
    ) =>
        AuditTrail.Line(
            sender.Cafes.FirstOrDefault(cafe => _registry.Find(cafe) is not null)
                ?? AuditTrail.Server,
            sender,
            address,
            Command,
            messageId ?? "",
            refusal,
            time.GetUtcNow()
        )
            is { } line
            ? line with
            {
                Count = count,
            }
            : null;
}
