using Microsoft.Extensions.Time.Testing;
using TableTap.Ordering;
using TableTap.Ordering.State;
using TableTap.Protocol.Channels;
using TableTap.Server.Testing;
using TableTap.Storage.Sqlite;
using TableTap.Terms;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests;

/// <summary>Section 4, "Exactly once".</summary>
public sealed class ExactlyOnceTests
{
    [Fact]
    public async Task A_repeat_gets_the_first_answer_byte_for_byte_and_changes_nothing()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var first = await cafe.SendAsync(People.John, "order_create", Form(), "m-once");
        cafe.Time.Advance(TimeSpan.FromMinutes(1));
        // What the café says of itself as time passes is not what the repeat changes.
        await cafe.SettleAsync();
        var version = cafe.Cafe.Version;

        var repeat = await cafe.SendAsync(People.John, "order_create", Form(), "m-once");

        Assert.Equal(first.Bytes, repeat.Bytes);
        Assert.Equal(version, cafe.Cafe.Version);
        Assert.Equal("m-once", first.CorrelationId);
    }

    [Fact]
    public async Task A_repeat_may_be_spelled_differently()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var first = await cafe.SendAsync(
            People.Maya,
            "intake_update",
            """{"mode": "paused", "reason": "full"}""",
            "m-1"
        );

        var repeat = await cafe.SendAsync(
            People.Maya,
            "intake_update",
            """{ "reason":"full" , "mode":"paused", "unknown": 1 }""",
            "m-1"
        );

        Assert.Equal(first.Bytes, repeat.Bytes);
    }

    [Fact]
    public async Task A_remembered_refusal_stays_one_when_the_reason_is_gone()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.DoAsync(People.Maya, "intake_update", """{"mode": "paused"}""");
        var first = await cafe.SendAsync(People.John, "order_create", Form(), "m-1");
        await cafe.DoAsync(People.Maya, "intake_update", """{"mode": "normal"}""");

        var repeat = await cafe.SendAsync(People.John, "order_create", Form(), "m-1");

        Assert.Equal("INTAKE_PAUSED", first.Code);
        Assert.Equal(first.Bytes, repeat.Bytes);
    }

    [Fact]
    public async Task A_refusal_of_what_is_not_there_is_remembered()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        const string Data = """{"orderId": "nowhere", "reason": "customer_request"}""";

        var first = await cafe.SendAsync(People.John, "order_cancel", Data, "m-1");
        cafe.Time.Advance(TimeSpan.FromMinutes(1));
        var repeat = await cafe.SendAsync(People.John, "order_cancel", Data, "m-1");

        Assert.Equal("NOT_FOUND", first.Code);
        Assert.Equal(first.Bytes, repeat.Bytes);
    }

    /// <summary>An import that was refused leaves a café that has nothing yet.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_command_to_a_cafe_that_is_not_there_is_decided_anew_once_it_is(
        bool isImportRefused
    )
    {
        await using var cafe = await OpenCafe.OpenAsync();
        if (isImportRefused)
        {
            Assert.NotNull(
                await cafe.Host.ConfigureAsync(
                    OtherCafe.Id,
                    OtherCafe.Profile,
                    CancellationToken.None,
                    expected: DemoCafe.Profile
                )
            );
        }

        var guest = People.Guest("john", "John Doe", OtherCafe.Id);
        var there = Form().Replace("\"demo\"", "\"other\"", StringComparison.Ordinal);
        var first = await cafe.SendAsync(guest, "order_create", there, "m-1");
        Assert.Null(
            await cafe.Host.ConfigureAsync(OtherCafe.Id, OtherCafe.Profile, CancellationToken.None)
        );
        await cafe.DoAsync(
            People.Of("olga", Role.Manager, [OtherCafe.Id], "Olga"),
            "employee_clock_in",
            """{"employeeId": "otto"}"""
        );
        var second = await cafe.SendAsync(guest, "order_create", there, "m-1");
        var repeat = await cafe.SendAsync(guest, "order_create", there, "m-1");

        Assert.Equal("NOT_FOUND", first.Code);
        Assert.True(second.IsAcknowledged, second.Bytes);
        Assert.Equal(second.Bytes, repeat.Bytes);
    }

    [Theory]
    [InlineData("""{"itemId": "cappuccino", "quantity": 99}""", "VALIDATION_FAILED")]
    [InlineData("""{"itemId": "cappuccino", "quantity": -1}""", "VALIDATION_FAILED")]
    public async Task What_breaks_a_rule_of_its_shape_is_not_remembered(string items, string code)
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var first = await cafe.SendAsync(People.John, "order_create", Form(items), "m-1");
        var second = await cafe.SendAsync(People.John, "order_create", Form(), "m-1");

        Assert.Equal(code, first.Code);
        Assert.True(second.IsAcknowledged, second.Bytes);
    }

    [Fact]
    public async Task What_somebody_else_may_is_not_remembered()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync();
        var data =
            $$"""{"orderId": "{{orderId}}", "priority": "high", "reason": "regular guest"}""";

        var first = await cafe.SendAsync(People.Anna, "order_priority_update", data, "m-1");
        var promoted = People.Anna with { Role = Role.Manager };
        var second = await cafe.SendAsync(promoted, "order_priority_update", data, "m-1");

        Assert.Equal("INSUFFICIENT_PERMISSIONS", first.Code);
        Assert.True(second.IsAcknowledged, second.Bytes);
    }

    [Fact]
    public async Task The_same_id_with_other_data_is_a_conflict_and_keeps_the_first_answer()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var first = await cafe.SendAsync(People.John, "order_create", Form(), "m-1");

        var other = await cafe.SendAsync(People.John, "order_create", Form(Drink), "m-1");
        var repeat = await cafe.SendAsync(People.John, "order_create", Form(), "m-1");

        Assert.Equal("CONFLICT", other.Code);
        Assert.Equal(first.Bytes, repeat.Bytes);
        Assert.Equal(1, cafe.Cafe.OpenOrders.Count);
    }

    [Fact]
    public async Task The_same_id_with_another_type_is_a_conflict()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.SendAsync(People.Ben, "employee_clock_out", "{}", "m-1");

        var other = await cafe.SendAsync(People.Ben, "break_end", "{}", "m-1");

        Assert.Equal("CONFLICT", other.Code);
    }

    [Fact]
    public async Task Ids_are_each_senders_own()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var john = await cafe.SendAsync(People.John, "order_create", Form(), "m-1");
        var jane = await cafe.SendAsync(People.Jane, "order_create", Form(Drink), "m-1");
        var elsewhere = await cafe.SendAsync(
            People.John with
            {
                Issuer = "another",
            },
            "order_create",
            Form(Drink),
            "m-1"
        );

        Assert.All([john, jane, elsewhere], answer => Assert.True(answer.IsAcknowledged));
        Assert.Equal(3, cafe.Cafe.OpenOrders.Count);
    }

    [Fact]
    public async Task Many_at_once_make_one_order_and_get_one_answer()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var hold = new TaskCompletionSource();
        cafe.Memory.BeforeWrite = () => hold.Task;

        var sent = Enumerable
            .Range(0, 50)
            .Select(_ => Task.Run(() => cafe.SendAsync(People.John, "order_create", Form(), "m-1")))
            .ToList();
        hold.SetResult();
        var answers = await Task.WhenAll(sent);

        Assert.Single(answers.Select(answer => answer.Bytes).Distinct());
        Assert.True(answers[0].IsAcknowledged);
        Assert.Equal(1, cafe.Cafe.OpenOrders.Count);
    }

    [Fact]
    public async Task Two_different_commands_at_once_under_one_id_are_one_success_and_one_conflict()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var answers = await Task.WhenAll(
            cafe.SendAsync(People.John, "order_create", Form(), "m-1"),
            cafe.SendAsync(People.John, "order_create", Form(Drink), "m-1")
        );

        Assert.Equal(["CONFLICT", "OK"], answers.Select(answer => answer.Code).Order());
        Assert.Equal(1, cafe.Cafe.OpenOrders.Count);
    }

    [Fact]
    public async Task One_id_at_two_cafes_at_once_counts_once()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.Host.ConfigureAsync("other", OtherCafe.Profile, CancellationToken.None);
        await cafe.SendAsync(
            People.Of("olga", Role.Manager, ["other"], "Olga"),
            "employee_clock_in",
            """{"employeeId": "otto"}"""
        );
        await cafe.CrowdAsync();
        await cafe.CrowdAsync("other");
        var guest = People.Guest("john", "John Doe", "demo", "other");
        var there = Form().Replace("\"demo\"", "\"other\"", StringComparison.Ordinal);

        for (var attempt = 0; attempt < 20; attempt++)
        {
            var messageId = $"both-{attempt}";
            var answers = await Task.WhenAll(
                Task.Run(() => cafe.SendAsync(guest, "order_create", Form(), messageId)),
                Task.Run(() => cafe.SendAsync(guest, "order_create", there, messageId))
            );

            Assert.Equal(["CONFLICT", "OK"], answers.Select(answer => answer.Code).Order());
        }

        Assert.Equal(20, cafe.Cafe.OpenOrders.Count + cafe.Host.Find("other")!.OpenOrders.Count);
    }

    [Fact]
    public async Task A_repeat_after_a_restart_gets_the_first_answer()
    {
        using var directory = new TemporaryDirectory();
        var options = new SqliteJournalOptions { Path = Path.Combine(directory.Path, "j.db") };
        // The journal forgets answers by the real clock.
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        string first;
        Cafe before;
        await using (var store = await DrainedJournal.OpenAsync(options))
        await using (var cafe = await OpenCafe.OpenAsync(store.Journal, time))
        {
            first = (await cafe.SendAsync(People.John, "order_create", Form(), "m-1")).Bytes;
            before = cafe.Cafe;
        }

        await using var again = await DrainedJournal.OpenAsync(options);
        await using var restarted = await OpenCafe.OpenAsync(again.Journal, time);
        var repeat = await restarted.SendAsync(People.John, "order_create", Form(), "m-1");

        Assert.Equal(first, repeat.Bytes);
        Assert.Equal(before, restarted.Cafe);
    }

    [Fact]
    public async Task A_maintenance_notice_goes_out_once()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        const string Notice = """{"audience": "system:maintenance", "message": "Soon"}""";

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(() =>
                        cafe.SendAsync(People.Ada, "announcement_publish", Notice, "m-1")
                    )
                )
        );

        Assert.Single(answers.Select(answer => answer.Bytes).Distinct());
        Assert.Equal(
            ["maintenance_scheduled", "maintenance_started"],
            cafe.Memory.Messages.Where(message => message.Channel == ChannelName.SystemMaintenance)
                .Select(message => new Heard(message).Type)
        );
    }
}
