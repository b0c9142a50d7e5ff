using System.Globalization;
using System.Text;
using TableTap.Cafes.Hosting;
using TableTap.Ordering.Profiles;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;
using TableTap.Server.Http.Operations;

namespace TableTap.Server.Http.State;

/// <summary>
/// <c>GET /v1/cafes/{id}/orders.csv</c>: the orders of a day for a spreadsheet. They are read and written a page at a time, so that a long
/// day takes no more memory than a short one. Thread-safe.
/// </summary>
/// <param name="state">Asks who reads the café.</param>
/// <param name="cafes">The cafés.</param>
/// <param name="time">The clock.</param>
internal sealed class OrdersCsvEndpoint(StateEndpoint state, CafeHost cafes, TimeProvider time)
{
    private const string DayForm = "yyyy-MM-dd";
    private const int FirstYear = 1970;
    private const int LastYear = 9998;
    private static readonly string[] Names = ["day"];

    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "exportOrders",
            "GET",
            "/v1/cafes/{id}/orders.csv",
            ApiTags.Orders,
            "The orders of a day as CSV, a row for each line"
        )
        {
            Callers = StateTable.OrdersFile.Readers,
            Text =
                "Orders that were placed on the day, the latest first, open ones too. What an order has but once stands in its first row alone.",
            Query =
            [
                ApiParameter.Day(
                    "day",
                    "The day of business in the café's time zone, from cut-off to cut-off: 2024-01-15. Without it the day that it is."
                ),
            ],
            Answer = new("The rows, as they are read.") { MediaTypes = [CsvTable.MediaType] },
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.NotFound,
                ErrorCode.ValidationFailed,
                ErrorCode.ServiceUnavailable,
            ],
        };

    /// <summary>Answers with the rows of a day.</summary>
    /// <param name="context">The request.</param>
    public Task AnswerAsync(HttpContext context)
    {
        DateOnly day = default;
        OrdersQuery? query = null;
        return state.AnswerAsync(
            context,
            StateTable.OrdersFile,
            async (_, cafeId) =>
            {
                var profile = cafes.Find(cafeId)!.Profile;
                if (await DayAsync(context, profile) is not { } asked)
                {
                    return null;
                }

                day = asked;
                var (from, to) = LocalTime.SpanAround(profile, day);
                query = OrdersQuery.Placed(from, to);
                return await ReadAsync(cafeId, query, context.RequestAborted);
            },
            view => WriteAsync(context, view.Snapshot, day, query!)
        );
    }

    private async Task WriteAsync(
        HttpContext context,
        CafeAtCommit first,
        DateOnly day,
        OrdersQuery query
    )
    {
        var (response, profile) = (context.Response, first.Cafe.Profile);
        var name = day.ToString(DayForm, CultureInfo.InvariantCulture);
        response.ContentType = CsvTable.MediaType;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = $"attachment; filename=\"orders-{name}.csv\"";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        try
        {
            await WriteAsync(context, OrdersCsv.Header);
            CafeAtCommit? page = first;
            while (page is not null)
            {
                var (orders, next) = query.Page(
                    page.Cafe,
                    page.Orders.Select(filed => filed.Order)
                );
                var ofDay = orders.Where(order => LocalTime.DayOf(profile, order.CreatedAt) == day);
                await WriteAsync(context, OrdersCsv.Of(profile, ofDay));
                if (next is null)
                {
                    return;
                }

                query = query.After(orders[^1]);
                page = await ReadAsync(first.Cafe.CafeId, query, context.RequestAborted);
            }
        }
        catch (JournalUnavailableException) when (response.HasStarted)
        {
            // A file that ends before its time must not look like a whole one.
            context.Abort();
        }
    }

    private static Task WriteAsync(HttpContext context, string rows) =>
        context
            .Response.Body.WriteAsync(Encoding.UTF8.GetBytes(rows), context.RequestAborted)
            .AsTask();

    /// <summary>The day that a request asks for; null where the request is answered.</summary>
    private async ValueTask<DateOnly?> DayAsync(HttpContext context, CafeProfile profile)
    {
        var problems = new List<ErrorDetail>();
        var values = new QueryValues(context.Request.Query, Names, problems);
        var day = LocalTime.DayOf(profile, time.GetUtcNow());
        if (values.One("day") is { } text && !IsDay(text, out day))
        {
            values.Refuse("day", "expected a day like 2024-01-15");
        }

        if (problems.Count == 0)
        {
            return day;
        }

        await QueryValues.RefuseAsync(context, problems);
        return null;
    }

    private static bool IsDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(
            text,
            DayForm,
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out day
        ) && day.Year is >= FirstYear and <= LastYear;

    private Task<CafeAtCommit?> ReadAsync(
        string cafeId,
        OrdersQuery query,
        CancellationToken cancellationToken
    ) => cafes.ReadAsync(cafeId, new((_, _) => []) { Find = query.Find }, cancellationToken);
}
