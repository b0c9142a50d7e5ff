using TableTap.Cafes.Loop;
using TableTap.Server.Testing;
using TableTap.Testing;
using TableTap.Testing.Journals;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Loop;

/// <summary>While many commands wait, the disk does not: a batch is handed over as soon as nothing else is being written.</summary>
public sealed class BatchSizeTests
{
    [Fact]
    public async Task Many_that_wait_are_not_all_decided_before_the_first_of_them_are_written()
    {
        var memory = new MemoryJournal();
        var journal = new HeldJournal(memory);
        await using var there = await OpenCafe.OpenAsync(memory);
        await using var here = await OpenCafe.OpenAsync(journal, there.Time);
        await here.CrowdAsync();
        journal.Holds = true;
        List<Task<Answer>> orders = [Order(here)];
        var held = await NextAsync(journal);
        orders.AddRange(Enumerable.Range(0, 3 * CafeLoop.EnoughToWrite).Select(_ => Order(here)));

        // A conflict has all of them decided again, at a time when nothing is being written.
        await there.OrderAsync(People.Jane);
        held.End(AppendFate.Written);
        var next = await NextAsync(journal);

        Assert.Equal(CafeLoop.EnoughToWrite, next.Batch.Answers.Count);
        // Each question may be a journey to a database that is far away.
        Assert.Contains(CafeLoop.EnoughToWrite, journal.AskedTogether);
        journal.Holds = false;
        next.End(AppendFate.Written);
        var answers = await Task.WhenAll(orders);
        Assert.Equal(
            Enumerable.Range(2, orders.Count).Select(number => $"ORD-{number:D6}"),
            answers.Select(answer => answer.Result.GetProperty("orderNumber").GetString())
        );
    }

    private static Task<Answer> Order(OpenCafe cafe) =>
        cafe.SendAsync(People.John, "order_create", Form(Drink));

    /// <summary>The next append that tells of a command.</summary>
    private static async Task<HeldAppend> NextAsync(HeldJournal journal)
    {
        while (true)
        {
            var held = await journal.NextAsync().Soon();
            if (held.Batch.Answers.Count > 0)
            {
                return held;
            }

            held.End(AppendFate.Written);
        }
    }
}
