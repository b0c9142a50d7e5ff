using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Courses of a table beside a model of them that knows nothing but courses: whatever is ordered, made, fired, held or voided.</summary>
public class CourseModelTests
{
    private static readonly string[] Items = ["latte", "croissant", "lemonade"];

    /// <summary>Something that happens at the table; what the numbers mean depends on what it is.</summary>
    private readonly record struct Step(int Kind, int Order, int Line, int Course);

    private static Gen<Step> AnyStep { get; } =
        Gen.Select(
            Gen.Int[0, 9],
            Gen.Int[0, 3],
            Gen.Int[0, 3],
            Gen.Int[0, 3],
            (kind, order, line, course) => new Step(kind, order, line, course)
        );

    [Fact]
    [Trait("Lines", "reached")]
    public void The_courses_of_a_table_are_those_of_the_model() =>
        Gen.Select(AnyStep.Array[1, 25], Gen.Bool, Gen.Int[1, 40])
            .Sample(
                (steps, isAutomatic, endsAfter) =>
                {
                    var day = new Day(
                        DemoCafe.Profile with
                        {
                            Bills = BillAccess.Open,
                            Limits = DemoCafe.Profile.Limits with
                            {
                                CourseFiredAfter = isAutomatic ? TimeSpan.Zero : null,
                            },
                        }
                    );
                    var table = new Table(day, isAutomatic);
                    for (var index = 0; index < steps.Length; index++)
                    {
                        if (index == endsAfter)
                        {
                            table.EndBill();
                        }

                        table.Do(steps[index]);
                        table.Check();
                    }
                },
                iter: 300
            );

    private sealed class ModelLine(int course, LineStatus status)
    {
        public int Course => course;

        public LineStatus Status { get; set; } = status;

        public bool IsLeft => Status is LineStatus.Queued or LineStatus.Held;
    }

    private sealed class ModelOrder(string orderId, List<ModelLine> lines)
    {
        public string OrderId => orderId;

        public List<ModelLine> Lines => lines;

        public HashSet<int> Kept { get; } = [];

        public bool IsMade => !lines.Exists(line => line.IsLeft);

        public int? Next =>
            lines
                .Where(line => line.Status == LineStatus.Held)
                .Select(line => (int?)line.Course)
                .Min();
    }

    private sealed class Table(Day day, bool isAutomatic)
    {
        private readonly List<ModelOrder> _orders = [];
        private bool _hasEnded;

        /// <summary>The guests pay, or leave: what is ordered later is another table's.</summary>
        public void EndBill()
        {
            _hasEnded = true;
            day.Try(Day.Maya, new CloseBill(day.Order(_orders[0].OrderId).BillId!, "left"));
            Assert.Equal(0, day.Cafe.Bills.Count);
        }

        public void Do(Step step)
        {
            if (_hasEnded && step.Kind < 2)
            {
                return;
            }

            if (_orders.Count == 0 || step.Kind < 2)
            {
                Order(step);
                return;
            }

            var order = _orders[step.Order % _orders.Count];
            var place = step.Line % order.Lines.Count;
            var line = order.Lines[place];
            var lineId = day.Order(order.OrderId).Lines[place].LineId;
            switch (step.Kind)
            {
                case < 6 when line.Status == LineStatus.Queued:
                    day.Do(
                        Day.Maya,
                        new UpdateOrderItem(order.OrderId, lineId, LineStatus.Started)
                    );
                    day.Wait(1);
                    day.Do(Day.Maya, new UpdateOrderItem(order.OrderId, lineId, LineStatus.Ready));
                    line.Status = LineStatus.Ready;
                    GoOn(order);
                    break;
                case 6
                    when line.IsLeft
                        && order.Lines.Count(one => one.Status != LineStatus.Voided) > 1:
                    day.Do(Day.Maya, new UpdateOrderItem(order.OrderId, lineId, LineStatus.Voided));
                    line.Status = LineStatus.Voided;
                    GoOn(order);
                    break;
                case 7 or 8:
                    var course = step.Course == 0 ? order.Next : step.Course;
                    if (
                        day.Try(
                            Day.Anna,
                            new FireCourse(order.OrderId, step.Course == 0 ? null : step.Course)
                        ).Facts.Length > 0
                    )
                    {
                        Assert.Contains(order.Lines, one => IsHeld(one, course));
                        Fire(order, course!.Value);
                        GoOn(order);
                    }
                    else
                    {
                        Assert.DoesNotContain(order.Lines, one => IsHeld(one, course));
                    }

                    break;
                case 9:
                    Hold(order, Math.Max(1, step.Course));
                    break;
                default:
                    break;
            }
        }

        public void Check()
        {
            foreach (var order in _orders)
            {
                var real = day.Order(order.OrderId);
                Assert.Equal(
                    order.Lines.Select(line => line.Status),
                    real.Lines.Items.Select(line => line.Status)
                );
                Assert.Equal(order.IsMade, real.Status == OrderStatus.Ready);
                Assert.Equal(order.Next, real.NextCourse);
                // What is held is nobody's work.
                Assert.Equal(
                    real.Lines.Items.Where(line => line.Status == LineStatus.Queued)
                        .Select(line => Ticket.Key(order.OrderId, line.CounterId!))
                        .Distinct()
                        .Order(StringComparer.Ordinal),
                    day.Cafe.Tickets.Values.Where(ticket => ticket.OrderId == order.OrderId)
                        .Select(ticket => Ticket.Key(ticket.OrderId, ticket.CounterId))
                        .Order(StringComparer.Ordinal)
                );
                Assert.Equal(
                    order.Lines.Exists(line => line.Status == LineStatus.Queued),
                    CounterQueue.All(day.Cafe).Any(one => one.OrderId == order.OrderId)
                );
            }
        }

        private void Order(Step step)
        {
            var courses = Enumerable
                .Range(0, 1 + step.Line)
                .Select(place => (step.Course + place * (1 + step.Order)) % 4)
                .ToList();
            var placed = day.Place(
                Day.Guest,
                Day.AtTable("1") with
                {
                    OnBill = true,
                    Items =
                    [
                        .. courses.Select(
                            (course, place) =>
                                new NewOrderLine(
                                    Items[place % Items.Length],
                                    1,
                                    Course: course == 0 ? null : course
                                )
                        ),
                    ],
                }
            );
            var first = courses.Where(course => course > 0).DefaultIfEmpty().Min();
            var others = _orders.SelectMany(order => order.Lines).Where(line => line.Course > 0);
            var lines = courses
                .Select(course => new ModelLine(
                    course,
                    course > first
                    || course > 0
                        && others.Any(line =>
                            line.IsLeft && line.Course < course
                            || line.Status == LineStatus.Held && line.Course == course
                        )
                        ? LineStatus.Held
                        : LineStatus.Queued
                ))
                .ToList();
            var order = new ModelOrder(placed.OrderId, lines);
            _orders.Add(order);
            GoOn(order);
        }

        private void Hold(ModelOrder order, int course)
        {
            var lines = order.Lines.FindAll(line =>
                line.Course == course && line.Status != LineStatus.Voided
            );
            var decision = day.Try(Day.Ben, new HoldCourse(order.OrderId, course));
            var may = !order.IsMade && lines.Count > 0 && lines.TrueForAll(line => line.IsLeft);
            Assert.Equal(may, decision.IsAccepted);
            if (may)
            {
                lines.ForEach(line => line.Status = LineStatus.Held);
                order.Kept.Add(course);
            }
        }

        private void GoOn(ModelOrder acted)
        {
            if (!isAutomatic || !acted.Lines.Exists(line => line.Course > 0))
            {
                return;
            }

            var open = _orders.FindAll(order => !order.IsMade);
            var waiting = open.FindAll(order => order.Next is not null);
            if (
                waiting.Count > 0
                && waiting.Min(order => order.Next!.Value) is var next
                && !waiting.Exists(order => order.Next == next && order.Kept.Contains(next))
                && !open.Exists(order =>
                    order.Lines.Exists(line =>
                        line.Status == LineStatus.Queued && line.Course > 0 && line.Course < next
                    )
                )
            )
            {
                waiting.FindAll(order => order.Next == next).ForEach(order => Fire(order, next));
            }
        }

        private static void Fire(ModelOrder order, int course)
        {
            order
                .Lines.FindAll(line => IsHeld(line, course))
                .ForEach(line => line.Status = LineStatus.Queued);
            order.Kept.Remove(course);
        }

        private static bool IsHeld(ModelLine line, int? course) =>
            line.Status == LineStatus.Held && line.Course == course;
    }
}
