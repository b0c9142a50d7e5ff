using TableTap.Cafes.CafeFiles;
using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Cafes.Tests.CafeFiles;

public sealed class ProfileChangesTests
{
    private static readonly CafeProfile Demo = DemoCafe.Profile;

    [Fact]
    public void What_an_import_changes_is_told_line_by_line()
    {
        var latte = Demo.Item("latte")!;
        var after = Demo with
        {
            Name = "Demo",
            OpeningHours = [new(DayOfWeek.Friday, TimeSpan.FromHours(17), TimeSpan.FromHours(25))],
            Menu = Demo
                .Menu.Items.Remove(Demo.Item("soup")!)
                .Replace(latte, latte with { Price = new Money(400), Tag = null })
                .Add(latte with { ItemId = "matcha" }),
            Counters = [Demo.Counters[1], Demo.Counters[0], Demo.Counters[2] with { Lanes = 3 }],
            Tables = ["1"],
            Staff = Demo.Staff.Items.RemoveAt(3),
            Limits = Demo.Limits with { LinesPerOrder = 5 },
        };

        Assert.Equal(
            [
                "~ name TableTap Demo Café -> Demo",
                "~ openingHours always -> friday 17:00-01:00",
                "~ tables [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] -> [1]",
                "~ menu latte: price 3.80 -> 4.00",
                "~ menu latte: tag hot_drinks -> (none)",
                "+ menu matcha",
                "- menu soup",
                "~ counters kitchen: lanes 2 -> 3",
                "~ counters: in another order",
                "- staff maya",
                "~ limits linesPerOrder 50 -> 5",
            ],
            ProfileChanges.Between(Demo, after)
        );
    }
}
