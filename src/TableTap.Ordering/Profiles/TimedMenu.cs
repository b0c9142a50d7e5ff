using TableTap.Ordering.Values;

namespace TableTap.Ordering.Profiles;

/// <summary>A part of the menu that is served at certain hours of the week: breakfast, lunch.</summary>
/// <param name="MenuId">Its id, unique in the café (<see cref="Terms.Identifier"/>).</param>
/// <param name="Name">As guests read it: <c>Lunch</c>.</param>
/// <param name="Hours">When what is on it can be had, each week, in the café's local time; at least one span.</param>
public sealed record TimedMenu(string MenuId, string Name, EquatableList<OpeningHours> Hours);

/// <summary>A heading of the menu, with what guests see of it.</summary>
/// <param name="Category">The heading, as the items name it.</param>
/// <param name="Photo">The address of a picture, <c>https</c>; null for none.</param>
public sealed record MenuCategory(string Category, string? Photo = null);

/// <summary>What guests read in another language than the café's first.</summary>
/// <param name="Of">What it is of: <see cref="TranslationKey"/>.</param>
/// <param name="Language">The language, one of the café's.</param>
/// <param name="Text">The words.</param>
public sealed record Translation(string Of, string Language, string Text);

/// <summary>What translations are of. Pure.</summary>
public static class TranslationKey
{
    /// <summary>The name of an item.</summary>
    public static string Item(string itemId) => $"item/{itemId}";

    /// <summary>The name of an option.</summary>
    public static string Option(string optionId) => $"option/{optionId}";

    /// <summary>The name of a choice group.</summary>
    public static string Group(string groupId) => $"group/{groupId}";

    /// <summary>The name of a customisation.</summary>
    public static string Customization(string name) => $"customization/{name}";

    /// <summary>The name of a timed menu.</summary>
    public static string Menu(string menuId) => $"menu/{menuId}";

    /// <summary>A heading of the menu.</summary>
    public static string Category(string category) => $"category/{category}";

    /// <summary>The description of what has this name.</summary>
    public static string Description(string of) => $"{of}/description";
}
