using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering;

/// <summary>What the demo's menu asks guests to choose: a size, a milk, hot or iced, a starter.</summary>
internal static class DemoChoices
{
    /// <summary>The groups of the demo; its items share them.</summary>
    public static EquatableList<ChoiceGroup> Groups { get; } =
    [
        new(
            "size",
            "Size",
            [new("regular", "Regular", IsDefault: true), new("large", "Large")],
            Min: 1
        ),
        new(
            "milk",
            "Milk",
            [
                new("whole-milk", "Whole milk", IsDefault: true, About: With(Allergen.Milk)),
                new(
                    "oat-drink",
                    "Oat drink",
                    Difference: new Money(40),
                    About: With(Allergen.Gluten)
                ),
                new(
                    "almond-drink",
                    "Almond drink",
                    Difference: new Money(50),
                    About: With(Allergen.Nuts)
                ),
            ],
            Min: 1
        ),
        new(
            "temperature",
            "Hot or iced",
            [new("iced", "Iced", IsDefault: true), new("hot", "Hot", Tag: "hot_drinks")],
            Min: 1
        ),
        new(
            "starter",
            "Starter",
            [
                new("tomato-soup", "Tomato soup", About: With(Allergen.Celery)),
                new("green-salad", "Green salad", About: With(Allergen.Mustard)),
                new(
                    "smoked-salmon",
                    "Smoked salmon",
                    Difference: new Money(250),
                    About: With(Allergen.Fish)
                ),
            ],
            Min: 1
        ),
        new(
            "sides",
            "Sides",
            [
                new("fries", "Fries", Difference: new Money(300), About: With()),
                new(
                    "side-bread",
                    "Bread and butter",
                    Difference: new Money(150),
                    About: With(Allergen.Gluten, Allergen.Milk)
                ),
                new("side-vegetables", "Vegetables", Difference: new Money(250), About: With()),
            ],
            Max: 2
        ),
    ];

    /// <summary>The items that ask something.</summary>
    public static EquatableList<MenuItem> Items { get; } =
    [
        new(
            "matcha-latte",
            "Matcha Latte",
            "House Favourites",
            new Money(430),
            "hot_drinks",
            TimeSpan.FromSeconds(180),
            ["Honey"],
            ["size", "milk"],
            [new("large", new Money(510))],
            new(
                "Stone-ground green tea with the milk of your choice",
                Allergens: EquatableList.Create<Allergen>([])
            )
        ),
        new(
            "house-tea",
            "House Tea",
            "House Favourites",
            new Money(360),
            "cold_drinks",
            TimeSpan.FromSeconds(120),
            ["Honey", "Lemon"],
            ["size", "temperature"],
            [new("large", new Money(420))],
            new(
                "Black tea with orange peel, served as you like it",
                Allergens: EquatableList.Create<Allergen>([]),
                Diets: [Diet.Vegan, Diet.Halal, Diet.Kosher, Diet.GlutenFree]
            )
        ),
        new(
            "lunch",
            "Lunch of the Day",
            "House Favourites",
            new Money(1450),
            "food",
            TimeSpan.FromSeconds(600),
            [],
            ["starter", "sides"],
            About: new(
                "Chicken in paprika sauce, with a starter",
                Allergens: EquatableList.Create([Allergen.Milk, Allergen.Celery]),
                Additives: ["Preservative: citric acid"],
                Spiciness: 1,
                Diets: [Diet.Halal]
            )
        ),
    ];

    private static DishDetails With(params ReadOnlySpan<Allergen> allergens) =>
        new(Allergens: EquatableList.Create(allergens));
}
