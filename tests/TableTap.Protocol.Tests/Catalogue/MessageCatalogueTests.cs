using System.Text;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Protocol.Tests.Catalogue;

/// <summary>The tables of the specification (sections 3, 4 and 7) against the catalogue.</summary>
public sealed class MessageCatalogueTests
{
    private const Roles Staff = Roles.Employee | Roles.Manager | Roles.Admin;
    private const Roles Managers = Roles.Manager | Roles.Admin;

    public static TheoryData<string, Roles> Commands =>
        new()
        {
            { "order_create", Roles.Customer | Staff },
            { "order_status_update", Staff },
            { "order_item_update", Staff },
            { "order_cancel", Roles.Customer | Staff },
            { "order_priority_update", Staff },
            { "order_assign", Managers },
            { "order_reopen", Staff },
            { "order_remake", Staff },
            { "order_reschedule", Roles.Customer | Staff },
            { "order_note_add", Staff },
            { "course_fire", Staff },
            { "course_hold", Staff },
            { "bill_open", Staff },
            { "bill_join", Roles.Customer },
            { "bill_update", Staff },
            { "bill_split", Staff },
            { "bill_pay", Staff },
            { "bill_close", Staff },
            { "discount_apply", Staff },
            { "discount_remove", Staff },
            { "service_charge_remove", Managers },
            { "payment_record", Staff | Roles.Service },
            { "refund_issue", Managers },
            { "refund_update", Managers | Roles.Service },
            { "employee_clock_in", Staff },
            { "employee_clock_out", Staff },
            { "break_start", Staff },
            { "break_end", Staff },
            { "counter_status_update", Managers },
            { "item_availability_update", Staff },
            { "intake_update", Managers },
            { "orders_settle", Managers },
            { "voucher_pay", Roles.Customer | Staff },
            { "day_close", Managers },
            { "alert_acknowledge", Managers },
            { "alert_snooze", Managers },
            { "order_rate", Roles.Customer },
            { "announcement_publish", Managers },
        };

    public static TheoryData<string, string> Events =>
        new()
        {
            { "order_created", "owner! staff" },
            { "order_status_changed", "owner! counter employee" },
            { "order_estimate_changed", "owner!" },
            { "order_ready", "owner!" },
            { "order_completed", "owner! counter employee" },
            { "order_cancelled", "owner! counter employee staff" },
            { "order_scheduled", "owner! staff" },
            { "order_fired", "owner! staff" },
            { "course_changed", "owner! counter employee staff" },
            { "payment_processed", "owner!" },
            { "payment_failed", "owner!" },
            { "payment_refunded", "owner!" },
            { "order_assigned", "counter! employee" },
            { "order_priority_changed", "counter employee" },
            { "order_item_updated", "owner! counter employee" },
            { "order_note_added", "owner! counter employee" },
            { "bill_changed", "owner staff" },
            { "order_total_changed", "owner! staff" },
            { "voucher_changed", "owner staff" },
            { "employee_status_changed", "staff" },
            { "break_started", "staff" },
            { "break_ended", "staff" },
            { "counter_status_changed", "status staff general" },
            { "board_changed", "general staff" },
            { "item_availability_changed", "general staff" },
            { "announcement", "general staff" },
            { "wait_time_changed", "general staff" },
            { "menu_changed", "general staff" },
            { "metrics_update", "metrics" },
            { "alert", "alerts" },
            { "alert_resolved", "alerts" },
            { "maintenance_scheduled", "system general staff" },
            { "maintenance_started", "system general staff" },
            { "maintenance_ended", "system general staff" },
        };

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_is_sent_by_the_roles_of_the_table(string type, Roles senders)
    {
        var row = MessageCatalogue.Find(type)!;
        Assert.Equal(MessageKind.Command, row.Kind);
        Assert.Equal(senders, row.Senders);
        Assert.True(row.Counted);
        Assert.True(row.FromClient);
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void Event_is_heard_on_the_channels_of_the_table(string type, string channels)
    {
        var row = MessageCatalogue.Find(type)!;
        Assert.Equal(MessageKind.Event, row.Kind);
        Assert.Equal(Kinds(channels, _ => true), row.Channels);
        Assert.Equal(Kinds(channels, word => word.EndsWith('!')), row.CriticalOn);
        Assert.Equal(Roles.None, row.Senders);
        Assert.False(row.FromClient);
    }

    [Theory]
    [InlineData("ping", false)]
    [InlineData("token_refresh", false)]
    [InlineData("ack", false)]
    [InlineData("subscribe", true)]
    [InlineData("unsubscribe", true)]
    [InlineData("reconnect", true)]
    [InlineData("encryption_key", true)]
    public void Control_message_counts_against_the_rate_limit_or_not(string type, bool counted)
    {
        var row = MessageCatalogue.Find(type)!;
        Assert.Equal(MessageKind.Control, row.Kind);
        Assert.Equal(counted, row.Counted);
        Assert.Equal(Roles.Everybody, row.Senders);
    }

    [Theory]
    [InlineData("connection_established")]
    [InlineData("pong")]
    [InlineData("token_expiring")]
    [InlineData("token_refreshed")]
    [InlineData("encryption_key_accepted")]
    [InlineData("subscription_confirmed")]
    [InlineData("unsubscription_confirmed")]
    [InlineData("subscription_extended")]
    [InlineData("subscription_revoked")]
    [InlineData("message_replay")]
    [InlineData("message_acknowledged")]
    [InlineData("message_error")]
    [InlineData("error")]
    [InlineData("reconnect_advised")]
    public void Notice_comes_from_the_server_to_one_connection(string type)
    {
        var row = MessageCatalogue.Find(type)!;
        Assert.Equal(MessageKind.Notice, row.Kind);
        Assert.Equal(
            (Roles.None, ChannelKinds.None, false),
            (row.Senders, row.Channels, row.FromClient)
        );
    }

    [Fact]
    public void Nothing_is_in_the_catalogue_but_what_these_tables_say() =>
        Assert.Equal(Commands.Count + Events.Count + 7 + 14, MessageCatalogue.All.Count);

    [Fact]
    public void Types_are_unique_snake_case_and_found_by_text_and_bytes()
    {
        Assert.Distinct(MessageCatalogue.All.Select(row => row.Type));
        Assert.All(
            MessageCatalogue.All,
            row =>
            {
                Assert.Matches("^[a-z]+(_[a-z]+)*$", row.Type);
                Assert.Same(row, MessageCatalogue.Find(row.Type));
                Assert.Same(row, MessageCatalogue.Find(row.TypeUtf8.Span));
                Assert.InRange(row.Section, 1, 10);
                Assert.EndsWith(".", row.Summary, StringComparison.Ordinal);
            }
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ping")]
    [InlineData("ping ")]
    [InlineData("pingpingpingpingpingpingpingpingpingpingpingpingpingpingpingpingping")]
    [InlineData("píng")]
    public void An_unknown_type_has_no_row(string type)
    {
        Assert.Null(MessageCatalogue.Find(type));
        Assert.Null(MessageCatalogue.Find(Encoding.UTF8.GetBytes(type)));
    }

    [Fact]
    public void Broken_bytes_are_no_type() => Assert.Null(MessageCatalogue.Find([0xff, 0xfe]));

    [Fact]
    public void A_notice_is_found_by_its_payload()
    {
        Assert.Equal("pong", MessageCatalogue.NoticeOf<Pong>().Type);
        Assert.Throws<KeyNotFoundException>(() => MessageCatalogue.NoticeOf<OrderCreate>());
    }

    [Fact]
    public void Looking_a_type_up_allocates_nothing()
    {
        var type = "order_create"u8.ToArray();
        _ = MessageCatalogue.Find(type);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            _ = MessageCatalogue.Find(type);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static ChannelKinds Kinds(string words, Func<string, bool> which) =>
        words
            .Split(' ')
            .Where(which)
            .Select(word =>
                word.TrimEnd('!') switch
                {
                    "owner" => ChannelKinds.CustomerOrders,
                    "employee" => ChannelKinds.EmployeeOrders,
                    "counter" => ChannelKinds.CounterOrders,
                    "status" => ChannelKinds.CounterStatus,
                    "general" => ChannelKinds.CafeGeneral,
                    "staff" => ChannelKinds.CafeStaff,
                    "metrics" => ChannelKinds.CafeMetrics,
                    "alerts" => ChannelKinds.CafeAlerts,
                    _ => ChannelKinds.SystemMaintenance,
                }
            )
            .Aggregate(ChannelKinds.None, (all, kind) => all | kind);
}
