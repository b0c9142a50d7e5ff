using System.Text.Json.Nodes;
using TableTap.Protocol;

namespace TableTap.Server.Http;

/// <summary>A parameter of an address.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">What it says.</param>
/// <param name="Schema">Its schema.</param>
internal sealed record ApiParameter(string Name, string Text, JsonObject Schema)
{
    /// <summary>Whether it has to be there.</summary>
    /// <value>Default false.</value>
    public bool Required { get; init; }
}

/// <summary>What a request or an answer carries.</summary>
/// <param name="Text">What it is.</param>
/// <param name="Schema">The name of its schema in <see cref="ApiSchemas"/>; null where it is no JSON.</param>
internal sealed record ApiBody(string Text, string? Schema = null)
{
    /// <summary>The media types.</summary>
    /// <value>Default: JSON.</value>
    public IReadOnlyList<string> MediaTypes { get; init; } = [JsonAnswer.MediaType];

    /// <summary>A sample.</summary>
    /// <value>Default null: none.</value>
    public string? Example { get; init; }
}

/// <summary>A row of the table of addresses: what one method of one address does, for the reference.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The address, with its parameters in braces.</param>
/// <param name="Tag">The heading it stands under.</param>
/// <param name="Summary">What it is for.</param>
internal sealed record ApiOperation(string Method, string Path, string Tag, string Summary)
{
    /// <summary>Who may, with a token.</summary>
    /// <value>Default: none; no token is needed.</value>
    public Roles Callers { get; init; }

    /// <summary>More words.</summary>
    public string? Text { get; init; }

    /// <summary>The parameters of the query; those of the path are read off the address.</summary>
    public IReadOnlyList<ApiParameter> Query { get; init; } = [];

    /// <summary>What the request carries.</summary>
    public ApiBody? Request { get; init; }

    /// <summary>The status of a good answer.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>What a good answer carries.</summary>
    public ApiBody? Answer { get; init; }

    /// <summary>The codes of refusals beyond those that every address with a token has.</summary>
    public IReadOnlyList<ErrorCode> Refusals { get; init; } = [];

    /// <summary>Whether it is a route; what is none is answered before routing.</summary>
    public bool IsRouted { get; init; } = true;
}
