using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using static TableTap.Ordering.Rules.LimitBounds;

namespace TableTap.Ordering.Rules;

/// <summary>Whether the numbers of a profile make sense: none is negative, none so large that a sum or a date could overflow.</summary>
internal static class LimitsValidation
{
    private const int MaxValue = 100_000;
    private const int FewestCourses = 2;
    private static readonly TimeSpan LongestCourseDelay = TimeSpan.FromHours(4);
    private static readonly TimeSpan LongestScheduleHorizon = TimeSpan.FromDays(60);

    /// <summary>Everything that is wrong with them.</summary>
    public static IEnumerable<FieldProblem?> Check(CafeLimits limits) =>
        [
            Count("linesPerOrder", limits.LinesPerOrder, 1, 1_000),
            Count("quantityPerItem", limits.QuantityPerItem, 1, 1_000),
            Count("customizationsPerLine", limits.CustomizationsPerLine, 0, 100),
            Count("textLength", limits.TextLength, 1, MaxValue),
            Count("nameLength", limits.NameLength, 1, MaxValue),
            Count("unpaidOrdersPerGuest", limits.UnpaidOrdersPerGuest, 1, MaxValue),
            Count("unpaidOrdersPerTable", limits.UnpaidOrdersPerTable, 1, MaxValue),
            Count("paymentFailures", limits.PaymentFailures, 1, MaxValue),
            Count("pickupCodeTries", limits.PickupCodeTries, 1, MaxValue),
            Count("preparationTimesKept", limits.PreparationTimesKept, 1, 1_000),
            Count("furtherItemPercent", limits.FurtherItemPercent, 0, 100),
            Count("overrunPercent", limits.OverrunPercent, 0, 100),
            Count("staleAfterPercent", limits.StaleAfterPercent, 100, 10_000),
            Count("quotesNeeded", limits.QuotesNeeded, 1, QuoteErrors.Kept),
            Count("intakeLeavePercent", limits.IntakeLeavePercent, 1, 100),
            Count("estimateMovePercent", limits.EstimateMovePercent, 0, 100),
            Count("closedOrdersCount", limits.ClosedOrdersCount, 1, 1_000_000),
            Count("parkedEvents", limits.ParkedEvents, 1, MaxValue),
            Time("parkedEventsKept", limits.ParkedEventsKept, TimeSpan.FromSeconds(1)),
            Time("moneyConcernsKept", limits.MoneyConcernsKept, TimeSpan.FromSeconds(1)),
            Time("paymentExpiry", limits.PaymentExpiry, TimeSpan.FromSeconds(1)),
            Time("paymentInProcess", limits.PaymentInProcess, TimeSpan.FromSeconds(1)),
            Time("confirmationExpiry", limits.ConfirmationExpiry, TimeSpan.FromSeconds(1)),
            Time("scheduleHorizon", limits.ScheduleHorizon, TimeSpan.Zero, LongestScheduleHorizon),
            Time("scheduleMissedAfter", limits.ScheduleMissedAfter, TimeSpan.FromMinutes(1)),
            Time("pickupCodeShown", limits.PickupCodeShown, TimeSpan.FromSeconds(1)),
            Time("pickupCodeLock", limits.PickupCodeLock, TimeSpan.Zero),
            Time("startUndoable", limits.StartUndoable, TimeSpan.Zero),
            Time("reopenableFor", limits.ReopenableFor, TimeSpan.Zero),
            Count("notesPerOrder", limits.NotesPerOrder, 0, 1_000),
            limits.CourseFiredAfter is { } delay
                ? Time("courseFiredAfter", delay, TimeSpan.Zero, LongestCourseDelay)
                : null,
            limits.CoursesOffered is 0 or >= FewestCourses and <= OrderCourses.Last
                ? null
                : new FieldProblem(
                    "limits.coursesOffered",
                    $"0, or from {FewestCourses} to {OrderCourses.Last}"
                ),
            Time("unknownItemTime", limits.UnknownItemTime, TimeSpan.FromSeconds(1)),
            Time("shortestPreparation", limits.ShortestPreparation, TimeSpan.Zero),
            Time("longestPreparation", limits.LongestPreparation, limits.ShortestPreparation),
            Time("takeawayPacking", limits.TakeawayPacking, TimeSpan.Zero),
            Time("keepTogether", limits.KeepTogether, TimeSpan.Zero),
            Time("onTimeGrace", limits.OnTimeGrace, TimeSpan.Zero),
            Time("busyAfter", limits.BusyAfter, TimeSpan.FromMinutes(1)),
            Time("pausedAfter", limits.PausedAfter, limits.BusyAfter),
            Time("estimateMove", limits.EstimateMove, TimeSpan.Zero),
            Time("estimatePause", limits.EstimatePause, TimeSpan.Zero),
            Time("longestEstimatePause", limits.LongestEstimatePause, limits.EstimatePause),
            Time("earlyClockIn", limits.EarlyClockIn, TimeSpan.Zero),
            Time("longestBreak", limits.LongestBreak, TimeSpan.FromMinutes(1)),
            Time("closedOrdersKept", limits.ClosedOrdersKept, TimeSpan.Zero),
            limits.DayCutOff is not { } cutOff
            || cutOff >= TimeSpan.Zero && cutOff < TimeSpan.FromDays(1)
                ? null
                : new FieldProblem("limits.dayCutOff", "a time of day"),
            .. AlertLimitsValidation.Check(limits.Alerts),
        ];
}
