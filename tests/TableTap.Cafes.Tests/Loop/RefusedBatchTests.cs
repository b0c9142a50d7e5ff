using System.Text;
using TableTap.Realtime.Journal;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Loop;

/// <summary>Something of a batch can never be stored: the others of the batch are not harmed.</summary>
public sealed class RefusedBatchTests
{
    private const string Poisoned = "poisoned";

    [Fact]
    public async Task Only_the_command_that_cannot_be_stored_is_refused()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        RefusePoison(cafe);
        var hold = new TaskCompletionSource();
        cafe.Memory.BeforeWrite = () => hold.Task;
        var first = cafe.SendAsync(People.Jane, "order_create", Form(Drink));
        var sent = Enumerable
            .Range(0, 100)
            .Select(number =>
                cafe.SendAsync(
                    People.OneOfMany(number),
                    "order_create",
                    Form(
                        Drink,
                        more: number == 42 ? $""", "specialInstructions": "{Poisoned}" """ : ""
                    )
                )
            )
            .ToList();

        hold.SetResult();
        var answers = await Task.WhenAll(sent);

        Assert.True((await first).IsAcknowledged);
        Assert.Equal("INTERNAL_ERROR", answers[42].Code);
        Assert.All(
            answers.Where((_, number) => number != 42),
            answer => Assert.True(answer.IsAcknowledged, answer.Bytes)
        );
        Assert.Equal(100, cafe.Cafe.OpenOrders.Count);
        Assert.Equal(
            Enumerable.Range(1, 100).Select(number => $"ORD-{number:D6}"),
            cafe.Cafe.OpenOrders.Values.Select(order => order.OrderNumber).Order()
        );
    }

    [Fact]
    public async Task The_refusal_of_staff_is_audited_and_not_remembered()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        RefusePoison(cafe);
        var data = $$"""{"audience": "staff", "message": "{{Poisoned}}"}""";

        var refused = await cafe.SendAsync(People.Maya, "announcement_publish", data, "m-1");
        cafe.Memory.BeforeAppend = null;
        var again = await cafe.SendAsync(People.Maya, "announcement_publish", data, "m-1");

        Assert.Equal("INTERNAL_ERROR", refused.Code);
        Assert.True(again.IsAcknowledged, again.Bytes);
        Assert.Equal(
            ["INTERNAL_ERROR", "processed"],
            cafe.Memory.Audit.Select(line => line.Result)
        );
    }

    [Fact]
    public async Task A_timer_that_cannot_be_stored_stops_no_command()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync();
        cafe.Memory.BeforeAppend = batch =>
        {
            if (batch.Facts.Any(fact => fact.Type == "order_cancelled"))
            {
                throw new BatchRefusedException("poison");
            }
        };

        cafe.Time.Advance(TimeSpan.FromMinutes(16));
        await cafe.SettleAsync();
        var other = await cafe.SendAsync(People.Jane, "order_create", Form(Drink));

        Assert.True(other.IsAcknowledged, other.Bytes);
        Assert.Equal(OrderStatus.Pending, cafe.Find(orderId).Status);
        cafe.Memory.BeforeAppend = null;
        // It stands back for a minute from its last try, which may have been a moment ago.
        var minutes = 0;
        await Patience.UntilAsync(
            async () =>
            {
                await cafe.SettleAsync();
                return cafe.Find(orderId).Status == OrderStatus.Cancelled;
            },
            () =>
            {
                minutes++;
                cafe.Time.Advance(TimeSpan.FromMinutes(1));
            }
        );
        Assert.InRange(minutes, 1, 4);
    }

    [Fact]
    public async Task What_the_store_takes_no_more_after_a_refused_round_is_told_to_try_again()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        cafe.Memory.BeforeAppend = batch =>
            throw (
                batch.Answers.Count > 1
                    ? new BatchRefusedException("poison")
                    : new JournalUnavailableException("disk full")
            );
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(number =>
                    cafe.SendAsync(People.OneOfMany(number), "order_create", Form(Drink))
                )
        );

        Assert.All(answers, answer => Assert.Equal("SERVICE_UNAVAILABLE", answer.Code));
        Assert.Equal(0, cafe.Cafe.OpenOrders.Count);
    }

    private static void RefusePoison(OpenCafe cafe) =>
        cafe.Memory.BeforeAppend = batch =>
        {
            if (
                batch.Facts.Any(fact =>
                    Encoding
                        .UTF8.GetString(fact.Data.Span)
                        .Contains(Poisoned, StringComparison.Ordinal)
                )
            )
            {
                throw new BatchRefusedException("poison");
            }
        };
}
