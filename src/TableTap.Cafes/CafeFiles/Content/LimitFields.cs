using System.Collections.Immutable;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;
using static TableTap.Cafes.CafeFiles.Content.LimitField;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>Every number of <see cref="CafeLimits"/> as a file names it: the table of what <c>limits</c> may hold.</summary>
internal static class LimitFields
{
    /// <summary>All of them, in the order of an export.</summary>
    public static ImmutableArray<LimitField> All { get; } =
    [
        Clock(
            "dayCutOff",
            limits => limits.DayCutOff,
            (limits, value) => limits with { DayCutOff = value }
        ),
        Count(
            "linesPerOrder",
            limits => limits.LinesPerOrder,
            (limits, value) => limits with { LinesPerOrder = value }
        ),
        Count(
            "quantityPerItem",
            limits => limits.QuantityPerItem,
            (limits, value) => limits with { QuantityPerItem = value }
        ),
        Count(
            "customizationsPerLine",
            limits => limits.CustomizationsPerLine,
            (limits, value) => limits with { CustomizationsPerLine = value }
        ),
        Count(
            "textLength",
            limits => limits.TextLength,
            (limits, value) => limits with { TextLength = value }
        ),
        Count(
            "nameLength",
            limits => limits.NameLength,
            (limits, value) => limits with { NameLength = value }
        ),
        Time(
            "paymentExpiry",
            limits => limits.PaymentExpiry,
            (limits, value) => limits with { PaymentExpiry = value }
        ),
        Time(
            "paymentInProcess",
            limits => limits.PaymentInProcess,
            (limits, value) => limits with { PaymentInProcess = value }
        ),
        Time(
            "confirmationExpiry",
            limits => limits.ConfirmationExpiry,
            (limits, value) => limits with { ConfirmationExpiry = value }
        ),
        Time(
            "scheduleHorizon",
            limits => limits.ScheduleHorizon,
            (limits, value) => limits with { ScheduleHorizon = value }
        ),
        Time(
            "scheduleMissedAfter",
            limits => limits.ScheduleMissedAfter,
            (limits, value) => limits with { ScheduleMissedAfter = value }
        ),
        Count(
            "unpaidOrdersPerGuest",
            limits => limits.UnpaidOrdersPerGuest,
            (limits, value) => limits with { UnpaidOrdersPerGuest = value }
        ),
        Count(
            "unpaidOrdersPerTable",
            limits => limits.UnpaidOrdersPerTable,
            (limits, value) => limits with { UnpaidOrdersPerTable = value }
        ),
        Count(
            "paymentFailures",
            limits => limits.PaymentFailures,
            (limits, value) => limits with { PaymentFailures = value }
        ),
        Count(
            "parkedEvents",
            limits => limits.ParkedEvents,
            (limits, value) => limits with { ParkedEvents = value }
        ),
        Time(
            "parkedEventsKept",
            limits => limits.ParkedEventsKept,
            (limits, value) => limits with { ParkedEventsKept = value }
        ),
        Time(
            "moneyConcernsKept",
            limits => limits.MoneyConcernsKept,
            (limits, value) => limits with { MoneyConcernsKept = value }
        ),
        Time(
            "pickupCodeShown",
            limits => limits.PickupCodeShown,
            (limits, value) => limits with { PickupCodeShown = value }
        ),
        Count(
            "pickupCodeTries",
            limits => limits.PickupCodeTries,
            (limits, value) => limits with { PickupCodeTries = value }
        ),
        Time(
            "pickupCodeLock",
            limits => limits.PickupCodeLock,
            (limits, value) => limits with { PickupCodeLock = value }
        ),
        Time(
            "startUndoable",
            limits => limits.StartUndoable,
            (limits, value) => limits with { StartUndoable = value }
        ),
        Time(
            "reopenableFor",
            limits => limits.ReopenableFor,
            (limits, value) => limits with { ReopenableFor = value }
        ),
        Count(
            "notesPerOrder",
            limits => limits.NotesPerOrder,
            (limits, value) => limits with { NotesPerOrder = value }
        ),
        TimeOrNever(
            "courseFiredAfter",
            limits => limits.CourseFiredAfter,
            (limits, value) => limits with { CourseFiredAfter = value }
        ),
        Count(
            "coursesOffered",
            limits => limits.CoursesOffered,
            (limits, value) => limits with { CoursesOffered = value }
        ),
        Time(
            "unknownItemTime",
            limits => limits.UnknownItemTime,
            (limits, value) => limits with { UnknownItemTime = value }
        ),
        Count(
            "preparationTimesKept",
            limits => limits.PreparationTimesKept,
            (limits, value) => limits with { PreparationTimesKept = value }
        ),
        Time(
            "shortestPreparation",
            limits => limits.ShortestPreparation,
            (limits, value) => limits with { ShortestPreparation = value }
        ),
        Time(
            "longestPreparation",
            limits => limits.LongestPreparation,
            (limits, value) => limits with { LongestPreparation = value }
        ),
        Count(
            "furtherItemPercent",
            limits => limits.FurtherItemPercent,
            (limits, value) => limits with { FurtherItemPercent = value }
        ),
        Time(
            "takeawayPacking",
            limits => limits.TakeawayPacking,
            (limits, value) => limits with { TakeawayPacking = value }
        ),
        Time(
            "keepTogether",
            limits => limits.KeepTogether,
            (limits, value) => limits with { KeepTogether = value }
        ),
        Time(
            "estimateMove",
            limits => limits.EstimateMove,
            (limits, value) => limits with { EstimateMove = value }
        ),
        Count(
            "estimateMovePercent",
            limits => limits.EstimateMovePercent,
            (limits, value) => limits with { EstimateMovePercent = value }
        ),
        Time(
            "estimatePause",
            limits => limits.EstimatePause,
            (limits, value) => limits with { EstimatePause = value }
        ),
        Time(
            "longestEstimatePause",
            limits => limits.LongestEstimatePause,
            (limits, value) => limits with { LongestEstimatePause = value }
        ),
        Count(
            "staleAfterPercent",
            limits => limits.StaleAfterPercent,
            (limits, value) => limits with { StaleAfterPercent = value }
        ),
        Count(
            "overrunPercent",
            limits => limits.OverrunPercent,
            (limits, value) => limits with { OverrunPercent = value }
        ),
        Count(
            "quotesNeeded",
            limits => limits.QuotesNeeded,
            (limits, value) => limits with { QuotesNeeded = value }
        ),
        Time(
            "onTimeGrace",
            limits => limits.OnTimeGrace,
            (limits, value) => limits with { OnTimeGrace = value }
        ),
        Time(
            "busyAfter",
            limits => limits.BusyAfter,
            (limits, value) => limits with { BusyAfter = value }
        ),
        Time(
            "pausedAfter",
            limits => limits.PausedAfter,
            (limits, value) => limits with { PausedAfter = value }
        ),
        Count(
            "intakeLeavePercent",
            limits => limits.IntakeLeavePercent,
            (limits, value) => limits with { IntakeLeavePercent = value }
        ),
        Time(
            "earlyClockIn",
            limits => limits.EarlyClockIn,
            (limits, value) => limits with { EarlyClockIn = value }
        ),
        Time(
            "longestBreak",
            limits => limits.LongestBreak,
            (limits, value) => limits with { LongestBreak = value }
        ),
        Time(
            "closedOrdersKept",
            limits => limits.ClosedOrdersKept,
            (limits, value) => limits with { ClosedOrdersKept = value }
        ),
        Count(
            "closedOrdersCount",
            limits => limits.ClosedOrdersCount,
            (limits, value) => limits with { ClosedOrdersCount = value }
        ),
        .. AlertLimitFields.All,
    ];

    /// <summary>Reads the limits; those that the file leaves out have their defaults.</summary>
    /// <param name="findings">What is found.</param>
    /// <param name="node">The field's value; null where it is missing.</param>
    public static CafeLimits Read(FileFindings findings, FileNode? node)
    {
        if (node is null)
        {
            return new();
        }

        var map = new MapReader(
            findings,
            node,
            "limits",
            "the limits",
            [.. All.Select(field => field.Name)]
        );
        return All.Aggregate(new CafeLimits(), (limits, field) => field.Read(map, limits));
    }

    /// <summary>Writes all of them.</summary>
    public static FileMap Write(CafeLimits limits) =>
        new(
            default,
            [.. All.Select(field => new FileField(default, field.Name, field.Write(limits)))]
        );
}
