namespace TableTap.Cafes.Commands;

/// <summary>
/// By what a command finds its café: the first that is given. All ids are unique per server (section 2).
/// </summary>
/// <param name="CafeId">The café itself.</param>
/// <param name="OrderId">An order of it.</param>
/// <param name="CounterId">A counter of it.</param>
/// <param name="EmployeeId">Somebody who works there.</param>
/// <param name="BillId">A bill of it, by which it is not found.</param>
public readonly record struct CommandTarget(
    string? CafeId = null,
    string? OrderId = null,
    string? CounterId = null,
    string? EmployeeId = null,
    string? BillId = null
)
{
    /// <summary>The object it is about, for the audit; null where that is the café as a whole.</summary>
    public string? ObjectId => OrderId ?? CounterId ?? EmployeeId ?? BillId;
}
