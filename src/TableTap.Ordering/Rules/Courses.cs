using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// What is made when of an order with courses (docs/protocol.md §5, "Courses"): the lowest course and what has none at once, each next one
/// when it is fired. Orders of one bill are one table, whose courses go together.
/// </summary>
internal static class Courses
{
    /// <summary>The lines of a new order, of which those of later courses are held.</summary>
    public static EquatableList<OrderLine> InTurn(EquatableList<OrderLine> lines)
    {
        var first = Lowest(lines);
        return first is null ? lines : Held(lines, line => line.Course > first);
    }

    /// <summary>
    /// The lines of a new order on a bill: what would be made before an earlier course of the same table is held, too, and what belongs to
    /// a course that is held goes with it.
    /// </summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="billId">The bill; null where the order is paid by itself.</param>
    /// <param name="lines">The lines of the order.</param>
    public static EquatableList<OrderLine> AtTable(
        Cafe cafe,
        string? billId,
        EquatableList<OrderLine> lines
    )
    {
        if (billId is null || Lowest(lines) is null)
        {
            return lines;
        }

        var others = OrdersOf(cafe, billId)
            .SelectMany(order => order.Lines.Items)
            .Where(line => line.Course > 0)
            .ToList();
        return Held(
            lines,
            line =>
                others.Exists(other =>
                    other.Status.IsToDo && other.Course < line.Course
                    || other.Status == LineStatus.Held && other.Course == line.Course
                )
        );
    }

    /// <summary>Begins with the lowest course that is left, where what was to be made first went out before the order was confirmed.</summary>
    public static void Begin(DecisionDraft draft, string orderId)
    {
        var order = draft.Order(orderId);
        if (
            order is { BillId: null, NextCourse: { } next }
            && !order.Lines.Items.Any(line => line is { Course: > 0, Status: LineStatus.Queued })
        )
        {
            foreach (var line in Of(order, next))
            {
                draft.Emit(
                    new LineMovedFact(
                        draft.Now,
                        orderId,
                        line.LineId,
                        line.CounterId,
                        line.Status,
                        LineStatus.Queued,
                        OrderMovedFact.System
                    )
                );
            }
        }
    }

    /// <summary>Shows what is held at the counters that will probably make it.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="orderId">The id of the order, which is being confirmed.</param>
    /// <param name="ahead">The work before it.</param>
    public static void Place(DecisionDraft draft, string orderId, Backlog ahead)
    {
        var order = draft.Order(orderId);
        if (order.NextCourse is null)
        {
            return;
        }

        var plan = Routing.Plan(draft.Cafe, Queued(order, line => line.CounterId), ahead);
        foreach (
            var course in order
                .Lines.Items.Where(line => line.Status == LineStatus.Held)
                .GroupBy(line => line.Course)
                .OrderBy(course => course.Key)
        )
        {
            draft.Emit(
                new CourseHeldFact(
                    draft.Now,
                    orderId,
                    course.Key,
                    course
                        .Select(line => new HeldLine(
                            line.LineId,
                            plan.GetValueOrDefault(line.LineId)
                        ))
                        .ToEquatableList(),
                    OrderMovedFact.System
                )
            );
        }
    }

    /// <summary>Fires a course of an order.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="order">The order, at the counters.</param>
    /// <param name="course">The course, of which something is held.</param>
    /// <param name="by">The id of who does it.</param>
    public static void Fire(DecisionDraft draft, Order order, int course, string by)
    {
        var lineIds = Of(order, course).Select(line => line.LineId).ToEquatableList();
        var fired = Queued(
            order with
            {
                QueuePlace = order.IsResting ? null : order.QueuePlace,
            },
            line =>
                line.CounterId is { } at && Routing.IsEligible(draft.Cafe, at, line) ? at : null,
            course
        );
        var ahead = Backlog.Ahead(draft.Cafe, fired, draft.Now);
        var expected = Estimates.Of(
            draft.Cafe,
            Routing.Routed(draft.Cafe, fired, ahead),
            ahead,
            draft.Now
        );
        draft.Emit(
            new CourseFiredFact(
                draft.Now,
                order.OrderId,
                course,
                lineIds,
                by,
                expected.Minutes(draft.Cafe),
                expected.Left
            )
        );
        WorkDistribution.Fire(draft, order.OrderId, lineIds, ahead);
    }

    /// <summary>
    /// What follows when something of an order was made, went out or came: a course that is made is told, and the next one of the table
    /// is fired where the café does that by itself.
    /// </summary>
    public static void Advance(DecisionDraft draft, string orderId)
    {
        var order = draft.Order(orderId);
        if (!HasCourses(order))
        {
            return;
        }

        Tell(draft, order);
        GoOn(draft, orderId);
    }

    /// <summary>
    /// Fires the course of a table whose turn it is, or sets its time, where the café does that by itself. A time that was set before
    /// something earlier came, or was held, is set no more.
    /// </summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="orderId">An order of the table.</param>
    public static void GoOn(DecisionDraft draft, string orderId)
    {
        var table = Table(draft.Cafe, draft.Order(orderId));
        var next = draft.Limits.CourseFiredAfter is null ? null : Turn(table);
        foreach (
            var order in table.FindAll(one =>
                one is { NextCourse: { } course, Courses.FireAt: not null } && course != next
            )
        )
        {
            draft.Emit(new CourseTimedFact(draft.Now, order.OrderId, null));
        }

        if (next is not { } turn)
        {
            return;
        }

        if (draft.Limits.CourseFiredAfter is not { Ticks: > 0 } delay)
        {
            FireAll(draft, table, turn);
        }
        else if (
            table.FindAll(one => one.NextCourse == turn) is var waiting
            && waiting.TrueForAll(one => one.Courses?.FireAt is null)
        )
        {
            draft.Emit(new CourseTimedFact(draft.Now, waiting[0].OrderId, draft.Now + delay));
        }
    }

    /// <summary>Fires a course because the staff says so. Where its turn has come anyway, the table gets it together.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="order">The order, at the counters.</param>
    /// <param name="course">The course, of which something is held.</param>
    public static void FireByHand(DecisionDraft draft, Order order, int course)
    {
        Fire(draft, order, course, draft.By);
        FireTurn(draft, order, course);
    }

    /// <summary>
    /// Fires the next course of an order whose time has come, with the same course of its table. Where its turn is not, the time is set
    /// again when it is.
    /// </summary>
    public static void FireDue(DecisionDraft draft, Order order)
    {
        if (!FireTurn(draft, order, order.NextCourse!.Value))
        {
            GoOn(draft, order.OrderId);
        }
    }

    private static bool FireTurn(DecisionDraft draft, Order order, int course)
    {
        var table = Table(draft.Cafe, order);
        var isTurn = draft.Limits.CourseFiredAfter is not null && Turn(table) == course;
        if (isTurn)
        {
            FireAll(draft, table, course);
        }

        return isTurn;
    }

    private static void FireAll(DecisionDraft draft, List<Order> table, int course)
    {
        foreach (var order in table.FindAll(one => one.NextCourse == course))
        {
            Fire(draft, draft.Order(order.OrderId), course, OrderMovedFact.System);
        }
    }

    /// <summary>Tells that a course is made, once, while a later one is held.</summary>
    private static void Tell(DecisionDraft draft, Order order)
    {
        if (
            !order.Status.IsAtCounters
            || order.NextCourse is null
            || order.Lines.Items.Any(line => line is { Course: > 0, Status.IsOpen: true })
        )
        {
            return;
        }

        var made = order
            .Lines.Items.Where(line => line is { NeedsPreparation: true, Status: LineStatus.Ready })
            .Select(line => line.Course)
            .DefaultIfEmpty()
            .Max();
        if (made > 0 && order.Courses?.Made != made)
        {
            draft.Emit(new CourseReadyFact(draft.Now, order.OrderId, made));
        }
    }

    private static bool HasCourses(Order order)
    {
        foreach (var line in order.Lines)
        {
            if (line.Course > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The lowest course that is held at a table; null where none is, where something before it is being made, and where the staff holds it
    /// for one of the orders.
    /// </summary>
    private static int? Turn(List<Order> table)
    {
        var next = table.Min(order => order.NextCourse);
        return
            next is { } course
            && !table.Exists(order =>
                order.NextCourse == course && order.Courses?.Kept.Contains(course) == true
                || order.Lines.Items.Any(line =>
                    line is { Course: > 0, Status.IsOpen: true } && line.Course < course
                )
            )
            ? next
            : null;
    }

    /// <summary>The orders at the counters whose courses go together, also when their bill ended.</summary>
    private static List<Order> Table(Cafe cafe, Order order) =>
        order.BillId is { } billId
            ? [.. OrdersOf(cafe, billId).Where(one => one.Status.IsAtCounters)]
        : order.Status.IsAtCounters ? [order]
        : [];

    /// <summary>The orders of a bill that did not end; an ended bill is not kept for long, but each order knows it.</summary>
    private static IEnumerable<Order> OrdersOf(Cafe cafe, string billId) =>
        cafe.Bills.TryGet(billId, out var bill)
            ? bill.OrderIds.Items.Select(cafe.OpenOrder).OfType<Order>()
            : cafe.OpenOrders.Values.Where(order => order.BillId == billId);

    private static IEnumerable<OrderLine> Of(Order order, int course) =>
        order.Lines.Items.Where(line => line.Status == LineStatus.Held && line.Course == course);

    private static int? Lowest(EquatableList<OrderLine> lines)
    {
        int? lowest = null;
        foreach (var line in lines)
        {
            if (line is { NeedsPreparation: true, Course: > 0 } && !(line.Course >= lowest))
            {
                lowest = line.Course;
            }
        }

        return lowest;
    }

    private static EquatableList<OrderLine> Held(
        EquatableList<OrderLine> lines,
        Func<OrderLine, bool> which
    ) =>
        lines
            .Items.Select(line =>
                line is { Status: LineStatus.Queued, Course: > 0 } && which(line)
                    ? line with
                    {
                        Status = LineStatus.Held,
                    }
                    : line
            )
            .ToEquatableList();

    /// <summary>An order as it would be if what is held, or one course of it, was fired.</summary>
    private static Order Queued(Order order, Func<OrderLine, string?> place, int? course = null) =>
        order with
        {
            Lines = order
                .Lines.Items.Select(line =>
                    line.Status == LineStatus.Held && line.Course == (course ?? line.Course)
                        ? line with
                        {
                            Status = LineStatus.Queued,
                            CounterId = place(line),
                        }
                        : line
                )
                .ToEquatableList(),
        };
}
