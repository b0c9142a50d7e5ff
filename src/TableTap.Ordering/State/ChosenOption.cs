namespace TableTap.Ordering.State;

/// <summary>What was chosen for a line of an order, with the names of that moment: the menu may change.</summary>
/// <param name="GroupId">The id of the group.</param>
/// <param name="Group">The group's name when it was ordered: <c>Size</c>.</param>
/// <param name="OptionId">The id of the option.</param>
/// <param name="Name">The option's name when it was ordered: <c>Large</c>.</param>
public sealed record ChosenOption(string GroupId, string Group, string OptionId, string Name);
