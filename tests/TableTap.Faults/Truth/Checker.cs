using TableTap.Faults.Cafes;
using TableTap.Faults.Clients;
using TableTap.Faults.History;
using TableTap.Protocol.Envelopes;

namespace TableTap.Faults.Truth;

/// <summary>Holds what clients sent, were told and heard against the journal.</summary>
internal sealed class Checker(JournalTruth truth, Findings findings, Sightings sightings)
{
    /// <summary>The journal itself: every channel without a hole, nothing seen that it does not hold.</summary>
    public void CheckJournal()
    {
        foreach (var problem in truth.Problems)
        {
            findings.Add(Wrong.Lost, $"journal: {problem}");
        }

        foreach (var twice in truth.ToldTwice)
        {
            findings.Add(Wrong.Doubled, $"journal: {twice} is told twice");
        }

        foreach (var channel in sightings.Channels)
        {
            var kept = truth.Channels.GetValueOrDefault(channel, []);
            foreach (
                var sequence in sightings.NotIn(
                    channel,
                    number => number <= kept.Length ? kept[number - 1].MessageId : null
                )
            )
            {
                findings.Add(
                    Wrong.Lost,
                    $"{channel}#{sequence} was shown to somebody, and the journal holds another or none"
                );
            }
        }
    }

    /// <summary>A client's commands: acknowledged means kept, with its effect, once.</summary>
    /// <param name="commands">All commands of one sender.</param>
    /// <param name="mayBeOpen">Whether commands may have no answer: the sender was shut out.</param>
    public void CheckCommands(IReadOnlyCollection<SentCommand> commands, bool mayBeOpen)
    {
        foreach (var command in commands)
        {
            if (command.IsAcknowledged)
            {
                CheckAcknowledged(command);
            }
            else if (!command.IsAnswered && !mayBeOpen)
            {
                findings.Add(
                    Wrong.Unanswered,
                    $"{command.Type} {command.MessageId} of {command.Subject}, sent {command.Sends} times, put off by {command.PutOff ?? "nothing"}"
                );
            }
        }

        foreach (
            var created in commands
                .Where(command => command.Type == "order_create")
                .GroupBy(command => command.Subject)
        )
        {
            // A command without an answer, or answered only in the journal, may have made one too.
            var most = created.Count(command => IsAcceptedByJournal(command));
            var made = truth.CreatedFor.GetValueOrDefault(created.Key);
            findings.Add(
                Wrong.Doubled,
                $"{created.Key} has {made} orders of {most} commands",
                made - most
            );
            findings.Add(
                Wrong.Lost,
                $"{created.Key} has {made} orders of {most} accepted commands",
                most - made
            );
        }
    }

    /// <summary>What a reader took: commit order over its channels, covers only within the break, nothing after a revocation.</summary>
    /// <param name="hearing">What it took.</param>
    public void CheckHearing(Hearing hearing)
    {
        var person = hearing.Participant;
        var (connection, last) = (0, 0L);
        foreach (var stretch in hearing.Stretches)
        {
            if (stretch.Connection != connection)
            {
                (connection, last) = (stretch.Connection, 0);
            }

            var kept = truth.Channels.GetValueOrDefault(stretch.Channel, []);
            if (stretch.Last > kept.Length)
            {
                // Already counted as shown and not kept.
                continue;
            }

            var first = kept[stretch.First - 1].Position;
            if (first < last)
            {
                findings.Add(
                    Wrong.Reordered,
                    $"{person.Id}, connection {connection}: {stretch.Channel}#{stretch.First} came after a later commit"
                );
            }

            last = Math.Max(last, kept[stretch.Last - 1].Position);
            CheckRights(person, stretch, kept);
        }
    }

    /// <summary>A reader that is complete by its own word: has it all that was there when the café closed?</summary>
    /// <param name="hearing">What it took.</param>
    /// <param name="due">The heads when the café closed.</param>
    public void CheckComplete(Hearing hearing, IReadOnlyDictionary<string, long> due)
    {
        foreach (var (channel, last) in hearing.Positions)
        {
            var head = due.GetValueOrDefault(channel);
            findings.Add(
                Wrong.Lost,
                $"{hearing.Participant.Id} has {channel} up to {last} of {head}",
                head - last
            );
        }
    }

    private bool IsAcceptedByJournal(SentCommand command) =>
        truth.Answers.TryGetValue((command.Subject, command.MessageId), out var frame)
        && EnvelopeReader.TryRead(frame, out var envelope, out _)
        && envelope.Type == "message_acknowledged";

    private void CheckAcknowledged(SentCommand command)
    {
        var what = $"{command.Type} {command.MessageId} of {command.Subject}";
        if (!truth.Answers.TryGetValue((command.Subject, command.MessageId), out var answer))
        {
            findings.Add(Wrong.Lost, $"{what} was acknowledged, and the journal has no answer");
        }
        else if (command.Answer is { } words && !answer.AsSpan().SequenceEqual(words))
        {
            findings.Add(Wrong.Lost, $"{what} was acknowledged in other words than the journal's");
        }

        if (command is { Type: "order_create", OrderId: { } made } && !truth.Orders.Contains(made))
        {
            findings.Add(Wrong.Lost, $"{what}: the café's facts do not know {made}");
        }

        if (EffectOf(command) is { } effect && command.OrderId is { } orderId)
        {
            var told = truth.Told(orderId, effect);
            if (told == 0)
            {
                findings.Add(Wrong.Lost, $"{what}: nothing tells of '{effect}' of {orderId}");
            }

            findings.Add(
                Wrong.Doubled,
                $"{what}: '{effect}' of {orderId} is told {told} times",
                told - 1
            );
        }
    }

    private static string? EffectOf(SentCommand command) =>
        command.Type switch
        {
            "order_create" => "order_created",
            "order_cancel" => "order_cancelled",
            "order_item_update" => $"{command.LineId} {command.Asked}",
            "order_status_update" when command.Asked == "completed" => "order_completed",
            "order_status_update" when command.Asked == "confirmed" =>
                "order_status_changed pending>confirmed",
            _ => null,
        };

    private void CheckRights(Participant person, Stretch stretch, KeptMessage[] kept)
    {
        for (var sequence = stretch.First; sequence <= stretch.Last; sequence++)
        {
            var position = kept[sequence - 1].Position;
            if (person.RevokedAt is { } revoked && position > revoked)
            {
                findings.Add(
                    Wrong.WronglyPermitted,
                    $"{person.Id} heard {stretch.Channel}#{sequence}, committed after the revocation was answered"
                );
            }

            if (
                person.MayMiss(stretch.Channel)
                && !truth.Breaks.Any(covered =>
                    covered.CoveredBy == person.Id
                    && stretch.Channel == $"counter:{covered.CounterId}:orders"
                    && position > covered.From
                    && position < covered.Until
                )
            )
            {
                findings.Add(
                    Wrong.WronglyPermitted,
                    $"{person.Id} heard {stretch.Channel}#{sequence} (commit {position}, connection {stretch.Connection}) outside of the breaks that are covered: {string.Join(", ", truth.Breaks.Select(one => $"{one.From} to {one.Until}"))}"
                );
            }
        }
    }
}
