using System.Security.Cryptography;
using System.Text;
using TableTap.Realtime.Journal;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Contract;

/// <summary>The audit: what was written comes back, each line linked to the one before in its chain.</summary>
public abstract class AuditContract(ContractStore store) : JournalContract(store)
{
    [Fact]
    public async Task Every_part_of_a_line_comes_back()
    {
        var line = new AuditLine(
            "demo",
            "maya",
            "manager",
            null,
            "refund_issue",
            "m-1",
            "processed",
            Batch.Noon.AddTicks(7)
        )
        {
            Count = 3,
            Target = "order-1",
            Reason = "Wrong milk, été",
        };
        await AppendAsync(Batch.Of("demo") with { Audit = [line] });

        var entry = Assert.Single((await Journal.ReadAuditAsync(new(10), Cancel)).Entries);
        Assert.Equal(line, entry.Line);
        Assert.Equal(1, entry.Number);
        Assert.Equal(Expected(new byte[32], entry), entry.Hash.ToArray());
    }

    [Fact]
    public async Task Each_chain_links_its_own_lines_also_over_a_restart()
    {
        await AppendAsync(
            Batch.Of("demo").Audit("demo", "m-1").Audit("server", "m-2").Audit("demo", "m-3")
        );
        await RestartAsync();
        await AppendAsync(Batch.Of("demo").Audit("demo", "m-4"));

        var demo = (
            await Journal.ReadAuditAsync(new(10) { Chain = "demo" }, Cancel)
        ).Entries.Reverse();
        var previous = new byte[32];
        foreach (var (entry, number) in demo.Zip([1L, 2L, 3L]))
        {
            Assert.Equal(number, entry.Number);
            previous = Expected(previous, entry);
            Assert.Equal(previous, entry.Hash.ToArray());
        }

        var server = Assert.Single(
            (await Journal.ReadAuditAsync(new(10) { Chain = "server" }, Cancel)).Entries
        );
        Assert.Equal(Expected(new byte[32], server), server.Hash.ToArray());
    }

    [Fact]
    public async Task A_batch_that_conflicts_leaves_no_line()
    {
        await AppendAsync(Batch.Of("demo", 0).Fact("1").Audit("demo", "m-1"));
        await AppendAsync(Batch.Of("demo", 0).Fact("2").Audit("demo", "m-2"));
        await AppendAsync(Batch.Of("demo", 1).Fact("3").Audit("demo", "m-3"));

        var page = await Journal.ReadAuditAsync(new(10), Cancel);
        Assert.Equal(
            [(2, "m-3"), (1, "m-1")],
            page.Entries.Select(entry => (entry.Number, entry.Line.MessageId))
        );
        Assert.Equal(
            Expected(page.Entries[1].Hash.ToArray(), page.Entries[0]),
            page.Entries[0].Hash.ToArray()
        );
    }

    [Fact]
    public async Task Pages_go_from_the_latest_back_without_a_hole()
    {
        for (var number = 1; number <= 5; number++)
        {
            await AppendAsync(Batch.Of("demo").Audit("demo", $"m-{number}"));
        }

        var first = await Journal.ReadAuditAsync(new(2), Cancel);
        await AppendAsync(Batch.Of("demo").Audit("demo", "m-6"));
        var second = await Journal.ReadAuditAsync(new(2) { Before = first.Next }, Cancel);
        var third = await Journal.ReadAuditAsync(new(2) { Before = second.Next }, Cancel);

        Assert.Equal(
            ["m-5 m-4", "m-3 m-2", "m-1"],
            new[] { first, second, third }.Select(page =>
                string.Join(' ', page.Entries.Select(entry => entry.Line.MessageId))
            )
        );
        Assert.NotNull(second.Next);
        Assert.Null(third.Next);
    }

    [Fact]
    public async Task Lines_are_found_by_chain_actor_and_time()
    {
        var lines = new[] { "anna", "ben" }
            .SelectMany(actor =>
                Enumerable
                    .Range(0, 3)
                    .Select(hour => new AuditLine(
                        hour == 0 ? "other" : "demo",
                        actor,
                        "employee",
                        "192.0.2.1",
                        "order_cancel",
                        $"{actor}-{hour}",
                        "processed",
                        Batch.Noon.AddHours(hour)
                    ))
            )
            .ToList();
        await AppendAsync(Batch.Of("demo") with { Audit = lines });

        async Task<string> FindAsync(AuditQuery query) =>
            string.Join(
                ' ',
                (await Journal.ReadAuditAsync(query, Cancel)).Entries.Select(entry =>
                    entry.Line.MessageId
                )
            );

        Assert.Equal("ben-0 anna-0", await FindAsync(new(9) { Chain = "other" }));
        Assert.Equal("anna-2 anna-1 anna-0", await FindAsync(new(9) { Actor = "anna" }));
        Assert.Equal(
            "ben-1",
            await FindAsync(
                new(9)
                {
                    Actor = "ben",
                    From = Batch.Noon.AddHours(1),
                    Until = Batch.Noon.AddHours(2),
                }
            )
        );
        Assert.Equal("", await FindAsync(new(9) { Chain = "demo", Actor = "nobody" }));
    }

    /// <summary>The hash as section 9 of the protocol page describes it, made by hand.</summary>
    private static byte[] Expected(byte[] previous, AuditEntry entry)
    {
        var line = entry.Line;
        var text = string.Concat(
            new[]
            {
                line.Chain,
                $"{entry.Number}",
                $"{line.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffffff}Z",
                line.Actor,
                line.Role,
                line.Address,
                line.Command,
                line.MessageId,
                line.Target,
                line.Result,
                $"{line.Count}",
            }.Select(part => part is null ? "~," : $"{Encoding.UTF8.GetByteCount(part)}:{part},")
        );
        if (line.Reason is { } reason)
        {
            text += $"{Encoding.UTF8.GetByteCount(reason)}:{reason},";
        }

        return SHA256.HashData([.. previous, .. Encoding.UTF8.GetBytes(text)]);
    }
}
