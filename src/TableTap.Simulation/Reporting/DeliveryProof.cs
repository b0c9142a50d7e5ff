using TableTap.Client.Contract;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Simulation.Verification;
using TableTap.Terms;

namespace TableTap.Simulation.Reporting;

/// <summary>
/// The proof at the end: every channel is read anew from the journal and compared with what each reader got, and every
/// acknowledged order is looked for.
/// </summary>
/// <param name="options">The server and the tokens.</param>
/// <param name="manager">Hears all channels of the café, since before anybody else.</param>
/// <param name="others">Everybody else.</param>
internal sealed class DeliveryProof(
    SimulationOptions options,
    RecordingClient manager,
    IReadOnlyList<RecordingClient> others
)
{
    private const int AtOnce = 8;

    private readonly Dictionary<string, ChannelAudit> _audits = [];

    /// <summary>Frames on all checked sockets, both ways.</summary>
    public long Frames => others.Append(manager).Sum(client => client.Wire.Frames);

    /// <summary>Reads the journal's side.</summary>
    public async Task GatherAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(manager, manager.Began, cancellationToken);
        await Parallel.ForEachAsync(
            others,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = AtOnce,
                CancellationToken = cancellationToken,
            },
            async (client, stop) =>
            {
                var own = client
                    .Began.Where(channel => !manager.Began.ContainsKey(channel.Key))
                    .ToDictionary();
                if (own.Count > 0)
                {
                    await ReadAsync(client, own, stop);
                }
            }
        );
    }

    /// <summary>What each role got.</summary>
    public IReadOnlyList<RoleReport> Messages() =>
        [
            .. others
                .Append(manager)
                .GroupBy(client => client.Label)
                .Select(role =>
                {
                    var sums = role.Select(Compare)
                        .Aggregate(default(SequenceFindings), (sum, next) => sum + next);
                    return new RoleReport(
                        role.Key,
                        role.Count(),
                        sums.Expected,
                        sums.Received,
                        sums.Missing,
                        sums.Doubled + role.Sum(client => client.Wire.Doubled),
                        sums.Reordered + role.Sum(client => client.Wire.Reordered),
                        role.Sum(client => client.Wire.Resent),
                        role.Sum(client => client.Reconnections),
                        role.Select(client => client.Wire.FirstDoubled)
                            .FirstOrDefault(words => words is not null)
                    );
                }),
        ];

    /// <summary>The orders that the guests' channels tell of.</summary>
    public IReadOnlyList<ToldOrder> Orders() =>
        [
            .. OfGuests
                .Select(message =>
                    message.Type switch
                    {
                        "order_created" => new ToldOrder(message.As<OrderCreated>().OrderId, 1, 0),
                        // What is opened again has not ended yet.
                        "order_status_changed"
                            when message.As<OrderStatusChanged>()
                                is {
                                    PreviousStatus: OrderStatus.Completed,
                                    OrderId: var orderId
                                } => new ToldOrder(orderId, 0, -1),
                        "order_completed" => new ToldOrder(
                            message.As<OrderCompleted>().OrderId,
                            0,
                            1
                        ),
                        "order_cancelled" => new ToldOrder(
                            message.As<OrderCancelled>().OrderId,
                            0,
                            1
                        ),
                        _ => default,
                    }
                )
                .Where(order => order.OrderId is not null)
                .GroupBy(order => order.OrderId)
                .Select(order => new ToldOrder(
                    order.Key,
                    order.Sum(part => part.Created),
                    order.Sum(part => part.Ended)
                )),
        ];

    /// <summary>The money of some orders.</summary>
    /// <param name="counts">Which orders count, by their id.</param>
    public Revenue Money(Func<string, bool> counts) => Revenue.Of(OfGuests, counts);

    /// <summary>The money of all orders by how it came.</summary>
    public TenderSums Tenders => TenderSums.Of(OfGuests);

    private IEnumerable<ReceivedMessage> OfGuests =>
        _audits
            .Values.Where(audit =>
                audit.Channel.StartsWith("orders:customer:", StringComparison.Ordinal)
            )
            .SelectMany(audit => audit.Messages);

    private SequenceFindings Compare(RecordingClient client) =>
        client
            .Began.Select(channel =>
            {
                var audit = _audits[channel.Key];
                return SequenceCheck.Compare(
                    channel.Value,
                    client.Due.GetValueOrDefault(channel.Key, audit.Head),
                    audit.Messages.Select(message => new ReceivedSequence(
                        message.Sequence,
                        message.MessageId
                    )),
                    client.ReceivedOf(channel.Key)
                );
            })
            .Aggregate(default(SequenceFindings), (sum, next) => sum + next);

    private async Task ReadAsync(
        RecordingClient client,
        IReadOnlyDictionary<string, long> after,
        CancellationToken cancellationToken
    )
    {
        var audits = await ChannelAuditor.ReadAsync(
            options,
            client.UserId,
            client.Role,
            after,
            cancellationToken
        );
        lock (_audits)
        {
            foreach (var audit in audits)
            {
                _audits[audit.Channel] = audit;
            }
        }
    }
}
