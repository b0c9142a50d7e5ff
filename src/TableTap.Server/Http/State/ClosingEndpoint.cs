using System.Globalization;
using TableTap.Cafes.Hosting;
using TableTap.Ordering.Reports;
using TableTap.Protocol.Errors;
using TableTap.Server.Http.Operations;

namespace TableTap.Server.Http.State;

/// <summary>Answers requests for the closings of a café, as JSON or CSV. Thread-safe.</summary>
/// <param name="state">Asks who reads, and reads the café.</param>
/// <param name="cafes">The cafés.</param>
/// <param name="channels">Which channels a state comes with.</param>
internal sealed class ClosingEndpoint(StateEndpoint state, CafeHost cafes, StateChannels channels)
{
    private const string Address = "/v1/cafes/{id}/closings";
    private const string ByAccept = "JSON, or CSV where Accept asks for text/csv. ";

    /// <summary>Adds the addresses of closings.</summary>
    /// <param name="routes">Where they are added.</param>
    /// <param name="oneCommit">What every state says of its commit.</param>
    public void Add(ApiRoutes routes, string oneCommit)
    {
        routes.Add(
            Operation("listClosings", Address, "The closings of the day, the latest first") with
            {
                Text = ByAccept + oneCommit,
                Query = ClosingsQuery.Parameters,
                Answer = new(
                    "A page of closings.",
                    "Closings",
                    () => StateJson.Default.ClosingsAnswer
                )
                {
                    Example = ApiSamples.Closings,
                    MediaTypes = [JsonAnswer.MediaType, CsvTable.MediaType],
                },
                Refusals =
                [
                    ErrorCode.InsufficientPermissions,
                    ErrorCode.NotFound,
                    ErrorCode.ValidationFailed,
                    ErrorCode.ServiceUnavailable,
                ],
            },
            ListAsync
        );
        routes.Add(
            Operation(
                "getCurrentClosing",
                Address + "/current",
                "The X report: what the next closing would be"
            ) with
            {
                Text = ByAccept + "It changes nothing. " + oneCommit,
                Answer = Report(),
            },
            CurrentAsync
        );
        routes.Add(
            Operation(
                "getClosing",
                Address + "/{number}",
                "A closing of the day, the Z report"
            ) with
            {
                Text = ByAccept + "It never changes. " + oneCommit,
                Answer = Report(),
            },
            OneAsync
        );
    }

    private static ApiBody Report() =>
        new("The report.", "Closing", () => StateJson.Default.ClosingAnswer)
        {
            Example = ApiSamples.Closing,
            MediaTypes = [JsonAnswer.MediaType, CsvTable.MediaType],
        };

    private static ApiOperation Operation(string id, string path, string summary) =>
        new(id, "GET", path, ApiTags.State, summary)
        {
            Callers = StateTable.Closings.Readers,
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.NotFound,
                ErrorCode.ServiceUnavailable,
            ],
        };

    private Task ListAsync(HttpContext context)
    {
        ClosingsQuery? query = null;
        return state.AnswerAsync(
            context,
            StateTable.Closings,
            async (caller, cafeId) =>
            {
                query = await ClosingsQuery.ReadAsync(context);
                return query is null
                    ? null
                    : await cafes.ReadAsync(
                        cafeId,
                        new(
                            (cafe, orders) =>
                                channels.Of(StateTable.Closings.Changes, caller, cafe, orders)
                        )
                        {
                            Find = query.Find,
                        },
                        context.RequestAborted
                    );
            },
            view =>
            {
                var answer = ClosingsAnswer.Of(view, query!);
                return ClosingCsv.IsWanted(context.Request)
                    ? JsonAnswer.WriteAsync(context, ClosingCsv.Of(answer), CsvTable.MediaType)
                    : JsonAnswer.WriteAsync(context, answer, StateJson.Default.ClosingsAnswer);
            }
        );
    }

    private Task CurrentAsync(HttpContext context) =>
        AnswerAsync(
            context,
            null,
            view =>
                view.Cafe.Figures.Sales is null
                    ? null
                    : ClosingView.Of(
                        ClosingReport.Of(view.Cafe, view.Now, view.Caller.UserId),
                        isMade: false
                    )
        );

    private Task OneAsync(HttpContext context) =>
        AnswerAsync(
            context,
            long.TryParse(
                context.Request.RouteValues["number"] as string,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? number
                : 0,
            view =>
                view.Snapshot.Closings is [var closing]
                    ? ClosingView.Of(closing, isMade: true)
                    : null
        );

    private Task AnswerAsync(
        HttpContext context,
        long? number,
        Func<StateView, ClosingView?> closing
    ) =>
        state.AnswerAsync(
            context,
            StateTable.Closings,
            (caller, cafeId) =>
                cafes.ReadAsync(
                    cafeId,
                    new(
                        (cafe, orders) =>
                            channels.Of(StateTable.Closings.Changes, caller, cafe, orders)
                    )
                    {
                        Closing = number,
                    },
                    context.RequestAborted
                ),
            view =>
            {
                if (closing(view) is not { } report)
                {
                    return ProblemDocument.WriteAsync(
                        context,
                        new(ErrorCode.NotFound, "There is no such closing, or it is kept no more.")
                    );
                }

                var answer = ClosingAnswer.Of(view, report);
                return ClosingCsv.IsWanted(context.Request)
                    ? JsonAnswer.WriteAsync(context, ClosingCsv.Of(answer), CsvTable.MediaType)
                    : JsonAnswer.WriteAsync(context, answer, StateJson.Default.ClosingAnswer);
            }
        );
}
