namespace TableTap.Realtime.Options;

/// <summary>What an option may be. It serves the reader of settings, the check of a record made in code, and the documentation. Immutable.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class OptionRuleAttribute : Attribute
{
    /// <summary>What is allowed, as a phrase for an operator: <c>a whole number, from 1 to 100</c>.</summary>
    public abstract string Allowed { get; }

    /// <summary>Whether the value is a secret: no message shows it, and a file may hold it.</summary>
    /// <value>Default false.</value>
    public virtual bool IsSecret => false;

    /// <summary>Whether there is no default, so that the start needs the option.</summary>
    /// <value>Default false.</value>
    public virtual bool IsNeeded => false;

    /// <summary>Reads a value, or one entry of a list.</summary>
    /// <param name="text">The value as settings have it.</param>
    /// <param name="type">The type of the option.</param>
    /// <returns>The value; null where the text is not allowed.</returns>
    public abstract object? Read(string text, Type type);

    /// <summary>Writes a value as settings do.</summary>
    /// <param name="value">The value of the option.</param>
    public abstract string Text(object value);

    /// <summary>Says why a text is refused.</summary>
    /// <param name="text">The text that was refused.</param>
    public virtual string Refusal(string text) => $"\"{text}\" is not allowed; allowed: {Allowed}";
}
