using TableTap.Cafes.Persistence;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;
using TableTap.Server.Http.Operations;

namespace TableTap.Server.Http.State;

/// <summary>Which closings of a café are asked for. Immutable.</summary>
internal sealed record ClosingsQuery
{
    private const int DefaultLimit = 31;
    private const int MaxLimit = 100;
    private static readonly string[] Names = ["cursor", "limit"];

    /// <summary>What the query of the address may say, for the reference.</summary>
    public static IReadOnlyList<ApiParameter> Parameters =>
        [ApiParameter.Cursor(), ApiParameter.Limit(most: MaxLimit, fallback: DefaultLimit)];

    /// <summary>How many at most.</summary>
    public int Limit { get; private init; } = DefaultLimit;

    /// <summary>Finds the closings that are asked for in the journal.</summary>
    public IndexQuery Find { get; private init; } = new([ClosingIndex.Any], DefaultLimit + 1);

    /// <summary>Reads the query of a request; otherwise answers it.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The query; null where the request is answered.</returns>
    public static async ValueTask<ClosingsQuery?> ReadAsync(HttpContext context)
    {
        var problems = new List<ErrorDetail>();
        var values = new QueryValues(context.Request.Query, Names, problems);
        var limit = values.Limit(MaxLimit) ?? DefaultLimit;
        var find = new IndexQuery([ClosingIndex.Any], limit + 1);
        if (values.Cursor() is { } place)
        {
            find = find with { Before = place };
        }

        if (problems.Count == 0)
        {
            return new() { Limit = limit, Find = find };
        }

        await QueryValues.RefuseAsync(context, problems);
        return null;
    }

    /// <summary>The cursor that asks for what is older than a closing.</summary>
    /// <param name="number">The number of the closing.</param>
    public static string After(long number) =>
        OrdersCursor.Write(new(ClosingIndex.PlaceOf(number), ClosingIndex.Subject(number)));
}
