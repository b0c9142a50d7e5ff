using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace TableTap.Realtime.Options;

/// <summary>An option of a record: a property with a rule, and with a key where configuration can set it. Immutable.</summary>
public sealed class OptionProperty
{
    /// <summary>What trimming has to leave of a record with options.</summary>
    public const DynamicallyAccessedMemberTypes Members =
        DynamicallyAccessedMemberTypes.PublicProperties;

    private readonly PropertyInfo _property;

    private OptionProperty(PropertyInfo property, OptionRuleAttribute rule)
    {
        _property = property;
        Rule = rule;
        var setting = property.GetCustomAttribute<SettingAttribute>();
        (Key, CountsAtOnce) = (setting?.Key, setting?.CountsAtOnce ?? false);
    }

    /// <summary>The name of the property.</summary>
    public string Name => _property.Name;

    /// <summary>The type of the property.</summary>
    public Type Type => _property.PropertyType;

    /// <summary>The name in configuration; null where configuration cannot set it.</summary>
    public string? Key { get; }

    /// <summary>Whether a change of the setting counts while the server runs.</summary>
    public bool CountsAtOnce { get; }

    /// <summary>What the option may be.</summary>
    public OptionRuleAttribute Rule { get; }

    /// <summary>Whether the option is a list of texts.</summary>
    public bool IsList => Type == typeof(IReadOnlyList<string>);

    /// <summary>The options of a record, in the order in which it states them.</summary>
    /// <param name="record">The type of the record.</param>
    public static IEnumerable<OptionProperty> Of(
        [DynamicallyAccessedMembers(Members)] Type record
    ) =>
        from property in record.GetProperties()
        let rule = property.GetCustomAttribute<OptionRuleAttribute>()
        where rule is not null
        select new OptionProperty(property, rule);

    /// <summary>Every value of a record that its rule does not allow, with the name of the option and what is allowed.</summary>
    /// <typeparam name="T">The type of the record.</typeparam>
    /// <param name="record">The record whose values are checked.</param>
    public static IEnumerable<string> Problems<[DynamicallyAccessedMembers(Members)] T>(T record)
        where T : class =>
        from option in Of(typeof(T))
        let text = option.Text(record)
        where text is not null && !option.IsList && option.Rule.Read(text, option.Type) is null
        select $"{option.Name} is '{text}'; allowed is {option.Rule.Allowed}.";

    /// <summary>The value that a record has, as settings write it; a list with commas.</summary>
    /// <param name="record">The record that has the value.</param>
    /// <returns>The text; null where there is no value.</returns>
    public string? Text(object record) =>
        _property.GetValue(record) switch
        {
            null => null,
            IReadOnlyList<string> list => string.Join(',', list),
            var value => Rule.Text(value),
        };

    /// <summary>Gives a new record its value; nobody else may have seen the record yet.</summary>
    /// <param name="record">The record to change.</param>
    /// <param name="value">The value to give it.</param>
    public void Set(object record, object value) => _property.SetValue(record, value);

    /// <summary>Gives a new record the value that another one has; nobody else may have seen the new one yet.</summary>
    /// <param name="from">The record that has the value.</param>
    /// <param name="to">The record to change.</param>
    public void Copy(object from, object to) => _property.SetValue(to, _property.GetValue(from));
}
