using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cafes.Announcements;

/// <summary>
/// What is told of the courses of an order (section 5). A counter hears of the lines that it holds and of no others; what it is to begin
/// comes with <c>order_assigned</c> after the firing.
/// </summary>
internal static class CourseAnnouncements
{
    /// <summary>Tells guest and staff that a course waits, and each counter what of it it holds.</summary>
    public static void Announce(MessageBatch pad, FactContext told, CourseHeldFact fact)
    {
        var order = told.Order(fact.OrderId);
        var lineIds = fact.Lines.Items.Select(line => line.LineId).ToEquatableList();
        var held = Of(order, fact.Course, CourseStatus.Held, fact.By);
        Everybody(pad, told, fact, order, held with { LineIds = lineIds.Items });
        foreach (
            var counter in fact
                .Lines.Items.Where(line => line.CounterId is not null)
                .ToLookup(line => line.CounterId!, line => line.LineId)
        )
        {
            pad.Write(
                "course_changed",
                fact.At,
                held with
                {
                    LineIds = [.. counter],
                    Items =
                    [
                        .. counter.Select(lineId =>
                            TicketAnnouncements.Item(order.Line(lineId)!, order) with
                            {
                                Status = LineStatus.Held,
                            }
                        ),
                    ],
                    OrderType = order.Type,
                    TableNumber = order.TableNumber,
                    CustomerName = GuestName.ForStaff(order.CustomerName),
                },
                FactContext.Counter(counter.Key)
            );
        }
    }

    /// <summary>Tells everybody that a course was fired, and each counter which of its lines that are.</summary>
    public static void Announce(MessageBatch pad, FactContext told, CourseFiredFact fact)
    {
        var order = told.Order(fact.OrderId);
        var fired = Of(order, fact.Course, CourseStatus.Fired, fact.By);
        Everybody(
            pad,
            told,
            fact,
            order,
            fired with
            {
                EstimatedTime = fact.EstimatedTime,
                LineIds = fact.LineIds.Items,
            }
        );
        foreach (
            var counter in fact
                .LineIds.Items.Where(lineId => order.Line(lineId)!.CounterId is not null)
                .ToLookup(lineId => order.Line(lineId)!.CounterId!)
        )
        {
            pad.Write(
                "course_changed",
                fact.At,
                fired with
                {
                    LineIds = [.. counter],
                },
                FactContext.Counter(counter.Key)
            );
        }
    }

    /// <summary>Tells everybody that a course is made, and that a later one is held: it can be brought to the table.</summary>
    public static void Announce(MessageBatch pad, FactContext told, CourseReadyFact fact)
    {
        var order = told.Order(fact.OrderId);
        var ready = Of(order, fact.Course, CourseStatus.Ready, OrderMovedFact.System);
        Everybody(pad, told, fact, order, ready);
        pad.Write(
            "course_changed",
            fact.At,
            ready,
            [.. order.CounterIds.Items.Select(FactContext.Counter)]
        );
    }

    private static void Everybody(
        MessageBatch pad,
        FactContext told,
        OrderFact fact,
        Order order,
        CourseChanged changed
    ) =>
        pad.Write(
            "course_changed",
            fact.At,
            changed,
            [.. FactContext.Owner(order), .. FactContext.Assignee(order), told.Staff]
        );

    private static CourseChanged Of(Order order, int course, CourseStatus status, string by) =>
        new(order.OrderId, order.OrderNumber, course, status, by, order.Version);
}
