using System.Text.Json.Nodes;
using TableTap.Protocol.Rules;

namespace TableTap.Server.Http.Operations;

/// <summary>A parameter of an address.</summary>
/// <param name="Name">The name in the query, or in the path.</param>
/// <param name="Description">What the parameter says.</param>
/// <param name="Schema">The schema of its value.</param>
public sealed record ApiParameter(string Name, string Description, JsonObject Schema)
{
    /// <summary>Whether it has to be there.</summary>
    /// <value>Default false.</value>
    public bool Required { get; init; }

    /// <summary>A parameter that is any text.</summary>
    /// <param name="name">The name in the query.</param>
    /// <param name="description">What it says.</param>
    public static ApiParameter Text(string name, string description) =>
        new(name, description, new() { ["type"] = "string" });

    /// <summary>A parameter that is a moment.</summary>
    /// <param name="name">The name in the query.</param>
    /// <param name="description">What it says.</param>
    public static ApiParameter Moment(string name, string description) =>
        new(name, description, new() { ["type"] = "string", ["format"] = "date-time" });

    /// <summary>A parameter that is a day.</summary>
    /// <param name="name">The name in the query.</param>
    /// <param name="description">What it says.</param>
    public static ApiParameter Day(string name, string description) =>
        new(name, description, new() { ["type"] = "string", ["format"] = "date" });

    /// <summary>A parameter that is an id.</summary>
    /// <param name="name">The name in the query.</param>
    /// <param name="description">What it says.</param>
    public static ApiParameter Id(string name, string description) =>
        new(name, description, new() { ["type"] = "string", ["pattern"] = IdAttribute.Pattern });

    /// <summary>A parameter that says how many entries a page has at most.</summary>
    /// <param name="most">The most that may be asked for.</param>
    /// <param name="fallback">How many it is without the parameter.</param>
    public static ApiParameter Limit(int most, int fallback) =>
        new(
            "limit",
            "How many at most.",
            new()
            {
                ["type"] = "integer",
                ["minimum"] = 1,
                ["maximum"] = most,
                ["default"] = fallback,
            }
        );

    /// <summary>The parameter that asks for the page after an earlier one.</summary>
    public static ApiParameter Cursor() =>
        Text("cursor", "nextCursor of an earlier answer: the page after it.");
}
