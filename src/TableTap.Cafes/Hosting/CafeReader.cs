using TableTap.Cafes.Persistence;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Hosting;

/// <summary>
/// Reads cafés as one commit left them, without asking their loops: the journal gives the stream's version and the heads of one commit,
/// and what the loop does not know yet of that version is folded onto what it knows. So a busy café is neither waited for nor held up,
/// and what another process wrote is there. Thread-safe.
/// </summary>
/// <param name="journal">The history.</param>
internal sealed class CafeReader(IJournal journal)
{
    private const int MaxAttempts = 8;

    /// <summary>Reads a café, its orders and its channels' heads at one commit.</summary>
    /// <param name="known">The café as its loop knows it, at whatever version.</param>
    /// <param name="question">What is wanted.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<CafeAtCommit> ReadAsync(
        Cafe known,
        CafeQuery question,
        CancellationToken cancellationToken
    )
    {
        var asked = question.Channels(known, []).ToHashSet();
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var cut = await journal.CutAsync(
                new(CafeStream.Of(known.CafeId), known.Version, asked)
                {
                    Subjects =
                        question.OrderId is { } orderId ? [orderId]
                        : question.Closing is { } number ? [ClosingIndex.Subject(number)]
                        : question.OrderIds,
                    Find = question.Find,
                },
                cancellationToken
            );
            var cafe = cut.Facts.Aggregate(known, CafeStream.Next);
            var ofClosings =
                question.Closing is not null || question.Find?.Terms is [ClosingIndex.Any];
            IReadOnlyList<SubjectFacts> subjects = ofClosings ? [] : cut.Subjects;
            var orders = subjects
                .Select(subject => History(cafe, subject))
                .OfType<OrderHistory>()
                .ToList();
            var wanted = question
                .Channels(cafe, [.. orders.Select(filed => filed.Order)])
                .ToHashSet();
            if (wanted.IsSubsetOf(asked))
            {
                return new(
                    cafe,
                    journal.Epoch,
                    wanted.ToDictionary(
                        channel => channel,
                        channel => cut.Heads.Heads[channel].Sequence
                    ),
                    orders
                )
                {
                    Closings = ofClosings ? [.. ClosingsOf(cut.Subjects)] : [],
                };
            }

            // What was found is told on further channels, whose heads must be of the same commit: once more, with them.
            asked.UnionWith(wanted);
            known = cafe;
        }

        throw new JournalUnavailableException(
            $"Café '{known.CafeId}' changes faster than it can be read."
        );
    }

    /// <summary>The order as the café has it, which knows its place in the queues; where it has let it go, the order alone.</summary>
    private static OrderHistory? History(Cafe cafe, SubjectFacts subject)
    {
        var facts = EndedOrderLookup.Facts(subject);
        return (cafe.Order(subject.Subject) ?? OrderFold.Of(facts)) is { } order
            ? new(order, facts)
            : null;
    }

    private static IEnumerable<Closing> ClosingsOf(IEnumerable<SubjectFacts> subjects) =>
        subjects
            .SelectMany(subject =>
                subject.Facts.Select(stored => FactTable.Read(subject.Subject, stored))
            )
            .OfType<DayClosedFact>()
            .Select(fact => fact.Closing);
}
