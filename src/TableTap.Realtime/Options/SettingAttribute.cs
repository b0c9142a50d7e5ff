namespace TableTap.Realtime.Options;

/// <summary>
/// The name by which configuration sets an option. It stands on the option's property, and so the property's documentation,
/// its initial value and its rule are all that is said of the option anywhere; docs/settings.md is made from them. Immutable.
/// </summary>
/// <param name="key">The name with its sections: <c>Limits:MessagesPerMinute</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string key) : Attribute
{
    /// <summary>The name with its sections; <c>{name}</c> in it is a name of the operator's own.</summary>
    public string Key { get; } = key;

    /// <summary>Whether a change counts while the server runs: who is connected keeps what there was, who comes gets the new one.</summary>
    /// <value>Default false: a change counts from the next start on.</value>
    public bool CountsAtOnce { get; init; }
}
