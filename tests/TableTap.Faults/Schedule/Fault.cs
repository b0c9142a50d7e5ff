namespace TableTap.Faults.Schedule;

/// <summary>How often a kind of fault happened.</summary>
/// <param name="Times">How often.</param>
/// <param name="Connections">How many connections it hit, all together.</param>
public readonly record struct FaultCount(int Times, long Connections);

/// <summary>One fault of the schedule.</summary>
/// <param name="At">When, from the beginning of the run.</param>
/// <param name="Kind">What.</param>
/// <param name="Lasts">For how long, where it lasts.</param>
/// <param name="Share">Which part of the connections it hits, 0 to 1.</param>
/// <param name="Amount">How much, in the kind's own unit: seconds of a clock jump, bytes a second, milliseconds of delay.</param>
/// <param name="Seed">For what is drawn when it happens: which connections.</param>
public sealed record Fault(
    TimeSpan At,
    FaultKind Kind,
    TimeSpan Lasts,
    double Share,
    double Amount,
    int Seed
)
{
    /// <summary>Whether it hits the server itself; such faults never overlap.</summary>
    public bool IsOfServer =>
        Kind
            is FaultKind.Kill
                or FaultKind.Terminate
                or FaultKind.Freeze
                or FaultKind.ClockJump
                or FaultKind.FullDisk
                or FaultKind.Storm
                or FaultKind.RedisFreeze
                or FaultKind.RedisKill
                or FaultKind.DatabaseKill
                or FaultKind.DatabaseFreeze
                or FaultKind.LinkCut
                or FaultKind.Join
                or FaultKind.Leave;

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant(
            $"{At.TotalSeconds, 7:0.0} s  {Kind, -9}  {Lasts.TotalSeconds:0.0} s  share {Share:0.00}  amount {Amount:0}"
        );
}
