using CsCheck;
using TableTap.Cafes.Persistence;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Tests.Life;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Tests.Persistence;

/// <summary>Whatever anybody tries: a café put down at any moment and taken up again ends the day as the one that went on.</summary>
public sealed class AnyDayTests
{
    private static readonly Gen<Attempt> Attempts = Gen.Select(
        Gen.Int[0, 99],
        Gen.Int[0, 99],
        Gen.Int[0, 999],
        Gen.Int[0, 9_999],
        Gen.Frequency((9, Gen.Int[0, 1]), (1, Gen.Int[2, 20])),
        (kind, who, which, choice, minutes) => new Attempt(kind, who, which, choice, minutes)
    );

    [Fact]
    public void From_a_snapshot_of_any_moment_the_rest_of_the_day_leads_to_the_same_cafe() =>
        Gen.Select(Attempts.Array[20, 200], Gen.Int[0, 9_999])
            .Sample(
                (attempts, moment) =>
                {
                    var day = RandomDay.Live(attempts);
                    var from = moment % day.Steps.Count;
                    var before = day.Steps[from].Before;
                    var cafe = SnapshotCodec.Restore(
                        SnapshotCodec.Take(before, SnapshotKind.Latest, OpenCafe.Morning)
                    );
                    Assert.Equal(before, cafe);
                    foreach (
                        var fact in day.Steps.Skip(from).SelectMany(step => step.Decision.Facts)
                    )
                    {
                        cafe = CafeApply.Apply(cafe, Stored(fact));
                    }

                    Assert.Equal(day.Day.Cafe, cafe);
                },
                iter: 60,
                threads: 1
            );

    /// <summary>The fact as the journal gives it back.</summary>
    private static Fact Stored(Fact fact)
    {
        var written = FactTable.Write(fact);
        return FactTable.Read("cafe:demo", new(1, written.Type, written.Data, written.At));
    }
}
