using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>
/// What has to be declared of food: the 14 of the European Union (Regulation 1169/2011, annex II). They cover the 9 of the United States:
/// wheat is <see cref="Gluten"/>, tree nuts are <see cref="Nuts"/>, shellfish are <see cref="Crustaceans"/> (docs/protocol.md §4).
/// </summary>
[JsonConverter(typeof(WireEnum<Allergen>))]
public enum Allergen
{
    /// <summary>Cereals with gluten: wheat, rye, barley, oats, spelt.</summary>
    Gluten,

    /// <summary>Crustaceans: shrimps, crabs, lobsters.</summary>
    Crustaceans,

    /// <summary>Eggs of any bird.</summary>
    Eggs,

    /// <summary>Fish of any kind.</summary>
    Fish,

    /// <summary>Peanuts, which are no nuts of a tree.</summary>
    Peanuts,

    /// <summary>Soybeans, and what is made of them.</summary>
    Soy,

    /// <summary>Milk of any animal, lactose included.</summary>
    Milk,

    /// <summary>Nuts of a tree: almonds, hazelnuts, walnuts, cashews, pistachios.</summary>
    Nuts,

    /// <summary>Celery, root and leaf.</summary>
    Celery,

    /// <summary>Mustard, seeds and leaf.</summary>
    Mustard,

    /// <summary>Sesame seeds, and what is made of them.</summary>
    Sesame,

    /// <summary>Sulphur dioxide and sulphites above 10 mg in a kilogram or litre.</summary>
    Sulphites,

    /// <summary>Lupin, seeds and flour.</summary>
    Lupin,

    /// <summary>Molluscs: mussels, oysters, squid, snails.</summary>
    Molluscs,
}

/// <summary>Whom food suits (docs/protocol.md §4).</summary>
[JsonConverter(typeof(WireEnum<Diet>))]
public enum Diet
{
    /// <summary>Nothing of it comes from an animal.</summary>
    Vegan,

    /// <summary>Nothing of it is meat or fish.</summary>
    Vegetarian,

    /// <summary>It is allowed by the rules of Islam.</summary>
    Halal,

    /// <summary>It is allowed by the rules of Judaism.</summary>
    Kosher,

    /// <summary>It has at most 20 mg of gluten in a kilogram.</summary>
    GlutenFree,

    /// <summary>It has no lactose.</summary>
    LactoseFree,
}
