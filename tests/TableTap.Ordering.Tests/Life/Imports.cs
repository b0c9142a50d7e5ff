using TableTap.Ordering.Commands;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>The café is set up anew in the middle of the day.</summary>
internal sealed class Imports(CafeLife life)
{
    private CafeProfile Profile => life.Cafe.Profile;

    public void Change() =>
        life.Try(
            Day.Ada,
            new ConfigureCafe(
                life.Random.Next(9) switch
                {
                    0 => Profile with { Menu = [.. Profile.Menu.Items.Select(Dearer)] },
                    1 => Profile with
                    {
                        Menu = Profile.Menu.Items.RemoveAt(life.Random.Next(Profile.Menu.Count)),
                    },
                    2 => Profile with
                    {
                        Menu = DemoCafe.Profile.Menu,
                        Tax = Profile.Tax is { } tax ? Otherwise(tax) : null,
                    },
                    3 => WithoutCounter(life.Pick<string>(["espresso", "cold"])),
                    4 => Profile with { Counters = DemoCafe.Profile.Counters },
                    5 => Profile with { Counters = [.. Profile.Counters.Items.Select(OtherTags)] },
                    7 => Profile with
                    {
                        Groups = [.. DemoCafe.Profile.Groups.Items.Select(Dearer)],
                    },
                    6 => Profile with
                    {
                        Staff = Profile.Staff.Items.RemoveAll(person => person.EmployeeId == "dan"),
                    },
                    _ => Profile with
                    {
                        Staff = DemoCafe.Profile.Staff.Add(
                            new("dan", "Dan", Role.Employee, ["kitchen"])
                        ),
                        Counters = DemoCafe.Profile.Counters,
                    },
                }
            )
        );

    /// <summary>Prices contain the tax from now on, or do not; then it cannot be rounded over bills.</summary>
    private static CafeTax Otherwise(CafeTax tax) =>
        tax with
        {
            Included = !tax.Included,
            Rounding = tax.Rounding == TaxRounding.Bill ? TaxRounding.Order : tax.Rounding,
        };

    private MenuItem Dearer(MenuItem item) =>
        item with
        {
            Price = life.Chance(10) ? Money.Zero : item.Price + new Money(10),
            Name = item.Name.EndsWith('!') ? item.Name : item.Name + "!",
        };

    /// <summary>What adds something adds another amount, and an option that need not be there is gone.</summary>
    private ChoiceGroup Dearer(ChoiceGroup group) =>
        group with
        {
            Options =
            [
                .. group
                    .Options.Items.Where(option =>
                        option.IsDefault
                        || group.Options.Count < 3
                        || life.Chance(80)
                        || option == group.Options[0]
                    )
                    .Select(option =>
                        option with
                        {
                            Difference = option.Difference + new Money(life.Random.Next(30)),
                        }
                    ),
            ],
        };

    private CounterProfile OtherTags(CounterProfile counter) =>
        counter with
        {
            Lanes = life.Random.Next(1, 4),
            Tags =
                life.Chance(50) ? counter.Tags
                : counter.Tags.Contains("pastry") ? counter.Tags
                : counter.Tags.Add("pastry"),
        };

    private CafeProfile WithoutCounter(string counterId) =>
        Profile with
        {
            Counters = Profile.Counters.Items.RemoveAll(counter => counter.CounterId == counterId),
            Staff =
            [
                .. Profile.Staff.Items.Select(person =>
                    person with
                    {
                        Counters = person.Counters.Items.Remove(counterId),
                    }
                ),
            ],
        };
}
