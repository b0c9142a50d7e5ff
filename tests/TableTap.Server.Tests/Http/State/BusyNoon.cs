namespace TableTap.Server.Tests.Http.State;

/// <summary>Guests, staff and a manager who do things at random, all at once; much of it is refused, and that is fine.</summary>
internal sealed class BusyNoon(DemoDoor door, int seed)
{
    /// <summary>Everybody does a number of things.</summary>
    public Task RunAsync(int things) =>
        Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(hand =>
                    Task.Run(async () =>
                    {
                        var random = new Random(HashCode.Combine(seed, hand));
                        for (var thing = 0; thing < things; thing++)
                        {
                            await DoAsync(random);
                        }
                    })
                )
        );

    private async Task DoAsync(Random random)
    {
        switch (random.Next(9))
        {
            case 0:
                await door.SendAsync(
                    "maya",
                    "counter_status_update",
                    random.Next(2) == 0
                        ? """{"counterId":"cold","status":"active","reason":"done"}"""
                        : $$"""{"counterId":"cold","status":"cleaning","reason":"r{{random.Next(3)}}","estimatedDowntime":{{1 + random.Next(9)}}}"""
                );
                break;
            case 1:
                await door.SendAsync(
                    "anna",
                    "item_availability_update",
                    random.Next(3) switch
                    {
                        0 => """{"itemId":"latte","available":false,"backNextDay":true}""",
                        1 =>
                            $$"""{"itemId":"cappuccino","available":true,"remaining":{{1 + random.Next(4)}}}""",
                        _ =>
                            $$"""{"itemId":"{{(random.Next(2) == 0 ? "latte" : "mocha")}}","available":{{(random.Next(2) == 0 ? "true" : "false")}}}""",
                    }
                );
                break;
            case 2:
                await door.SendAsync(
                    "ben",
                    random.Next(2) == 0 ? "employee_clock_in" : "employee_clock_out",
                    """{"location":"Bar"}"""
                );
                break;
            case 3:
                await door.SendAsync(
                    "maya",
                    random.Next(2) == 0 ? "break_start" : "break_end",
                    """{"employeeId":"anna","breakType":"rest","duration":10,"coveringEmployees":["chloe"]}"""
                );
                break;
            case 4:
                await door.SendAsync(
                    "maya",
                    "intake_update",
                    random.Next(3) == 0
                        ? """{"mode":"paused","reason":"rush"}"""
                        : """{"mode":"normal"}"""
                );
                break;
            case 8:
                await BillAsync(random);
                break;
            case 5:
                await door.SendAsync(
                    "ada",
                    "announcement_publish",
                    """{"audience":"system:maintenance","message":"Back soon"}"""
                );
                break;
            default:
                await OrderAsync(random);
                break;
        }
    }

    /// <summary>Rounds of a table on its bill, which somebody may pay or divide meanwhile.</summary>
    private async Task BillAsync(Random random)
    {
        await door.SendAsync("anna", "bill_open", """{"tableNumber":"3"}""");
        var (status, body) = await door.SendAsync(
            "john",
            "order_create",
            """{"cafeId":"demo","orderType":"dine-in","tableNumber":"3","onBill":true,"items":[{"itemId":"croissant","quantity":1}]}"""
        );
        if (status != 200)
        {
            return;
        }

        var isDivided = random.Next(2) == 0;
        var billId = body.GetProperty("data")
            .GetProperty("result")
            .GetProperty("billId")
            .GetString();
        await door.SendAsync(
            "maya",
            isDivided ? "bill_split" : "bill_pay",
            isDivided
                ? $$"""{"billId":"{{billId}}","ways":2}"""
                : $$"""{"billId":"{{billId}}","method":"cash","amount":1.00}"""
        );
        await door.SendAsync(
            "maya",
            "discount_apply",
            $$"""{"billId":"{{billId}}","discount":{"percent":{{(isDivided ? 25 : 100)}} },"reason":"noon"}"""
        );
        await door.SendAsync("maya", "bill_close", $$"""{"billId":"{{billId}}","reason":"noon"}""");
    }

    private async Task OrderAsync(Random random)
    {
        var guest = random.Next(2) == 0 ? "john" : "jane";
        var (status, body) = await door.SendAsync(
            guest,
            "order_create",
            """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"cappuccino","quantity":1}]}"""
        );
        if (status != 200)
        {
            return;
        }

        var orderId = body.GetProperty("data")
            .GetProperty("result")
            .GetProperty("orderId")
            .GetString();
        var end = random.Next(6);
        string[] steps = ["confirmed", "preparing", "ready", "completed"];
        foreach (var step in steps.Take(end))
        {
            await door.SendAsync(
                "maya",
                "order_status_update",
                $$"""{"orderId":"{{orderId}}","status":"{{step}}","reason":"noon"}"""
            );
        }

        if (end % 2 == 1)
        {
            await door.SendAsync(
                "maya",
                "order_cancel",
                $$"""{"orderId":"{{orderId}}","reason":"other","message":"Sorry"}"""
            );
        }
    }
}
