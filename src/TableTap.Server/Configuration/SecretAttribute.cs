using TableTap.Realtime.Options;
using TableTap.Terms;

namespace TableTap.Server.Configuration;

/// <summary>An option that is a secret, or several. Immutable.</summary>
/// <param name="shortest">The least length of a secret, in characters.</param>
public sealed class SecretAttribute(int shortest) : TextRuleAttribute
{
    /// <summary>Whether the option is one secret that may be left out, and not a list that has to be given.</summary>
    /// <value>Default false.</value>
    public bool IsOptional { get; init; }

    /// <summary>The least length of a secret, in characters.</summary>
    public int Shortest { get; } = shortest;

    // Parts of what stands in examples, and in lists of what people choose.
    private static readonly string[] Known =
    [
        "changeme",
        "change-me",
        "change_me",
        "default",
        "example",
        "letmein",
        "password",
        "qwerty",
        "secret",
    ];

    private const int LeastLetters = 6;

    /// <inheritdoc />
    public override bool IsSecret => true;

    /// <inheritdoc />
    public override bool IsNeeded => !IsOptional;

    /// <inheritdoc />
    public override string Allowed =>
        $"{(IsOptional ? "a secret" : "one or more secrets")} of at least {Counted.Of(Shortest, "character", "characters")}";

    /// <inheritdoc />
    public override bool IsAllowed(string text) => text.Length >= Shortest;

    /// <summary>Whether a secret is one that others guess: of few different characters, or with a word of examples in it.</summary>
    /// <param name="text">The secret.</param>
    public static bool IsWeak(string text) =>
        text.Distinct().Count() < LeastLetters
        || Known.Any(known => text.Contains(known, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc />
    public override string Refusal(string text) =>
        $"holds a secret of less than {Counted.Of(Shortest, "character", "characters")}";
}
