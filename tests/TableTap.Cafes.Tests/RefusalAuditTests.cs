using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Cafes.Answers;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Journal;
using TableTap.Server.Testing;
using TableTap.Testing.Journals;

namespace TableTap.Cafes.Tests;

/// <summary>Section 9, "Audit": a flood of refusals is one line for each actor, reason and minute.</summary>
public sealed class RefusalAuditTests
{
    private readonly FakeTimeProvider _time = new(OpenCafe.Morning);

    [Fact]
    public async Task A_flood_is_one_line_a_minute_with_its_count()
    {
        var journal = new MemoryJournal();
        await using var audit = new RefusalAudit(journal, _time, NullLoggerFactory.Instance);
        for (var number = 0; number < 1_000; number++)
        {
            audit.Count(Line("anna", "RATE_LIMIT_EXCEEDED", $"m-{number}"));
        }

        audit.Count(Line("ben", "RATE_LIMIT_EXCEEDED", "m-1"));
        audit.Count(Line("anna", "VALIDATION_FAILED", ""));
        Assert.Empty(journal.Audit);
        _time.Advance(TimeSpan.FromMinutes(1));
        audit.Count(Line("anna", "RATE_LIMIT_EXCEEDED", "m-later"));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(
            [
                ("anna", "RATE_LIMIT_EXCEEDED", "m-0", 1_000),
                ("ben", "RATE_LIMIT_EXCEEDED", "m-1", 1),
                ("anna", "VALIDATION_FAILED", "", 1),
                ("anna", "RATE_LIMIT_EXCEEDED", "m-later", 1),
            ],
            journal.Audit.Select(line => (line.Actor, line.Result, line.MessageId, line.Count))
        );
    }

    [Fact]
    public async Task What_was_counted_is_written_at_the_stop()
    {
        var journal = new MemoryJournal();
        var audit = new RefusalAudit(journal, _time, NullLoggerFactory.Instance);
        audit.Count(Line("anna", "RATE_LIMIT_EXCEEDED", "m-1"));

        await audit.DisposeAsync();

        Assert.Equal("anna", Assert.Single(journal.Audit).Actor);
    }

    [Fact]
    public async Task Actors_without_end_share_the_last_line_of_their_reason()
    {
        var journal = new MemoryJournal();
        await using (var audit = new RefusalAudit(journal, _time, NullLoggerFactory.Instance))
        {
            for (var number = 0; number < 10_100; number++)
            {
                audit.Count(Line($"actor-{number}", "RATE_LIMIT_EXCEEDED", ""));
            }
        }

        Assert.Equal(10_001, journal.Audit.Count());
        Assert.Equal(10_100, journal.Audit.Sum(line => line.Count));
    }

    [Fact]
    public async Task A_journal_that_cannot_write_stops_nobody()
    {
        var journal = new MemoryJournal
        {
            BeforeAppend = _ => throw new JournalUnavailableException("disk full"),
        };
        await using var audit = new RefusalAudit(journal, _time, NullLoggerFactory.Instance);
        audit.Count(Line("anna", "RATE_LIMIT_EXCEEDED", "m-1"));
        _time.Advance(TimeSpan.FromMinutes(1));
        journal.BeforeAppend = null;
        audit.Count(Line("ben", "RATE_LIMIT_EXCEEDED", "m-1"));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("ben", Assert.Single(journal.Audit).Actor);
    }

    [Fact]
    public async Task The_handler_counts_what_was_refused_unread_and_decides_the_rest()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var commands = cafe.Host.Commands;
        var row = MessageCatalogue.Find("order_cancel")!;
        CommandRequest From(Identity sender, string messageId) =>
            new(sender, row, messageId, "{}"u8.ToArray(), "192.0.2.1");

        var tooMany = new ErrorBody(ErrorCode.RateLimitExceeded, "Too many", 1, 100, 60);
        await commands.HandleAsync(From(People.Anna, "m-1"), tooMany, default);
        await commands.HandleAsync(From(People.Anna, "m-2"), tooMany, default);
        await commands.HandleAsync(From(People.John, "m-3"), tooMany, default);
        await commands.HandleAsync(
            From(People.Anna, ""),
            new(ErrorCode.ValidationFailed, "no id"),
            default
        );
        await commands.HandleAsync(From(People.Maya, "m-4"), null, default);
        await cafe.Host.RefusalAudit.DisposeAsync();

        Assert.Equal(
            [
                ("demo", "maya", "VALIDATION_FAILED", 1),
                ("demo", "anna", "RATE_LIMIT_EXCEEDED", 2),
                ("demo", "anna", "VALIDATION_FAILED", 1),
            ],
            cafe.Memory.Audit.Select(line => (line.Chain, line.Actor, line.Result, line.Count))
        );
    }

    [Fact]
    public async Task A_line_says_on_what()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        await cafe.SendAsync(
            People.Maya,
            "counter_status_update",
            """{"counterId": "espresso", "status": "cleaning"}"""
        );
        await cafe.SendAsync(
            People.Anna,
            "order_cancel",
            """{"orderId": "nowhere", "reason": "other"}"""
        );

        Assert.Equal(["espresso", "nowhere"], cafe.Memory.Audit.Select(line => line.Target));
    }

    private AuditLine Line(string actor, string result, string messageId) =>
        new(
            "demo",
            actor,
            "employee",
            "192.0.2.1",
            "order_cancel",
            messageId,
            result,
            _time.GetUtcNow()
        );
}
