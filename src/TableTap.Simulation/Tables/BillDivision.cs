namespace TableTap.Simulation.Tables;

/// <summary>How a party pays its bill.</summary>
internal enum BillDivision
{
    /// <summary>In equal parts: the first in cash with a tip, the others at the terminal.</summary>
    Evenly,

    /// <summary>The first round at the terminal with a tip, the second in cash.</summary>
    ByLine,

    /// <summary>Half of it in cash, the rest at the terminal.</summary>
    InParts,

    /// <summary>Half of it with a voucher, the rest in cash.</summary>
    ByVoucher,
}
