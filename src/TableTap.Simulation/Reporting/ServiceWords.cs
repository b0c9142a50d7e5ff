using TableTap.Simulation.Scenario;

namespace TableTap.Simulation.Reporting;

/// <summary>What people in a café call what they do for guests.</summary>
internal static class ServiceWords
{
    /// <summary>Says it in the plural.</summary>
    /// <param name="service">What it is.</param>
    public static string Of(Service service) =>
        service switch
        {
            Service.Bill => "bills of tables, paid at the end",
            Service.Joining => "guests who joined the bill of their table",
            Service.SecondRound => "second rounds on the same bill",
            Service.Move => "parties that moved to another table",
            Service.Handover => "bills handed over to somebody else of the staff",
            Service.Merge => "bills of two tables put together",
            Service.Holding => "courses that a table waited with",
            Service.Firing => "courses that the staff had made",
            Service.EvenSplit => "bills divided evenly",
            Service.SplitByLine => "bills divided by what each had",
            Service.PartPayment => "bills paid in two parts",
            Service.Change => "payments of bills in cash, with change",
            Service.Terminal => "payments at the terminal",
            Service.Tip => "tips",
            Service.Voucher => "payments by voucher",
            Service.Discount => "discounts on bills",
            Service.TakingBack => "discounts taken back",
            Service.ServiceChargeOff => "bills without the service charge",
            Service.Comp => "things given for nothing",
            Service.Remake => "things made again",
            Service.Reopening => "completed orders opened again",
            Service.Note => "notes to guests",
            Service.OfferedTime => "times taken that a full counter offered",
            Service.MakingEarly => "orders for later that were made at once",
            Service.Rescheduling => "orders for later at another time",
            Service.CallingOff => "orders for later that were cancelled",
            _ => throw new ArgumentOutOfRangeException(nameof(service), service, null),
        };
}
