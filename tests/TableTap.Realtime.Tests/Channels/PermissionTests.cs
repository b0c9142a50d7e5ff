using TableTap.Protocol.Channels;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Channels;
using TableTap.Realtime.Subscriptions;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Terms;

namespace TableTap.Realtime.Tests.Channels;

/// <summary>The permission matrix row by row, with who may not.</summary>
public sealed class PermissionTests
{
    private const string Granted = "granted";
    private const string Forbidden = "insufficient_permissions";
    private const string Unknown = "unknown_channel";
    private const string Invalid = "invalid_channel";

    /// <summary>Channel, then the answer for guest, anna (bar), maya (manager of one), root, and a back end of one.</summary>
    public static TheoryData<string, string, string, string, string, string> Matrix =>
        new()
        {
            { "orders:customer:guest", Granted, Forbidden, Forbidden, Granted, Forbidden },
            { "orders:customer:other", Forbidden, Forbidden, Forbidden, Granted, Forbidden },
            { "orders:customer:anna", Forbidden, Forbidden, Forbidden, Granted, Forbidden },
            { "orders:employee:anna", Forbidden, Granted, Forbidden, Granted, Forbidden },
            { "orders:employee:maya", Forbidden, Forbidden, Granted, Granted, Forbidden },
            { "orders:employee:guest", Forbidden, Forbidden, Forbidden, Granted, Forbidden },
            { "counter:bar:orders", Forbidden, Granted, Granted, Granted, Forbidden },
            { "counter:bar:status", Forbidden, Granted, Granted, Granted, Forbidden },
            { "counter:kitchen:orders", Forbidden, Forbidden, Granted, Granted, Forbidden },
            { "counter:kitchen:status", Forbidden, Forbidden, Granted, Granted, Forbidden },
            { "counter:far:orders", Forbidden, Forbidden, Forbidden, Granted, Forbidden },
            { "counter:nowhere:orders", Forbidden, Forbidden, Forbidden, Unknown, Forbidden },
            { "cafe:one:general", Granted, Forbidden, Granted, Granted, Forbidden },
            { "cafe:one:staff", Forbidden, Granted, Granted, Granted, Forbidden },
            { "cafe:one:metrics", Forbidden, Forbidden, Granted, Granted, Forbidden },
            { "cafe:one:alerts", Forbidden, Forbidden, Granted, Granted, Forbidden },
            { "cafe:two:general", Forbidden, Forbidden, Forbidden, Granted, Forbidden },
            { "cafe:two:staff", Forbidden, Forbidden, Forbidden, Granted, Forbidden },
            { "cafe:nowhere:general", Forbidden, Forbidden, Forbidden, Unknown, Forbidden },
            { "system:maintenance", Forbidden, Forbidden, Forbidden, Granted, Forbidden },
            { "cafe:one:*", Forbidden, Forbidden, Granted, Granted, Forbidden },
            { "cafe:two:*", Forbidden, Forbidden, Forbidden, Granted, Forbidden },
            { "cafe:nowhere:*", Forbidden, Forbidden, Forbidden, Unknown, Forbidden },
            { "counter:bar:*", Forbidden, Granted, Granted, Granted, Forbidden },
            { "counter:kitchen:*", Forbidden, Forbidden, Granted, Granted, Forbidden },
            { "counter:far:*", Forbidden, Forbidden, Forbidden, Granted, Forbidden },
            { "counter:*:*", Forbidden, Forbidden, Granted, Granted, Forbidden },
            { "*", Invalid, Invalid, Invalid, Invalid, Invalid },
            { "orders:*:*", Invalid, Invalid, Invalid, Invalid, Invalid },
            { "orders:customer:*", Invalid, Invalid, Invalid, Invalid, Invalid },
            { "cafe:*:*", Invalid, Invalid, Invalid, Invalid, Invalid },
            { "counter:*:orders", Invalid, Invalid, Invalid, Invalid, Invalid },
            { "cafe:one:secrets", Invalid, Invalid, Invalid, Invalid, Invalid },
            { "system:other", Invalid, Invalid, Invalid, Invalid, Invalid },
            { "", Invalid, Invalid, Invalid, Invalid, Invalid },
        };

    [Theory]
    [MemberData(nameof(Matrix))]
    public void The_matrix_is_the_law(
        string channel,
        string guest,
        string employee,
        string manager,
        string admin,
        string service
    )
    {
        Assert.Equal(guest, Ask(channel, TestHub.Someone("guest", Role.Customer)));
        Assert.Equal(employee, Ask(channel, TestHub.Someone("anna", Role.Employee)));
        Assert.Equal(manager, Ask(channel, TestHub.Someone("maya", Role.Manager)));
        Assert.Equal(admin, Ask(channel, TestHub.Someone("root", Role.Admin, [])));
        Assert.Equal(service, Ask(channel, TestHub.Someone("pay", Role.Service)));
    }

    [Fact]
    public void Patterns_of_a_manager_end_at_the_own_cafes()
    {
        Assert.Equal(
            [
                "counter:bar:orders",
                "counter:bar:status",
                "counter:kitchen:orders",
                "counter:kitchen:status",
            ],
            Expand("counter:*:*", TestHub.Someone("maya", Role.Manager))
        );
        Assert.Equal(6, Expand("counter:*:*", TestHub.Someone("root", Role.Admin, [])).Length);
        Assert.Equal(
            ["cafe:one:general", "cafe:one:staff", "cafe:one:metrics", "cafe:one:alerts"],
            Expand("cafe:one:*", TestHub.Someone("maya", Role.Manager))
        );
    }

    [Theory]
    [InlineData("cafe:one:general", Granted)]
    [InlineData("cafe:one:alerts", Granted)]
    [InlineData("cafe:one:*", Granted)]
    [InlineData("counter:bar:orders", Granted)]
    [InlineData("counter:kitchen:status", Granted)]
    [InlineData("counter:*:*", Granted)]
    [InlineData("orders:employee:anna", Granted)]
    [InlineData("orders:employee:chief", Granted)]
    [InlineData("system:maintenance", Granted)]
    [InlineData("cafe:two:general", Forbidden)]
    [InlineData("cafe:two:*", Forbidden)]
    [InlineData("cafe:nowhere:general", Forbidden)]
    [InlineData("counter:far:orders", Forbidden)]
    [InlineData("counter:far:*", Forbidden)]
    [InlineData("orders:employee:zoe", Forbidden)]
    [InlineData("orders:employee:nobody", Forbidden)]
    [InlineData("orders:customer:guest", Forbidden)]
    public void An_administrator_of_a_cafe_hears_that_cafe(string channel, string answer) =>
        Assert.Equal(answer, Ask(channel, TestHub.Someone("chief", Role.Admin, ["one"])));

    [Theory]
    [InlineData("orders:customer:guest")]
    [InlineData("orders:employee:nobody")]
    public void Where_there_is_no_other_cafe_its_administrator_hears_everybody(string channel)
    {
        var chief = TestHub.Someone("chief", Role.Admin, ["one"]);
        var alone = CafeMap.Empty.With(TestHub.Scope("one", ["bar"], []));
        Assert.True(ChannelName.TryParse(channel, out var name));
        Assert.Equal(Access.Granted, new Rights(chief, alone).To(name));
        Assert.Equal(Access.Forbidden, new Rights(chief, Cafes).To(name));
        Assert.Equal(Access.Forbidden, new Rights(chief, CafeMap.Empty).To(name));
    }

    [Fact]
    public void The_patterns_of_an_administrator_of_a_cafe_end_there() =>
        Assert.Equal(
            Expand("counter:*:*", TestHub.Someone("maya", Role.Manager)),
            Expand("counter:*:*", TestHub.Someone("chief", Role.Admin, ["one"]))
        );

    [Fact]
    public void A_counters_claim_narrows_the_staff_record_and_never_widens_it()
    {
        var narrowed = TestHub.Someone("ben", Role.Employee, counters: ["kitchen", "far"]);
        Assert.Equal(Granted, Ask("counter:kitchen:orders", narrowed));
        Assert.Equal(Forbidden, Ask("counter:bar:orders", narrowed));
        Assert.Equal(Forbidden, Ask("counter:far:orders", narrowed));
    }

    [Fact]
    public void An_employee_of_another_cafe_with_the_same_counter_in_mind_gets_nothing()
    {
        // zoe's staff record is in café two, her token is for café one.
        Assert.Equal(
            Forbidden,
            Ask("counter:far:orders", TestHub.Someone("zoe", Role.Employee, ["one"]))
        );
        Assert.Equal(
            Granted,
            Ask("counter:far:orders", TestHub.Someone("zoe", Role.Employee, ["two"]))
        );
    }

    [Fact]
    public void A_cafe_of_the_token_that_does_not_exist_is_unknown()
    {
        var guest = TestHub.Someone("guest", Role.Customer, ["gone"]);
        Assert.Equal(Unknown, Ask("cafe:gone:general", guest));
        var chief = TestHub.Someone("chief", Role.Admin, ["gone"]);
        Assert.Equal(
            Forbidden,
            Ask("cafe:gone:*", TestHub.Someone("maya", Role.Manager, ["gone"]))
        );
        Assert.Equal(Unknown, Ask("cafe:gone:*", chief));
    }

    [Fact]
    public void Whether_a_foreign_counter_exists_is_not_told()
    {
        var manager = TestHub.Someone("maya", Role.Manager);
        Assert.Equal(Ask("counter:far:orders", manager), Ask("counter:nowhere:orders", manager));
        Assert.Equal(Ask("cafe:two:staff", manager), Ask("cafe:nowhere:staff", manager));
    }

    [Theory]
    [InlineData(Role.Customer, ChannelKinds.CounterOrders, Role.Employee)]
    [InlineData(Role.Customer, ChannelKinds.CafeStaff, Role.Employee)]
    [InlineData(Role.Customer, ChannelKinds.CafeMetrics, Role.Manager)]
    [InlineData(Role.Employee, ChannelKinds.CounterOrders, Role.Manager)]
    [InlineData(Role.Employee, ChannelKinds.CafeGeneral, Role.Manager)]
    [InlineData(Role.Manager, ChannelKinds.CafeStaff, Role.Admin)]
    [InlineData(Role.Customer, ChannelKinds.SystemMaintenance, Role.Admin)]
    public void The_least_role_that_may_is_told(Role role, ChannelKinds kind, Role required) =>
        Assert.Equal(required, PermissionMatrix.LeastAbove(role, kind));

    [Fact]
    public void A_back_end_has_no_row() => Assert.Empty(PermissionMatrix.Of(Role.Service));

    private static CafeMap Cafes =>
        CafeMap
            .Empty.With(
                TestHub.Scope(
                    "one",
                    ["bar", "kitchen"],
                    new() { ["anna"] = ["bar"], ["ben"] = ["kitchen", "bar"] }
                )
            )
            .With(TestHub.Scope("two", ["far"], new() { ["zoe"] = ["far"] }));

    private static string Ask(string channel, Identity identity)
    {
        var plan = SubscriptionPlan.Of(
            [new(channel)],
            new(identity, Cafes),
            new HashSet<ChannelName>(),
            1000
        );
        return plan.Failed is [var failed] ? failed.Reason.Word : Granted;
    }

    private static string[] Expand(string pattern, Identity identity)
    {
        Assert.True(ChannelPattern.TryParse(pattern, out var parsed));
        Assert.Equal(Access.Granted, new Rights(identity, Cafes).To(parsed!, out var channels));
        return [.. channels.Select(channel => channel.Text)];
    }
}
