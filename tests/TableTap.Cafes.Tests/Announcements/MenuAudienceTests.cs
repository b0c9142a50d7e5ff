using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Server.Testing;
using TableTap.Terms;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>Section 3: another menu is told to guests and staff, and nobody orders at a price they were not shown (section 4).</summary>
public sealed class MenuAudienceTests
{
    private static readonly CafeProfile Dearer = DemoCafe.Profile with
    {
        Menu =
        [
            .. DemoCafe.Profile.Menu.Items.Select(item =>
                item.ItemId == "cappuccino" ? item with { Price = new Money(390) } : item
            ),
        ],
    };

    private static Task<IReadOnlyList<Heard>> ImportAsync(OpenCafe cafe, CafeProfile profile) =>
        cafe.HearAsync(() =>
            cafe.Host.ConfigureAsync(OpenCafe.Id, profile, CancellationToken.None)
        );

    [Fact]
    public async Task Another_menu_is_told_to_guests_and_staff()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await ImportAsync(cafe, Dearer);

        Assert.Equal(
            [("menu_changed", "cafe:demo:general"), ("menu_changed", "cafe:demo:staff")],
            heard.Select(one => (one.Type, one.Channel))
        );
        Assert.All(heard, one => Assert.Equal(["revision"], one.Fields));
        Assert.Equal(cafe.Cafe.MenuRevision, heard[0].Data.GetProperty("revision").GetInt64());
    }

    [Fact]
    public async Task A_later_menu_has_a_greater_revision_also_where_it_is_an_earlier_one_again()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var first = cafe.Cafe.MenuRevision;
        await ImportAsync(cafe, Dearer);
        var second = cafe.Cafe.MenuRevision;
        await ImportAsync(cafe, DemoCafe.Profile);

        Assert.True(first > 0 && first < second && second < cafe.Cafe.MenuRevision);
    }

    [Fact]
    public async Task The_same_menu_again_and_other_changes_are_told_to_nobody()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        Assert.Empty(await ImportAsync(cafe, DemoCafe.Profile));
        var heard = await ImportAsync(
            cafe,
            DemoCafe.Profile with
            {
                Limits = DemoCafe.Profile.Limits with { PaymentFailures = 4 },
            }
        );

        Assert.DoesNotContain(heard, one => one.Type == "menu_changed");
    }

    [Fact]
    public async Task Everything_the_menu_answers_changes_it()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        foreach (
            var changed in new[]
            {
                DemoCafe.Profile with
                {
                    Menu = DemoCafe.Profile.Menu.Items.RemoveAt(0),
                },
                DemoCafe.Profile with
                {
                    Customizations = DemoCafe.Profile.Customizations.Add(
                        new("Cinnamon", Money.Zero)
                    ),
                },
                DemoCafe.Profile with
                {
                    Tables = DemoCafe.Profile.Tables.Add("Balcony"),
                },
                DemoCafe.Profile with
                {
                    Name = "Another",
                },
                DemoCafe.Profile with
                {
                    Currency = "CHF",
                },
                DemoCafe.Profile with
                {
                    OpeningHours = DemoCafe.Profile.OpeningHours.Items.RemoveAt(0),
                },
                DemoCafe.Profile with
                {
                    Limits = DemoCafe.Profile.Limits with { CoursesOffered = 3 },
                },
            }
        )
        {
            Assert.Contains(await ImportAsync(cafe, changed), one => one.Type == "menu_changed");
            Assert.Contains(
                await ImportAsync(cafe, DemoCafe.Profile),
                one => one.Type == "menu_changed"
            );
        }
    }

    [Fact]
    public async Task A_new_café_has_told_no_menu_and_tells_of_none()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(() =>
            cafe.Host.ConfigureAsync(OtherCafe.Id, OtherCafe.Profile, CancellationToken.None)
        );

        Assert.DoesNotContain(heard, one => one.Type == "menu_changed");
    }

    [Fact]
    public async Task An_order_that_costs_something_else_than_was_shown_is_a_conflict_with_what_it_costs()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await ImportAsync(cafe, Dearer);

        var refused = await cafe.SendAsync(
            People.John,
            "order_create",
            Form(Drink, more: """, "expectedTotal": 3.50""")
        );

        Assert.Equal("CONFLICT", refused.Code);
        Assert.Contains("""current":{"total":3.90}""", refused.Bytes, StringComparison.Ordinal);
        Assert.Empty(cafe.Cafe.OpenOrders.Values);
        Assert.True(
            (
                await cafe.SendAsync(
                    People.John,
                    "order_create",
                    Form(Drink, more: """, "expectedTotal": 3.9""")
                )
            ).IsAcknowledged
        );
    }
}
