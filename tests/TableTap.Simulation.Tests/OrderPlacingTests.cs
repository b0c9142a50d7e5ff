using TableTap.Client.Contract;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Simulation.Guests;
using TableTap.Simulation.Scenario;
using TableTap.Terms;

namespace TableTap.Simulation.Tests;

/// <summary>What simulated guests do where a counter has no room left and the café offers them a time.</summary>
public sealed class OrderPlacingTests
{
    private static readonly DateTimeOffset First = new(2024, 1, 15, 12, 45, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Second = First.AddMinutes(15);

    private static readonly OrderCreate Wish = new(
        "demo",
        [new("latte", 1)],
        OrderType.Takeaway,
        PaymentMethod.Cash
    );

    private readonly SimulationStatistics _figures = new();
    private readonly List<DateTimeOffset?> _asked = [];

    [Fact]
    public async Task Who_is_offered_a_time_takes_it_or_the_next_one_where_somebody_was_faster()
    {
        var placed = await PlaceAsync(Wish, Full(First), Full(Second), Taken);

        Assert.Equal([null, First, Second], _asked);
        Assert.Equal("order", placed.Order?.OrderId);
        Assert.Equal(Second, placed.Taken?.ScheduledFor);
        Assert.True(placed.IsForOfferedTime);
        Assert.Equal((1, 1), Counted());
    }

    [Fact]
    public async Task What_has_run_out_meanwhile_is_ordered_anew_and_no_fault_of_the_time()
    {
        var placed = await PlaceAsync(
            Wish,
            Full(First),
            new(ErrorCode.ItemUnavailable, "out"),
            Taken
        );

        Assert.Equal([null, First, null], _asked);
        Assert.False(placed.IsForOfferedTime);
        Assert.Equal((0, 0), Counted());
    }

    [Fact]
    public async Task Who_never_gets_a_time_that_was_offered_goes_away()
    {
        var placed = await PlaceAsync(Wish, Full(First));

        Assert.Equal(Outcome.TurnedAway, placed.Outcome);
        Assert.Equal((1, 0), Counted());
    }

    [Fact]
    public async Task Who_wanted_a_time_that_has_no_room_orders_for_now()
    {
        var placed = await PlaceAsync(Wish with { ScheduledFor = First }, Full(Second), Taken);

        Assert.Equal([First, null], _asked);
        Assert.False(placed.IsForOfferedTime);
        Assert.Equal((0, 0), Counted());
    }

    private static ErrorBody? Taken => null;

    private static ErrorBody Full(DateTimeOffset earliest) =>
        new(ErrorCode.SlotUnavailable, "full", Earliest: earliest);

    private (int Planned, int Done) Counted() =>
        (
            _figures.Services.Planned(Service.OfferedTime),
            _figures.Services.Done(Service.OfferedTime)
        );

    /// <summary>Orders: at first with the time of the wish, then for now. The last answer is given again and again.</summary>
    private Task<PlacedOrder> PlaceAsync(OrderCreate first, params ErrorBody?[] answers) =>
        new OrderPlacing(new(TimeProvider.System, 1_000), _figures).PlaceAsync(
            1,
            attempt => attempt == 0 ? first : Wish,
            (order, attempt) =>
            {
                _asked.Add(order.ScheduledFor);
                return Task.FromResult(Answer(answers[Math.Min(attempt, answers.Length - 1)]));
            },
            TestContext.Current.CancellationToken
        );

    private static CommandAnswer Answer(ErrorBody? refusal) =>
        refusal is null
            ? new(
                "m",
                new("m", AcknowledgementStatus.Processed, First, new(OrderId: "order")),
                null
            )
            : new("m", null, refusal);
}
