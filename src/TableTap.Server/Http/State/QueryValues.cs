using System.Globalization;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>The values of an address's query, read one by one; what is wrong with them is collected.</summary>
internal sealed class QueryValues
{
    private readonly IQueryCollection _values;
    private readonly List<ErrorDetail> _problems;

    /// <summary>Takes a query, and refuses what the address does not know.</summary>
    /// <param name="values">The query.</param>
    /// <param name="names">What the address knows.</param>
    /// <param name="problems">Where what is wrong is added.</param>
    /// <param name="several">What may stand there more than once.</param>
    public QueryValues(
        IQueryCollection values,
        IReadOnlyList<string> names,
        List<ErrorDetail> problems,
        params ReadOnlySpan<string> several
    )
    {
        (_values, _problems) = (values, problems);
        foreach (var name in values.Keys.Where(name => !names.Contains(name)))
        {
            Refuse(Shown(name), $"is no parameter of this address; there are {Listed(names)}");
        }

        foreach (var name in names)
        {
            if (values[name].Count > 1 && !several.Contains(name))
            {
                Refuse(name, "stands there twice");
            }
        }
    }

    /// <summary>Answers a request with everything that is wrong with its query.</summary>
    /// <param name="context">The request.</param>
    /// <param name="problems">What is wrong; at least one thing.</param>
    public static Task RefuseAsync(HttpContext context, IReadOnlyList<ErrorDetail> problems) =>
        ProblemDocument.WriteAsync(
            context,
            new(
                ErrorCode.ValidationFailed,
                $"{problems[0].Path}: {problems[0].Problem}.",
                Details: problems
            )
        );

    /// <summary>A list of words in a sentence.</summary>
    public static string Listed(IEnumerable<string> words) => string.Join(", ", words);

    /// <summary>What somebody wrote, in a length that can be shown.</summary>
    public static string Shown(string text) =>
        text.Length <= Identifier.MaxLength ? text : text[..Identifier.MaxLength] + "…";

    /// <summary>The value of a name; null where there is none.</summary>
    public string? One(string name) => _values[name] is [{ Length: > 0 } text] ? text : null;

    /// <summary>Adds what is wrong.</summary>
    public void Refuse(string name, string problem) => _problems.Add(new(name, problem));

    /// <summary>The place of the cursor; null where there is none.</summary>
    public IndexPlace? Cursor()
    {
        if (One("cursor") is not { } cursor)
        {
            return null;
        }

        if (OrdersCursor.Read(cursor) is { } place)
        {
            return place;
        }

        Refuse("cursor", "expected a nextCursor of an earlier answer");
        return null;
    }

    /// <summary>How many entries are wanted; null where that is not said.</summary>
    /// <param name="most">The most that can be asked for.</param>
    public int? Limit(int most)
    {
        if (One("limit") is not { } text)
        {
            return null;
        }

        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit >= 1
            && limit <= most
        )
        {
            return limit;
        }

        Refuse("limit", $"expected a whole number from 1 to {most}");
        return null;
    }
}
