using System.Text.Json;
using TableTap.Cafes.Hosting;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Values;
using TableTap.Realtime.Journal;
using TableTap.Server.Http.Operations;

namespace TableTap.Server.Http.State;

/// <summary>
/// <c>GET /v1/cafes/{id}/metrics/history</c>: the figures of a café as its channel told them, as far back as that is kept (section 7). Thread-safe.
/// </summary>
/// <param name="state">Asks who reads, and reads the café.</param>
/// <param name="cafes">The cafés.</param>
/// <param name="channels">Which channels a state comes with.</param>
/// <param name="journal">The history.</param>
/// <param name="time">The clock.</param>
internal sealed class MetricsHistoryEndpoint(
    StateEndpoint state,
    CafeHost cafes,
    StateChannels channels,
    IJournal journal,
    TimeProvider time
)
{
    private const int PageBytes = 1024 * 1024;

    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "listMetricsHistory",
            "GET",
            "/v1/cafes/{id}/metrics/history",
            ApiTags.State,
            "The figures of the café as they were told"
        )
        {
            Callers = StateTable.Metrics.Readers,
            Text =
                "Each moment is what metrics_update told then, of the clock hour in which that was. The history reaches back as far as that of the channel: 24 h (section 7).",
            Query = MetricsHistoryQuery.Parameters,
            Answer = new(
                "The moments, the oldest first.",
                "MetricsHistory",
                () => StateJson.Default.MetricsHistoryAnswer
            )
            {
                Example = ApiSamples.MetricsHistory,
            },
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.NotFound,
                ErrorCode.ValidationFailed,
                ErrorCode.ServiceUnavailable,
            ],
        };

    /// <summary>Answers with a page of moments.</summary>
    /// <param name="context">The request.</param>
    public Task AnswerAsync(HttpContext context)
    {
        MetricsHistoryQuery? query = null;
        return state.AnswerAsync(
            context,
            StateTable.Metrics,
            async (caller, cafeId) =>
            {
                query = await MetricsHistoryQuery.ReadAsync(context, time.GetUtcNow());
                return query is null
                    ? null
                    : await cafes.ReadAsync(
                        cafeId,
                        new(
                            (cafe, orders) =>
                                channels.Of(StateTable.Metrics.Changes, caller, cafe, orders)
                        ),
                        context.RequestAborted
                    );
            },
            async view =>
                await JsonAnswer.WriteAsync(
                    context,
                    await ReadAsync(view, query!, context.RequestAborted),
                    StateJson.Default.MetricsHistoryAnswer
                )
        );
    }

    private async Task<MetricsHistoryAnswer> ReadAsync(
        StateView view,
        MetricsHistoryQuery query,
        CancellationToken cancellationToken
    )
    {
        var channel = ChannelName.Of(ChannelKinds.CafeMetrics, view.Cafe.CafeId);
        var after = await BeforeAsync(channel, query.From, cancellationToken);
        // The one that held at that moment comes too, but only on the first page.
        after = query.After is { } seen ? Math.Max(seen, after) : Math.Max(0, after - 1);
        var page = await journal.ReadMessagesAsync(
            [new(channel, after)],
            new(query.Limit, PageBytes),
            cancellationToken
        );
        var moments = page
            .Messages.Select(Moment)
            .TakeWhile(moment => moment.At < query.To)
            .ToList();
        return new(
            view.Cafe.CafeId,
            view.Cafe.Profile.TimeZone,
            moments,
            page.HasMore && moments.Count == page.Messages.Count,
            view.Epoch
        );
    }

    /// <summary>The last sequence told before a moment, or the one before the oldest that is kept: sequences rise with time, so halves are left out.</summary>
    private async Task<long> BeforeAsync(
        ChannelName channel,
        DateTimeOffset moment,
        CancellationToken cancellationToken
    )
    {
        var heads = await journal.HeadsAsync([channel], cancellationToken);
        var (last, oldest) = heads.Heads[channel];
        var (low, high) = (oldest, last + 1);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            var page = await journal.ReadMessagesAsync(
                [new(channel, middle - 1)],
                new(1, PageBytes),
                cancellationToken
            );
            if (page.Messages is [var found] && Moment(found).At < moment)
            {
                low = found.Sequence + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }

    private static MetricsMoment Moment(StoredMessage message)
    {
        using var frame = JsonDocument.Parse(message.Frame);
        var figures = frame
            .RootElement.GetProperty("data")
            .Deserialize(ProtocolJson.Default.MetricsUpdate)!;
        return new(
            message.Sequence,
            Timestamp.TryParse(frame.RootElement.GetProperty("timestamp").GetString()!, out var at)
                ? at
                : throw new JsonException("A stored message has no time."),
            figures.Metrics,
            figures.Counters
        );
    }
}
