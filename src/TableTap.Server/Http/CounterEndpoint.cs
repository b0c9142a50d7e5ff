using TableTap.Cafes.Hosting;
using TableTap.Protocol.Errors;
using TableTap.Server.Http.Operations;

namespace TableTap.Server.Http;

/// <summary>
/// <c>GET /v1/counters/{id}</c>, for everybody: the café that has a counter, so that the page of a counter knows where its people sign in.
/// Thread-safe.
/// </summary>
/// <param name="cafes">The cafés.</param>
internal sealed class CounterEndpoint(CafeHost cafes)
{
    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new("findCounter", "GET", "/v1/counters/{id}", ApiTags.State, "The café of a counter")
        {
            Text = "For everybody: a screen at a counter asks before anybody has signed in.",
            Answer = new("The café.", "CounterPlace", () => HttpJson.Default.CounterPlaceAnswer)
            {
                Example = """{"counterId":"espresso","cafeId":"demo"}""",
            },
            Refusals = [ErrorCode.NotFound],
        };

    /// <summary>Answers with the café of the counter that the address names.</summary>
    /// <param name="context">The request.</param>
    public Task AnswerAsync(HttpContext context)
    {
        var counterId = context.Request.RouteValues["id"] as string ?? "";
        return cafes.FindByCounter(counterId) is { } cafe
            ? JsonAnswer.WriteAsync(
                context,
                new CounterPlaceAnswer(counterId, cafe.CafeId),
                HttpJson.Default.CounterPlaceAnswer
            )
            : ProblemDocument.WriteAsync(context, new(ErrorCode.NotFound, "No such counter."));
    }
}
