using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.Rules;

/// <summary>How old a guest has to be for what they order (docs/protocol.md §5, "Age limits").</summary>
internal static class AgeLimits
{
    /// <summary>The age that an item needs as it was chosen; 0 for any.</summary>
    /// <param name="item">The item that is ordered.</param>
    /// <param name="chosen">What was chosen of its groups.</param>
    public static int Of(
        MenuItem item,
        EquatableList<(ChoiceGroup Group, ChoiceOption Option)> chosen
    )
    {
        var age = item.About?.MinAge ?? 0;
        foreach (var (_, option) in chosen)
        {
            age = Math.Max(age, option.About?.MinAge ?? 0);
        }

        return age;
    }

    /// <summary>The refusal to hand over what needs an age that nobody has checked.</summary>
    /// <param name="order">The order that is handed over.</param>
    /// <param name="isChecked">Whether the sender has.</param>
    public static Refusal? NotChecked(Order order, bool isChecked) =>
        isChecked || order.MinAge == 0
            ? null
            : Refusal.Invalid(
                "ageChecked",
                $"check first that the guest is {order.MinAge} or older"
            );
}
