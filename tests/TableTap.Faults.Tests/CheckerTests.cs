using System.Text;
using Microsoft.Extensions.Time.Testing;
using TableTap.Faults.Cafes;
using TableTap.Faults.Clients;
using TableTap.Faults.History;
using TableTap.Faults.Truth;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Realtime.Journal;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Faults.Tests;

public sealed class CheckerTests : IAsyncLifetime
{
    private static readonly ChannelName Own = ChannelName.Of(ChannelKinds.CustomerOrders, "g1");
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");

    private readonly Findings _findings = new();
    private readonly Sightings _sightings = new();
    private TempJournal _journal = null!;

    // On another day the journal would trim what these tests write.
    public async ValueTask InitializeAsync() =>
        _journal = await TempJournal.OpenAsync(new FakeTimeProvider(Batch.Noon));

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    [Fact]
    public async Task An_order_that_was_acknowledged_and_kept_once_is_right()
    {
        var command = Acknowledged("g1_1", "o1");
        await AppendAsync(batch => batch.Answer(AnswerTo(command)), Created("o1", "m1"));
        Commands(command);

        Assert.Empty(_findings.Kept);
    }

    [Fact]
    public async Task An_order_that_was_acknowledged_and_not_kept_is_lost()
    {
        await AppendAsync(batch => batch.Message(General, "m1"));
        Commands(Acknowledged("g1_1", "o1"));

        Assert.True(_findings[Wrong.Lost] >= 1);
    }

    [Fact]
    public async Task An_answer_in_other_words_than_the_journals_is_lost()
    {
        var command = Acknowledged("g1_1", "o1");
        await AppendAsync(
            batch => batch.Answer(AnswerTo(Acknowledged("g1_1", "o2"))),
            Created("o1", "m1")
        );
        Commands(command);

        Assert.Equal(1, _findings[Wrong.Lost]);
    }

    [Fact]
    public async Task Two_orders_of_one_command_are_doubled()
    {
        var command = Acknowledged("g1_1", "o1");
        await AppendAsync(
            batch => batch.Answer(AnswerTo(command)),
            Created("o1", "m1"),
            Created("o2", "m2")
        );
        Commands(command);

        Assert.Equal(1, _findings[Wrong.Doubled]);
    }

    [Fact]
    public async Task An_order_that_the_facts_do_not_know_is_lost()
    {
        var command = Acknowledged("g1_1", "o2");
        await AppendAsync(batch => batch.Answer(AnswerTo(command)), Created("o2", "m1"));
        Commands(command);

        Assert.Equal(1, _findings[Wrong.Lost]);
    }

    [Fact]
    public async Task A_payment_that_is_told_twice_is_doubled()
    {
        const string Payment = """{"orderId":"o1"}""";
        await AppendAsync(
            batch => batch,
            Draft("payment_processed", Own, "m1", Payment),
            Draft("payment_processed", Own, "m2", Payment)
        );
        Checker().CheckJournal();

        Assert.Equal(1, _findings[Wrong.Doubled]);
    }

    [Fact]
    public async Task A_command_without_an_answer_is_counted()
    {
        await AppendAsync(batch => batch.Message(General, "m1"));
        Commands(new SentCommand("g1", "g1_1", "order_create", []));

        Assert.Equal(1, _findings[Wrong.Unanswered]);
    }

    [Fact]
    public async Task What_somebody_saw_and_the_journal_lacks_is_lost()
    {
        await AppendAsync(batch => batch.Message(General, "m1"));
        _sightings.Note(General.Text, 1, "m1");
        _sightings.Note(General.Text, 2, "m2");
        Checker().CheckJournal();

        Assert.Equal(1, _findings[Wrong.Lost]);
    }

    [Fact]
    public async Task Channels_of_a_connection_come_in_commit_order()
    {
        await AppendAsync(batch => batch.Message(Own, "m1").Message(General, "m2"));
        var right = Reader((Own, "m1"), (General, "m2"));
        var wrong = Reader((General, "m2"), (Own, "m1"));
        Checker().CheckHearing(right);
        Assert.Empty(_findings.Kept);
        Checker().CheckHearing(wrong);

        Assert.Equal(1, _findings[Wrong.Reordered]);
    }

    [Fact]
    public async Task Who_is_not_at_the_head_at_the_end_has_lost_the_rest()
    {
        await AppendAsync(batch => batch.Message(General, "m1").Message(General, "m2"));
        var reader = Reader((General, "m1"));
        Checker().CheckComplete(reader, new Dictionary<string, long> { [General.Text] = 2 });

        Assert.Equal(1, _findings[Wrong.Lost]);
    }

    [Fact]
    public async Task What_was_committed_after_a_revocation_must_not_be_heard()
    {
        await AppendAsync(batch => batch.Message(Own, "m1").Message(General, "m2"));
        var reader = Reader((Own, "m1"), (General, "m2"));
        reader.Participant.RevokedAt = 1;
        Checker().CheckHearing(reader);

        Assert.Equal(1, _findings[Wrong.WronglyPermitted]);
    }

    [Fact]
    public async Task A_covered_counter_is_heard_during_the_break_only()
    {
        var tickets = ChannelName.Of(ChannelKinds.CounterOrders, "cold");
        var staff = ChannelName.Of(ChannelKinds.CafeStaff, "demo");
        await AppendAsync(
            batch => batch.Message(tickets, "m1"),
            Draft(
                "break_started",
                staff,
                "m2",
                """{"employeeId":"ben","coveringEmployees":["anna"]}"""
            ),
            Batch.Draft(tickets, "m3"),
            Draft("break_ended", staff, "m4", """{"employeeId":"ben"}"""),
            Batch.Draft(tickets, "m5")
        );
        var person = new Participant("anna", Role.Employee, "", []);
        person.Cover(tickets.Text);
        var hearing = new Hearing(person, _findings, _sightings, TimeProvider.System);
        hearing.Begin(tickets.Text, 1);
        hearing.Take(tickets.Text, 2, "m3", ackRequired: false, "order_assigned");
        Checker().CheckHearing(hearing);
        Assert.Empty(_findings.Kept);
        hearing.Take(tickets.Text, 3, "m5", ackRequired: false, "order_assigned");
        Checker().CheckHearing(hearing);

        Assert.Equal(1, _findings[Wrong.WronglyPermitted]);
    }

    private static SentCommand Acknowledged(string messageId, string orderId)
    {
        var command = new SentCommand("g1", messageId, "order_create", []);
        var result = new CommandResult(orderId);
        command.Take(AnswerFrame(messageId, result), result, null);
        return command;
    }

    private static byte[] AnswerFrame(string messageId, CommandResult result) =>
        FrameWriter.Notice(
            new MessageAcknowledged(messageId, AcknowledgementStatus.Processed, Batch.Noon, result),
            Batch.Noon
        );

    private static StoredAnswer AnswerTo(SentCommand command) =>
        new(
            new AnswerKey("tabletap", command.Subject, command.MessageId),
            new byte[] { 1 },
            AnswerFrame(command.MessageId, command.Result!),
            Batch.Noon
        );

    private static MessageDraft Created(string orderId, string messageId) =>
        Draft("order_created", Own, messageId, $$"""{"orderId":"{{orderId}}"}""");

    private static MessageDraft Draft(
        string type,
        ChannelName channel,
        string messageId,
        string data
    ) =>
        MessageDraft.Encode(
            MessageCatalogue.Find(type)!,
            Encoding.UTF8.GetBytes(data),
            channel,
            messageId,
            Batch.Noon
        );

    private async Task AppendAsync(
        Func<AppendBatch, AppendBatch> fill,
        params MessageDraft[] messages
    )
    {
        var batch = fill(
            Batch.Of("cafe-demo") with
            {
                Facts =
                [
                    new NewFact("order_created", """{"orderId":"o1"}"""u8.ToArray(), Batch.Noon),
                ],
            }
        );
        await _journal.Journal.AppendAsync(
            batch with
            {
                Messages = [.. batch.Messages, .. messages],
            },
            TestContext.Current.CancellationToken
        );
    }

    private void Commands(params SentCommand[] commands) =>
        Checker().CheckCommands(commands, mayBeOpen: false);

    private Checker Checker() => new(JournalTruth.Read(_journal.Path), _findings, _sightings);

    private Hearing Reader(params (ChannelName Channel, string MessageId)[] messages)
    {
        var hearing = new Hearing(
            new("g1", Role.Customer, "", [], Own.Text, General.Text),
            _findings,
            _sightings,
            TimeProvider.System
        );
        hearing.Connect();
        hearing.Begin(Own.Text, 0);
        hearing.Begin(General.Text, 0);
        foreach (var (channel, messageId) in messages)
        {
            hearing.Take(channel.Text, 1, messageId, ackRequired: false, "announcement");
        }

        return hearing;
    }
}
