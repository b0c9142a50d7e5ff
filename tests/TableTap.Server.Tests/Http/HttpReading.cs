using System.Text.Json;

namespace TableTap.Server.Tests.Http;

/// <summary>Answers as JSON.</summary>
internal static class HttpReading
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>Asserts a problem document (RFC 9457) with a code of the protocol.</summary>
    public static async Task<JsonElement> ProblemAsync(
        this HttpResponseMessage response,
        int status,
        string code
    )
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status, (int)response.StatusCode);
        var problem = await response.JsonAsync();
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Equal(
            $"urn:tabletap:error:{code.ToLowerInvariant().Replace('_', '-')}",
            problem.GetProperty("type").GetString()
        );
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        return problem;
    }
}
