using System.Globalization;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Values;
using TableTap.Server.Http.Operations;

namespace TableTap.Server.Http.State;

/// <summary>Which part of the history of a café's figures is asked for. Immutable.</summary>
/// <param name="From">From this moment on.</param>
/// <param name="To">Until before this moment.</param>
/// <param name="After">After this sequence; null where that is not said.</param>
/// <param name="Limit">How many at most.</param>
internal sealed record MetricsHistoryQuery(
    DateTimeOffset From,
    DateTimeOffset To,
    long? After,
    int Limit
)
{
    /// <summary>What the query of the address may say, for the reference.</summary>
    public static IReadOnlyList<ApiParameter> Parameters =>
        [
            ApiParameter.Moment(
                "from",
                "From this moment on; an hour before now where it is missing."
            ),
            ApiParameter.Moment("to", "Until before this moment; until now where it is missing."),
            ApiParameter.Text(
                "afterSequence",
                "Only what was told after this one: the last sequence of the page before."
            ),
            ApiParameter.Limit(MaxLimit, MaxLimit),
        ];

    private const int MaxLimit = 500;
    private static readonly TimeSpan Usual = TimeSpan.FromHours(1);
    private static readonly string[] Names = ["from", "to", "afterSequence", "limit"];

    /// <summary>Reads the query of a request; otherwise answers it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="now">What the clock says.</param>
    /// <returns>The query; null where the request is answered.</returns>
    public static async ValueTask<MetricsHistoryQuery?> ReadAsync(
        HttpContext context,
        DateTimeOffset now
    )
    {
        var problems = new List<ErrorDetail>();
        var values = new QueryValues(context.Request.Query, Names, problems);
        var from = Moment(values, "from") ?? now - Usual;
        var to = Moment(values, "to") ?? DateTimeOffset.MaxValue;
        if (to <= from)
        {
            values.Refuse("to", "must be later than from");
        }

        var query = new MetricsHistoryQuery(
            from,
            to,
            Sequence(values),
            values.Limit(MaxLimit) ?? MaxLimit
        );
        if (problems.Count == 0)
        {
            return query;
        }

        await QueryValues.RefuseAsync(context, problems);
        return null;
    }

    private static long? Sequence(QueryValues values)
    {
        if (values.One("afterSequence") is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            return sequence;
        }

        values.Refuse("afterSequence", "expected a sequence of an earlier answer");
        return null;
    }

    private static DateTimeOffset? Moment(QueryValues values, string name)
    {
        if (values.One(name) is not { } text)
        {
            return null;
        }

        // A plus sign of an offset that was not escaped has become a space.
        if (Timestamp.TryParse(text.Replace(' ', '+'), out var moment))
        {
            return moment;
        }

        values.Refuse(name, "expected a timestamp like 2024-01-15T10:30:00.000Z");
        return null;
    }
}
