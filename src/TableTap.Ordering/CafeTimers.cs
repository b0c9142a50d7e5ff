using System.Collections.Immutable;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering;

/// <summary>Something a café does by itself when its time has come.</summary>
/// <param name="At">When the command is due.</param>
/// <param name="Command">What, with <see cref="Actor.System"/>.</param>
public sealed record CafeTimer(DateTimeOffset At, CafeCommand Command);

/// <summary>
/// What a café does by itself when its time has come. The owner of the clock asks, and has the command decided like any other. Beside
/// these, a café that <see cref="ReviewDecider.IsWanted"/> is reviewed now and then.
/// </summary>
public static class CafeTimers
{
    /// <summary>The next of them, due or not; null when none is set.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="except">Commands to leave out: they failed, and must hold up no other.</param>
    public static CafeTimer? Next(Cafe cafe, IReadOnlySet<CafeCommand>? except = null) =>
        All(cafe)
            .Select(kind => kind.FirstOrDefault(timer => except?.Contains(timer.Command) != true))
            .OfType<CafeTimer>()
            .MinBy(timer => timer.At);

    /// <summary>The commands of all that are due at an instant.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="now">The instant.</param>
    public static IEnumerable<CafeCommand> Due(Cafe cafe, DateTimeOffset now) =>
        All(cafe)
            .SelectMany(kind => kind.TakeWhile(timer => timer.At <= now))
            .Select(timer => timer.Command);

    /// <summary>Every kind of timer, each with its earliest first.</summary>
    private static IEnumerable<IEnumerable<CafeTimer>> All(Cafe cafe)
    {
        yield return cafe.PaymentDeadlines.Values.Select(orderId => new CafeTimer(
            cafe.OpenOrders.Items[orderId].Payment.GivenUpAt,
            new ExpirePayment(orderId)
        ));
        if (cafe.CourseDeadlines.Count > 0)
        {
            yield return cafe.CourseDeadlines.Values.Select(orderId => new CafeTimer(
                cafe.OpenOrders.Items[orderId].Courses!.FireAt!.Value,
                new FireDueCourse(orderId)
            ));
        }

        var deadlines = cafe.Deadlines;
        yield return Timers(deadlines.Parked, id => new ExpireParkedEvent(id));
        yield return Timers(deadlines.Concerns, id => new ExpireMoneyConcern(id));
        yield return Timers(deadlines.Refunds, id => new ExpireRefund(id));
        yield return Timers(deadlines.CutOffs, id => new ClockOutAbsentee(id));
        yield return Timers(deadlines.Returns, key => Return(cafe, key));
        if (cafe.Intake is { Mode: IntakeMode.Paused, Until: { } until })
        {
            yield return [new CafeTimer(until, new ResumeIntake())];
        }

        if (DayEndDecider.NextEnd(cafe) is { } dayEnds)
        {
            yield return [new CafeTimer(dayEnds, new EndDay())];
        }
    }

    /// <summary>Says that something is there again, uncounted.</summary>
    private static UpdateItemAvailability Return(Cafe cafe, string key)
    {
        var what = cafe.Outages.TryGet(key, out var outage)
            ? outage
            : cafe.Countdowns.Items[key].Outage;
        return new(what.ItemId, what.Customization, Available: true, what.CounterId, what.OptionId);
    }

    private static IEnumerable<CafeTimer> Timers(
        ImmutableArray<Deadline> deadlines,
        Func<string, CafeCommand> command
    ) =>
        deadlines.IsEmpty
            ? []
            : deadlines.Select(deadline => new CafeTimer(deadline.At, command(deadline.Id)));
}
