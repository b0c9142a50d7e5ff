using System.Collections.Concurrent;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Commands;
using TableTap.Cafes.Loop;
using TableTap.Ordering.Profiles;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
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
