namespace TableTap.Simulation.Scenario;

/// <summary>What a full-service café does for its guests besides taking, making and selling one order.</summary>
internal enum Service
{
    /// <summary>A table pays at the end, on one bill.</summary>
    Bill,

    /// <summary>A guest scans the code of the table and joins its bill.</summary>
    Joining,

    /// <summary>A table orders once more on the same bill.</summary>
    SecondRound,

    /// <summary>A party moves to another table, and its bill with it.</summary>
    Move,

    /// <summary>Somebody else of the staff looks after a bill from now on.</summary>
    Handover,

    /// <summary>The bills of two tables are put together, and one pays.</summary>
    Merge,

    /// <summary>A table asks to wait with its last course.</summary>
    Holding,

    /// <summary>The staff has the next course of a table made.</summary>
    Firing,

    /// <summary>A bill is divided in equal parts.</summary>
    EvenSplit,

    /// <summary>A bill is divided by what everybody had.</summary>
    SplitByLine,

    /// <summary>Somebody pays some of a bill, and somebody else the rest.</summary>
    PartPayment,

    /// <summary>Somebody pays in cash and gets change.</summary>
    Change,

    /// <summary>A card is paid with at a terminal of the café.</summary>
    Terminal,

    /// <summary>The staff gets a tip.</summary>
    Tip,

    /// <summary>A voucher or a gift card pays.</summary>
    Voucher,

    /// <summary>Something is taken off a bill.</summary>
    Discount,

    /// <summary>A discount that was given by mistake is taken back.</summary>
    TakingBack,

    /// <summary>A bill is paid without the service charge.</summary>
    ServiceChargeOff,

    /// <summary>Something is given for nothing.</summary>
    Comp,

    /// <summary>Something is made again, for nothing.</summary>
    Remake,

    /// <summary>An order that was completed by mistake is taken back to ready.</summary>
    Reopening,

    /// <summary>The staff writes to a guest.</summary>
    Note,

    /// <summary>A guest takes the time that is offered, because a counter has no room left for now.</summary>
    OfferedTime,

    /// <summary>An order for later is made at once, because the guest is there.</summary>
    MakingEarly,

    /// <summary>A guest changes the time of an order for later.</summary>
    Rescheduling,

    /// <summary>A guest cancels an order for later.</summary>
    CallingOff,
}
