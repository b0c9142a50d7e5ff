using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace TableTap.Samples;

/// <summary>A back end that has an ordering system of its own, and tells through TableTap what happens there.</summary>
public static class BackEnd
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Tells everybody in the café something, once.</summary>
    /// <param name="http">Asks the server: its base address is the server's.</param>
    /// <param name="token">A token of a service.</param>
    /// <param name="cafeId">The café.</param>
    /// <param name="text">What is told.</param>
    /// <param name="stop">Stops the trying.</param>
    /// <returns>What became of it, in words.</returns>
    public static async Task<string> TellAsync(
        HttpClient http,
        string token,
        string cafeId,
        string text,
        CancellationToken stop
    )
    {
        var id = $"a-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";
        var message = new JsonObject
        {
            ["messageId"] = id,
            ["type"] = "announcement",
            ["channel"] = $"cafe:{cafeId}:general",
            ["data"] = new JsonObject { ["announcementId"] = id, ["message"] = text },
        };
        var result = (await PublishAsync(http, token, new JsonArray(message), stop))[0]!;
        return result["error"] is { } error
            ? $"Refused: {error["message"]}"
            : $"Told as number {result["sequence"]} of {result["channel"]}.";
    }

    /// <summary>Publishes messages; asks again under the same ids until there is an answer, so that each is told once.</summary>
    /// <param name="http">Asks the server.</param>
    /// <param name="token">A token of a service.</param>
    /// <param name="messages">The messages, each with an id of its own.</param>
    /// <param name="stop">Stops the trying.</param>
    /// <returns>What became of each.</returns>
    public static async Task<JsonArray> PublishAsync(
        HttpClient http,
        string token,
        JsonArray messages,
        CancellationToken stop
    )
    {
        var body = new JsonObject { ["messages"] = messages }.ToJsonString();
        for (var pause = FirstPause; ; pause = Shorter(pause * 2, LongestPause))
        {
            if (await AskAsync(http, token, body, stop) is { } answer)
            {
                return answer;
            }

            await Task.Delay(pause * Random.Shared.NextDouble(), TimeProvider.System, stop);
        }
    }

    private static async Task<JsonArray?> AskAsync(
        HttpClient http,
        string token,
        string body,
        CancellationToken stop
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/publish")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await http.SendAsync(request, stop);
            var answer = await response.Content.ReadAsStringAsync(stop);
            if (response.IsSuccessStatusCode)
            {
                return JsonNode.Parse(answer)!["results"]!.AsArray();
            }

            return
                response.StatusCode is HttpStatusCode.TooManyRequests
                || (int)response.StatusCode >= 500
                ? null
                : throw new InvalidOperationException($"The server refused: {answer}");
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
