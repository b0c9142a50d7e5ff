using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>What the facts of courses make of an order, and of the times at which courses are fired by themselves.</summary>
internal static class CourseApply
{
    /// <summary>The order after a fact of its courses; null where the fact is none of these.</summary>
    public static Order? Apply(Order order, OrderFact fact) =>
        fact switch
        {
            CourseHeldFact f => Held(order, f),
            CourseFiredFact f => Fired(order, f),
            CourseReadyFact f => order with { Courses = Of(order) with { Made = f.Course } },
            CourseTimedFact f => order with { Courses = Of(order) with { FireAt = f.FireAt } },
            _ => null,
        };

    /// <summary>A course of which something is made again is not made, and the next one waits for it again.</summary>
    /// <param name="order">The order after the move.</param>
    /// <param name="fact">The move of one of its lines.</param>
    public static Order Moved(Order order, LineMovedFact fact) =>
        order.Courses is { } courses
        && fact is { From: LineStatus.Ready, To: LineStatus.Started }
        && order.Line(fact.LineId) is { Course: > 0 }
            ? order with
            {
                Courses = courses with { Made = 0, FireAt = null },
            }
            : order;

    /// <summary>The café with the time at which the next course of an order is fired by itself.</summary>
    public static Cafe WithDeadline(Cafe cafe, Order before, Order after)
    {
        var was = Deadline(before);
        var isNow = Deadline(after);
        if (was == isNow)
        {
            return cafe;
        }

        var deadlines = was is { } old
            ? cafe.CourseDeadlines.Remove(TimeKey.Of(old, before.OrderId))
            : cafe.CourseDeadlines;
        return cafe with
        {
            CourseDeadlines = isNow is { } at
                ? deadlines.Set(TimeKey.Of(at, after.OrderId), after.OrderId)
                : deadlines,
        };
    }

    private static DateTimeOffset? Deadline(Order order) =>
        order is { Status.IsAtCounters: true, Courses.FireAt: { } at }
        && order.NextCourse is not null
            ? at
            : null;

    private static Order Held(Order order, CourseHeldFact fact)
    {
        var places = fact.Lines.Items.ToDictionary(
            line => line.LineId,
            line => line.CounterId,
            StringComparer.Ordinal
        );
        return order with
        {
            Lines = order
                .Lines.Items.Select(line =>
                    places.TryGetValue(line.LineId, out var counterId)
                        ? line with
                        {
                            Status = LineStatus.Held,
                            CounterId = counterId,
                        }
                        : line
                )
                .ToEquatableList(),
            StoodIn = order.StoodIn.Items.Except(places.Keys).ToEquatableList(),
            OwnCounters = places.Keys.Aggregate(
                order.OwnCounters,
                (own, lineId) => own.Remove(lineId)
            ),
            Courses =
                Of(order) is var courses
                && (fact.By == OrderMovedFact.System || courses.Kept.Contains(fact.Course))
                    ? courses
                    : courses with
                    {
                        Kept = courses.Kept.Add(fact.Course),
                    },
        };
    }

    private static Order Fired(Order order, CourseFiredFact fact) =>
        order with
        {
            Lines = order
                .Lines.Items.Select(line =>
                    fact.LineIds.Contains(line.LineId)
                        ? line with
                        {
                            Status = LineStatus.Queued,
                        }
                        : line
                )
                .ToEquatableList(),
            EstimatedReadyAt = fact.At.AddMinutes(fact.EstimatedTime),
            PromisedReadyAt = fact.At.AddMinutes(fact.EstimatedTime),
            Expected = fact.Expected,
            Delayed = false,
            Overruns = 0,
            Courses = Of(order) with
            {
                FiredAt = fact.At,
                Made = 0,
                FireAt = order.NextCourse < fact.Course ? Of(order).FireAt : null,
                Kept = Of(order).Kept.Items.Remove(fact.Course),
            },
        };

    private static OrderCourses Of(Order order) => order.Courses ?? new();
}
