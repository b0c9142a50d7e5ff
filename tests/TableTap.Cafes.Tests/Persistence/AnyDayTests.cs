using CsCheck;
using TableTap.Cafes.Persistence;
using TableTap.Ordering;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
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

    [Fact]
    public void A_snapshot_that_is_continued_from_moment_to_moment_is_the_cafe_of_the_last() =>
        Gen.Select(Attempts.Array[20, 200], Gen.Int[0, 9_999].Array[1, 6])
            .Sample(
                (attempts, moments) =>
                {
                    var day = RandomDay.Live(attempts);
                    var cafes = moments
                        .Select(moment => day.Steps[moment % day.Steps.Count].Before)
                        .Append(day.Day.Cafe)
                        .DistinctBy(cafe => cafe.Version)
                        .OrderBy(cafe => cafe.Version)
                        .ToList();
                    var parts = cafes
                        .Zip(cafes.Skip(1))
                        .Select(pair =>
                            SnapshotCodec.TakeChanges(pair.First, pair.Second, OpenCafe.Morning)
                        )
                        .Prepend(Whole(cafes[0]))
                        .ToList();
                    var read = parts[^1] with
                    {
                        Data = (byte[])[.. parts.SelectMany(part => part.Data.ToArray())],
                    };
                    Assert.Equal(day.Day.Cafe, SnapshotCodec.Restore(read));
                },
                iter: 60,
                threads: 1
            );

    [Fact]
    public void What_nothing_happened_to_is_not_written_again()
    {
        var day = new Day(NeverFull);
        for (var order = 0; order < 500; order++)
        {
            day.Confirmed("latte");
        }

        var before = day.Cafe;
        day.Confirmed("latte");

        var whole = Whole(day.Cafe).Data.Length;
        var changes = SnapshotCodec.TakeChanges(before, day.Cafe, OpenCafe.Morning).Data.Length;
        Assert.True(changes * 10 < whole, $"{changes} bytes of {whole} for one order of 501");
    }

    private static CafeProfile NeverFull { get; } =
        DemoCafe.Profile with
        {
            Limits = DemoCafe.Profile.Limits with
            {
                BusyAfter = TimeSpan.FromDays(7),
                PausedAfter = TimeSpan.FromDays(7),
            },
        };

    private static StreamSnapshot Whole(Cafe cafe) =>
        SnapshotCodec.Take(cafe, SnapshotKind.Latest, OpenCafe.Morning);

    /// <summary>The fact as the journal gives it back.</summary>
    private static Fact Stored(Fact fact)
    {
        var written = FactTable.Write(fact);
        return FactTable.Read("cafe:demo", new(1, written.Type, written.Data, written.At));
    }
}
