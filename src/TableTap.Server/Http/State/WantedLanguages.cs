using Microsoft.Net.Http.Headers;

namespace TableTap.Server.Http.State;

/// <summary>The languages that a reader wants: the parameter <c>lang</c>, then what <c>Accept-Language</c> asks for (RFC 9110 §12.5.4).</summary>
internal static class WantedLanguages
{
    /// <summary>The name of the parameter.</summary>
    public const string Parameter = "lang";

    private const int Most = 20;

    /// <summary>The languages of a request, the most wanted first; a header that cannot be read asks for none.</summary>
    /// <param name="request">The request.</param>
    public static IReadOnlyList<string> Of(HttpRequest request)
    {
        var wanted = new List<string>();
        if (request.Query[Parameter].ToString() is { Length: > 0 } named)
        {
            wanted.Add(named);
        }

        if (
            StringWithQualityHeaderValue.TryParseList(
                request.Headers.AcceptLanguage,
                out var accepted
            )
        )
        {
            wanted.AddRange(
                accepted
                    .Take(Most)
                    .Where(one => one.Quality is not 0)
                    .OrderByDescending(one => one.Quality ?? 1)
                    .Select(one => one.Value.ToString())
            );
        }

        return wanted;
    }
}
