using System.Collections.Concurrent;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Commands;
using TableTap.Cafes.Loop;
using TableTap.Cafes.Persistence;
using TableTap.Ordering.Profiles;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Terms;

namespace TableTap.Cafes.Hosting;

/// <summary>All cafés of the server, and which of them a command means. Thread-safe.</summary>
public sealed class CafeRegistry
{
    private readonly ConcurrentDictionary<string, CafeLoop> _loops = new();

    /// <summary>The ids of all cafés, in no order.</summary>
    public IEnumerable<string> Ids => _loops.Keys;

    /// <summary>The loops of all cafés, in no order.</summary>
    public IEnumerable<CafeLoop> All => _loops.Values;

    /// <summary>A café, or null.</summary>
    public CafeLoop? Find(string cafeId) => _loops.GetValueOrDefault(cafeId);

    /// <summary>The café that has a counter, or null; ids are unique per server (section 2).</summary>
    public CafeLoop? FindByCounter(string counterId) =>
        _loops.Values.FirstOrDefault(loop => loop.Cafe.Profile.Counter(counterId) is not null);

    /// <summary>Adds a café, or replaces the one that has its id.</summary>
    public void Add(CafeLoop loop) => _loops[loop.Cafe.CafeId] = loop;

    /// <summary>The caller's own cafés.</summary>
    public IEnumerable<CafeLoop> OwnedBy(Identity caller) =>
        caller.IsServerAdministrator ? _loops.Values : caller.Cafes.Select(Find).OfType<CafeLoop>();

    /// <summary>The caller's own café where there is just one, so that every command of theirs means it; otherwise null.</summary>
    public CafeLoop? OnlyOneOf(Identity caller) =>
        !caller.IsServerAdministrator && caller.Cafes is [var only] ? Find(only) : null;

    /// <summary>
    /// The café a command means, or why none: an object of a foreign café looks as if it were not there (section 2).
    /// </summary>
    public (CafeLoop? Loop, ErrorBody? Refusal) Route(CommandTarget target, Identity caller)
    {
        if (target.CafeId is { } cafeId)
        {
            return Found(
                caller.Owns(cafeId) ? Find(cafeId) : null,
                CommandErrors.NotFound("café", cafeId)
            );
        }

        var own = OwnedBy(caller).ToList();
        if (target.OrderId is { } orderId)
        {
            // Another process may have made the order: the only own café is asked, and reads on where it must.
            return Found(
                own.Find(loop => loop.Knows(orderId)) ?? Only(own),
                CommandErrors.NotFound("order", orderId)
            );
        }

        if (target.CounterId is { } counterId)
        {
            return Found(
                own.Find(loop => loop.Cafe.Profile.Counter(counterId) is not null),
                CommandErrors.NotFound("counter", counterId)
            );
        }

        if (target.EmployeeId is { } employeeId)
        {
            return Found(
                own.Find(loop => Employs(loop, employeeId)),
                CommandErrors.NotFound("employee", employeeId)
            );
        }

        return Found(
            own.Find(loop => Employs(loop, caller.UserId)) ?? Only(own),
            own.Count > 1
                ? CommandErrors.Invalid([new("cafeId", "is needed: you have several cafés")])
                : CommandErrors.NotFound("café", caller.Cafes.FirstOrDefault() ?? "")
        );
    }

    /// <summary>The café a command means, as <see cref="Route"/> says; an order that ended long ago is looked for in the journal.</summary>
    /// <param name="target">By what the command finds its café.</param>
    /// <param name="caller">Who sent it.</param>
    /// <param name="journal">Where orders are.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public async ValueTask<(CafeLoop? Loop, ErrorBody? Refusal)> RouteAsync(
        CommandTarget target,
        Identity caller,
        IJournal journal,
        CancellationToken cancellationToken
    )
    {
        var (loop, refusal) = Route(target, caller);
        return
            loop is null
            && target is { CafeId: null, OrderId: { } orderId }
            && await FindEndedAsync(OwnedBy(caller), orderId, journal, cancellationToken)
                is { } holder
            ? (holder, null)
            : (loop, refusal);
    }

    /// <summary>The café whose order this was, however long ago it ended; null where none of them had it.</summary>
    /// <param name="cafes">The cafés to look at.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="journal">Where orders are.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public static async ValueTask<CafeLoop?> FindEndedAsync(
        IEnumerable<CafeLoop> cafes,
        string orderId,
        IJournal journal,
        CancellationToken cancellationToken
    )
    {
        foreach (var loop in cafes)
        {
            if (
                await EndedOrderLookup.HasAsync(
                    journal,
                    loop.Cafe.CafeId,
                    orderId,
                    cancellationToken
                )
            )
            {
                return loop;
            }
        }

        return null;
    }

    /// <summary>A counter or employee of the profile whose id another café holds; ids are unique per server.</summary>
    public string? Clash(string cafeId, CafeProfile profile) =>
        _loops
            .Values.Where(loop => loop.Cafe.CafeId != cafeId)
            .SelectMany(loop =>
                profile
                    .Counters.Items.Select(counter => counter.CounterId)
                    .Where(id => loop.Cafe.Profile.Counter(id) is not null)
                    .Concat(
                        profile
                            .Staff.Items.Select(person => person.EmployeeId)
                            .Where(id => Employs(loop, id))
                    )
            )
            .FirstOrDefault();

    private static (CafeLoop?, ErrorBody?) Found(CafeLoop? loop, ErrorBody otherwise) =>
        loop is null ? (null, otherwise) : (loop, null);

    private static CafeLoop? Only(List<CafeLoop> own) => own.Count == 1 ? own[0] : null;

    private static bool Employs(CafeLoop loop, string employeeId) =>
        loop.Cafe.Profile.Employee(employeeId) is not null;
}
