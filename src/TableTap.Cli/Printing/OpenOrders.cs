using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cli.Printing;

/// <summary>A line of an order, as <c>GET /v1/cafes/{id}/orders</c> tells it to the staff (section 10).</summary>
internal sealed record OpenLine(
    string LineId,
    string ItemId,
    string Name,
    int Quantity,
    IReadOnlyList<string> Customizations,
    LineStatus Status,
    string? CounterId = null,
    string? Note = null,
    IReadOnlyList<Allergen>? Allergies = null,
    int? MinAge = null,
    int? Course = null
);

/// <summary>An order, as the same address tells it.</summary>
internal sealed record OpenOrder(
    string OrderId,
    string OrderNumber,
    OrderStatus Status,
    long OrderVersion,
    OrderType OrderType,
    IReadOnlyList<OpenLine> Items,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ConfirmedAt = null,
    string? TableNumber = null,
    string? SpecialInstructions = null,
    string? CustomerName = null,
    OrderPriority? Priority = null,
    RemakeOf? RemakeOf = null,
    string? RemakeReason = null,
    DateTimeOffset? ScheduledFor = null
)
{
    /// <summary>When the counters got it.</summary>
    public DateTimeOffset At => ConfirmedAt ?? CreatedAt;

    /// <summary>Its ticket at a counter, as <c>order_assigned</c> would tell it.</summary>
    /// <param name="counterId">The counter.</param>
    public OrderAssigned TicketAt(string counterId) =>
        new(
            OrderId,
            OrderNumber,
            [
                .. Items
                    .Where(line =>
                        line.CounterId == counterId
                        && line.Status is not (LineStatus.Held or LineStatus.Voided)
                    )
                    .Select(line => new AssignedItem(
                        line.LineId,
                        line.ItemId,
                        line.Name,
                        line.Quantity,
                        line.Customizations,
                        Priority ?? OrderPriority.Normal,
                        line.Status,
                        null,
                        line.Note,
                        line.Allergies,
                        line.MinAge,
                        line.Course
                    )),
            ],
            OrderType,
            CustomerName,
            SpecialInstructions,
            null,
            At,
            OrderVersion,
            TableNumber,
            RemakeOf,
            RemakeReason,
            ScheduledFor
        );

    /// <summary>What a counter would have heard, if it had heard all of it, that paper of it can be wrong about.</summary>
    /// <param name="counterId">The counter.</param>
    public IEnumerable<object> AsTold(string counterId) =>
        [
            .. Items
                .Where(line => line.Status == LineStatus.Voided || line.CounterId != counterId)
                .Select(line => new OrderItemUpdated(
                    OrderId,
                    line.LineId,
                    line.CounterId,
                    line.Status,
                    line.Status,
                    "system",
                    OrderVersion
                )),
            TicketAt(counterId),
        ];
}

/// <summary>A page of orders.</summary>
internal sealed record OpenPage(
    IReadOnlyList<OpenOrder> Orders,
    string Epoch,
    IReadOnlyDictionary<string, long> Positions,
    string? NextCursor = null
);

/// <summary>The café of a counter.</summary>
internal sealed record CounterPlace(string CafeId);

/// <summary>The source-generated JSON of what the server answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OpenPage))]
[JsonSerializable(typeof(CounterPlace))]
internal sealed partial class OpenOrdersJson : JsonSerializerContext;

/// <summary>The server refuses the agent, and asking again does not help.</summary>
/// <param name="message">Why, in words.</param>
internal sealed class PrintRefusedException(string message) : Exception(message);

/// <summary>The orders of a counter, as the server has them now.</summary>
/// <param name="server">The server's address.</param>
/// <param name="token">Gives a token of somebody who works at the counter.</param>
/// <param name="words">What a refusal says.</param>
internal sealed class OpenOrders(
    Uri server,
    Func<CancellationToken, ValueTask<string>> token,
    Func<HttpResponseMessage, CancellationToken, Task<string>> words
) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = Patience };

    /// <summary>The tickets that are open at a counter, the oldest first, with the position from which to go on.</summary>
    /// <param name="counterId">The counter.</param>
    /// <param name="stop">Stops asking.</param>
    /// <exception cref="HttpRequestException">The server is away.</exception>
    /// <exception cref="PrintRefusedException">The server refuses.</exception>
    public async Task<OpenPage> OpenAsync(string counterId, CancellationToken stop)
    {
        var cafe = await CafeOfAsync(counterId, stop);
        var query = $"status=confirmed,preparing,ready&counterId={counterId}&limit=100";
        var first = await PageAsync(cafe, query, stop);
        var orders = new List<OpenOrder>(first.Orders);
        for (var cursor = first.NextCursor; cursor is not null; )
        {
            var page = await PageAsync(
                cafe,
                $"{query}&cursor={Uri.EscapeDataString(cursor)}",
                stop
            );
            orders.AddRange(page.Orders);
            cursor = page.NextCursor;
        }

        // What happened while the pages were read is told after the first one's position.
        return first with
        {
            Orders = [.. orders.OrderBy(order => order.At)],
        };
    }

    /// <summary>The latest order of that number; null where there is none.</summary>
    /// <param name="counterId">A counter of its café.</param>
    /// <param name="number">The number: ORD-001234, or 1234.</param>
    /// <param name="stop">Stops asking.</param>
    /// <exception cref="HttpRequestException">The server is away.</exception>
    /// <exception cref="PrintRefusedException">The server refuses.</exception>
    public async Task<OpenOrder?> FindAsync(string counterId, string number, CancellationToken stop)
    {
        var cafe = await CafeOfAsync(counterId, stop);
        var page = await PageAsync(cafe, $"number={Uri.EscapeDataString(number)}&limit=1", stop);
        return page.Orders.Count == 0 ? null : page.Orders[0];
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<string> CafeOfAsync(string counterId, CancellationToken stop) =>
        (
            await AskAsync($"/v1/counters/{counterId}", OpenOrdersJson.Default.CounterPlace, stop)
        ).CafeId;

    private Task<OpenPage> PageAsync(string cafeId, string query, CancellationToken stop) =>
        AskAsync($"/v1/cafes/{cafeId}/orders?{query}", OpenOrdersJson.Default.OpenPage, stop);

    private async Task<T> AskAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token(stop));
        try
        {
            using var response = await _http.SendAsync(request, stop);
            if ((int)response.StatusCode is 429 or >= 500)
            {
                throw new HttpRequestException($"it answered {(int)response.StatusCode}");
            }

            if (!response.IsSuccessStatusCode)
            {
                throw new PrintRefusedException(await words(response, stop));
            }

            return JsonSerializer.Deserialize(
                    await response.Content.ReadAsByteArrayAsync(stop),
                    type
                ) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new PrintRefusedException($"{server} does not answer as a TableTap server.");
        }
        catch (OperationCanceledException late) when (!stop.IsCancellationRequested)
        {
            throw new HttpRequestException($"no answer within {Patience.TotalSeconds:0} s", late);
        }
    }
}
