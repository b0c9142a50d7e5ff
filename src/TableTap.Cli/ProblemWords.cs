using System.Text.Json;

namespace TableTap.Cli;

/// <summary>What a server says of why it refused, in words for a terminal.</summary>
internal static class ProblemWords
{
    /// <summary>The words of a problem document, with a line for each detail.</summary>
    /// <param name="response">The refusal.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<string> OfAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var problem = await JsonDocument.ParseAsync(body, default, cancellationToken);
            var lines = new List<string>
            {
                problem.RootElement.GetProperty("detail"u8).GetString()!,
            };
            if (problem.RootElement.TryGetProperty("details"u8, out var details))
            {
                lines.AddRange(
                    details
                        .EnumerateArray()
                        .Select(one =>
                            $"{one.GetProperty("path"u8).GetString()}: {one.GetProperty("problem"u8).GetString()}"
                        )
                );
            }

            return string.Join('\n', lines);
        }
        catch (Exception foreign)
            when (foreign is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"{response.RequestMessage!.RequestUri} answered {(int)response.StatusCode}: is that a TableTap server?";
        }
    }
}
