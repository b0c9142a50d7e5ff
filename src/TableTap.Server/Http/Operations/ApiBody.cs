using System.Net.Mime;
using System.Text.Json.Serialization.Metadata;

namespace TableTap.Server.Http.Operations;

/// <summary>What a request or an answer carries.</summary>
/// <param name="Text">What it is.</param>
/// <param name="Schema">The name of its schema; null where it is no JSON.</param>
/// <param name="Contract">Gives the contract that the schema is made from, when it is first needed; null where the schema is no contract of HTTP.</param>
public sealed record ApiBody(
    string Text,
    string? Schema = null,
    Func<JsonTypeInfo>? Contract = null
)
{
    /// <summary>The name of the schema that takes any command.</summary>
    public const string Command = "Command";

    /// <summary>The name of the schema that takes what is published: an event, or a list of them.</summary>
    public const string Publication = "Publication";

    /// <summary>A page for people.</summary>
    public static ApiBody Page { get; } = new("A page.") { MediaTypes = ["text/html"] };

    /// <summary>The media types that the body may have.</summary>
    /// <value>Default: JSON.</value>
    public IReadOnlyList<string> MediaTypes { get; init; } = [MediaTypeNames.Application.Json];

    /// <summary>A sample of the body, shown in the document.</summary>
    /// <value>Default null: none.</value>
    public string? Example { get; init; }
}
