using System.Text.Json.Nodes;

namespace TableTap.Protocol.Rules;

/// <summary>
/// A rule that a payload's field keeps. It stands on the field, once, and serves both the reader that refuses and the schema
/// that says (section 2). Immutable.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class RuleAttribute : Attribute
{
    /// <summary>Whether the rule is about each entry of a list or dictionary instead of the field itself.</summary>
    /// <value>Default: false.</value>
    public bool Each { get; init; }

    /// <summary>
    /// Whether the upper bound is only the default of a setting. The schema states it; the reader leaves it to the café, which
    /// knows its own.
    /// </summary>
    /// <value>Default: false.</value>
    public bool UpperIsDefault { get; init; }

    /// <summary>What a value of another kind should have been, as a phrase.</summary>
    /// <value>Default null: what the field's type says.</value>
    public virtual string? Expected => null;

    /// <summary>What is wrong with a value, for a person; null where the rule is kept.</summary>
    /// <param name="value">The field's value, never null.</param>
    public abstract string? Problem(object value);

    /// <summary>Adds the rule to a JSON Schema.</summary>
    /// <param name="schema">The schema of the value.</param>
    public abstract void Describe(JsonObject schema);
}
