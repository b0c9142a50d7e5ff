using TableTap.Cafes.Persistence;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Values;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>Which orders of a café are asked for: open ones are in the café, closed ones in the journal's index. Immutable.</summary>
internal sealed record OrdersQuery
{
    /// <summary>What the query of the address may say, for the reference.</summary>
    public static IReadOnlyList<ApiParameter> Parameters =>
        [
            ApiParameter.Text("status", "Only orders in these statuses, separated by commas."),
            ApiParameter.Id("counterId", "Only orders with something at this counter."),
            ApiParameter.Id(
                "customerId",
                "Only this guest's orders; managers, administrators and services. A guest reads own ones anyway."
            ),
            ApiParameter.Text("number", "Only the order that people call so: ORD-000123, or 123."),
            ApiParameter.Moment("from", "Only orders placed at this moment or later."),
            ApiParameter.Moment("to", "Only orders placed before this moment."),
            ApiParameter.Cursor(),
            ApiParameter.Limit(most: MaxLimit, fallback: DefaultLimit),
        ];

    private const int DefaultLimit = 50;
    private const int MaxLimit = 100;
    private static readonly OrderStatus[] Statuses = Enum.GetValues<OrderStatus>();
    private static readonly string[] Names =
    [
        "status",
        "counterId",
        "customerId",
        "number",
        "from",
        "to",
        "cursor",
        "limit",
    ];

    /// <summary>In one of these statuses.</summary>
    /// <value>Default: any.</value>
    public IReadOnlyList<OrderStatus> In { get; private init; } = Statuses;

    /// <summary>With something at this counter.</summary>
    public string? CounterId { get; private init; }

    /// <summary>The guest whose orders are asked for; null for those of all guests.</summary>
    public string? CustomerId { get; private init; }

    /// <summary>What people call the order that is asked for; null for any.</summary>
    public string? Number { get; private init; }

    /// <summary>Placed at this moment or later.</summary>
    public DateTimeOffset From { get; private init; } = DateTimeOffset.MinValue;

    /// <summary>Further down than this place, which is the cursor's or the one of <c>to</c>.</summary>
    public IndexPlace Before { get; private init; } = new(DateTimeOffset.MaxValue, "");

    /// <summary>How many at most.</summary>
    public int Limit { get; private init; } = DefaultLimit;

    /// <summary>Finds the closed ones; null where none is asked for.</summary>
    public IndexQuery? Find =>
        In.Where(status => status.IsFinal).ToList() is { Count: > 0 } closed
            ? new(Terms(closed), Limit + 1) { From = From, Before = Before }
            : null;

    /// <summary>Asks for all orders that were placed in a span, a full page at a time.</summary>
    /// <param name="from">Placed at this moment or later.</param>
    /// <param name="to">Placed before this moment.</param>
    public static OrdersQuery Placed(DateTimeOffset from, DateTimeOffset to) =>
        new()
        {
            From = from,
            Before = new(to, ""),
            Limit = MaxLimit,
        };

    /// <summary>Asks for the page after an order.</summary>
    /// <param name="last">The last order of the page before.</param>
    public OrdersQuery After(Order last) =>
        this with
        {
            Before = new(last.CreatedAt, last.OrderId),
        };

    /// <summary>Reads the query of a request; otherwise answers it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks: a guest for their own orders only.</param>
    /// <param name="cafe">The café.</param>
    /// <returns>The query; null where the request is answered.</returns>
    public static async ValueTask<OrdersQuery?> ReadAsync(
        HttpContext context,
        Identity caller,
        Cafe cafe
    )
    {
        var values = context.Request.Query;
        var customerId = values["customerId"].ToString();
        if (customerId.Length > 0 && Refusal(caller, customerId) is { } refusal)
        {
            await ProblemDocument.WriteAsync(context, refusal);
            return null;
        }

        var problems = new List<ErrorDetail>();
        var query = Parse(values, cafe, problems);
        if (problems.Count > 0)
        {
            await QueryValues.RefuseAsync(context, problems);
            return null;
        }

        return caller.Role == Role.Customer ? query with { CustomerId = caller.UserId } : query;
    }

    /// <summary>The page, the latest first, and the cursor of the next one.</summary>
    /// <param name="cafe">The café with its open orders.</param>
    /// <param name="closed">The closed ones that were found, one more than the page has where there are more.</param>
    public (IReadOnlyList<Order> Orders, string? Next) Page(Cafe cafe, IEnumerable<Order> closed)
    {
        var all = cafe
            .OpenOrders.Values.Where(order => order.CreatedAt >= From && IsBelow(order))
            .Where(Matches)
            // One that was opened again is found as closed, too.
            .Concat(closed.Where(order => order.Status.IsFinal))
            .OrderByDescending(order => order.CreatedAt)
            .ThenByDescending(order => order.OrderId, StringComparer.Ordinal)
            .Take(Limit + 1)
            .ToList();
        var page = all.Take(Limit).ToList();
        var next =
            all.Count > Limit
                ? OrdersCursor.Write(new(page[^1].CreatedAt, page[^1].OrderId))
                : null;
        return ([.. page.Where(Matches)], next);
    }

    private static ErrorBody? Refusal(Identity caller, string customerId) =>
        caller.Role switch
        {
            Role.Customer when customerId != caller.UserId => new(
                ErrorCode.InsufficientPermissions,
                "Guests read their own orders only.",
                RequiredRole: Role.Manager
            ),
            Role.Employee => new(
                ErrorCode.InsufficientPermissions,
                "Only managers look a guest's orders up.",
                RequiredRole: Role.Manager
            ),
            _ => null,
        };

    private static OrdersQuery Parse(IQueryCollection values, Cafe cafe, List<ErrorDetail> problems)
    {
        var given = new QueryValues(values, Names, problems, "status");
        var query = new OrdersQuery
        {
            In = StatusesOf(values["status"], problems),
            CounterId = given.One("counterId"),
            CustomerId = given.One("customerId"),
            From = Time(given.One("from"), "from", problems) ?? DateTimeOffset.MinValue,
        };
        if (query.CounterId is { } counterId && cafe.Profile.Counter(counterId) is null)
        {
            problems.Add(
                new(
                    "counterId",
                    $"is no counter of this café; there are {QueryValues.Listed(cafe.Profile.Counters.Items.Select(one => one.CounterId))}"
                )
            );
        }

        if (query.CustomerId is { } customerId && !Identifier.IsValid(customerId))
        {
            problems.Add(new("customerId", $"expected an id: {Identifier.Rule}"));
        }

        if (given.One("number") is { } typed)
        {
            if (!OrderNumber.TryRead(typed, out var number))
            {
                given.Refuse("number", "expected the number of an order: ORD-000123, or 123");
            }

            query = query with { Number = number };
        }

        if (Time(given.One("to"), "to", problems) is { } to)
        {
            if (to <= query.From)
            {
                problems.Add(new("to", "must be later than from"));
            }

            query = query with { Before = new(to, "") };
        }

        if (given.Cursor() is { } place && place.At < query.Before.At)
        {
            query = query with { Before = place };
        }

        return query with
        {
            Limit = given.Limit(MaxLimit) ?? DefaultLimit,
        };
    }

    private static IReadOnlyList<OrderStatus> StatusesOf(
        IEnumerable<string?> texts,
        List<ErrorDetail> problems
    )
    {
        var words = texts
            .SelectMany(text => (text ?? "").Split(','))
            .Where(word => word.Length > 0);
        var asked = new List<OrderStatus>();
        foreach (var word in words)
        {
            var at = Array.FindIndex(Statuses, status => status.Word == word);
            if (at < 0)
            {
                problems.Add(
                    new(
                        "status",
                        $"'{QueryValues.Shown(word)}' is no status; expected some of {QueryValues.Listed(Statuses.Select(status => status.Word))}, separated by commas"
                    )
                );
                return Statuses;
            }

            asked.Add(Statuses[at]);
        }

        return asked.Count == 0 ? Statuses : asked;
    }

    private static DateTimeOffset? Time(string? text, string name, List<ErrorDetail> problems)
    {
        if (text is null)
        {
            return null;
        }

        // A plus sign of an offset that was not escaped has become a space.
        if (Timestamp.TryParse(text.Replace(' ', '+'), out var moment))
        {
            return moment;
        }

        problems.Add(new(name, "expected a timestamp like 2024-01-15T10:30:00.000Z"));
        return null;
    }

    private bool Matches(Order order) =>
        In.Contains(order.Status)
        && (CounterId is null || order.CounterIds.Contains(CounterId))
        && (CustomerId is null || order.OwnerId == CustomerId)
        && (Number is null || order.OrderNumber == Number);

    private bool IsBelow(Order order) =>
        order.CreatedAt < Before.At
        || order.CreatedAt == Before.At && string.CompareOrdinal(order.OrderId, Before.Subject) < 0;

    private List<string> Terms(List<OrderStatus> closed)
    {
        var terms = new List<string>();
        if (Number is not null)
        {
            terms.Add(OrderIndex.Number(Number));
        }

        if (CustomerId is not null)
        {
            terms.Add(OrderIndex.Customer(CustomerId));
        }

        if (CounterId is not null)
        {
            terms.Add(OrderIndex.Counter(CounterId));
        }

        if (closed is [var only])
        {
            terms.Add(OrderIndex.Status(only));
        }

        return terms.Count == 0 ? [OrderIndex.Any] : terms;
    }
}
