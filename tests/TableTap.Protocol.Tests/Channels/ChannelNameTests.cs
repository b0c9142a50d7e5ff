using System.Text.RegularExpressions;
using CsCheck;
using TableTap.Protocol.Channels;
using TableTap.Terms;

namespace TableTap.Protocol.Tests.Channels;

public sealed class ChannelNameTests
{
    private const string Nine =
        "^(orders:(customer|employee):ID|counter:ID:(orders|status)|cafe:ID:(general|staff|metrics|alerts)|system:maintenance)$";

    private static readonly Regex Grammar = new(
        Nine.Replace("ID", "[A-Za-z0-9_-]{1,64}", StringComparison.Ordinal)
            .Replace("$", "\\z", StringComparison.Ordinal),
        RegexOptions.None,
        TimeSpan.FromSeconds(1)
    );

    private static readonly Gen<string> Ids = Gen.String[
        Gen.Char["ABCXYZabcxyz0189_-"],
        1,
        Identifier.MaxLength
    ];

    [Theory]
    [InlineData("orders:customer:c-1", ChannelKinds.CustomerOrders, "c-1")]
    [InlineData("orders:employee:anna", ChannelKinds.EmployeeOrders, "anna")]
    [InlineData("counter:espresso:orders", ChannelKinds.CounterOrders, "espresso")]
    [InlineData("counter:espresso:status", ChannelKinds.CounterStatus, "espresso")]
    [InlineData("cafe:demo:general", ChannelKinds.CafeGeneral, "demo")]
    [InlineData("cafe:demo:staff", ChannelKinds.CafeStaff, "demo")]
    [InlineData("cafe:demo:metrics", ChannelKinds.CafeMetrics, "demo")]
    [InlineData("cafe:demo:alerts", ChannelKinds.CafeAlerts, "demo")]
    [InlineData("system:maintenance", ChannelKinds.SystemMaintenance, "")]
    public void Each_of_the_nine_names_is_read_and_written(
        string text,
        ChannelKinds kind,
        string id
    )
    {
        Assert.True(ChannelName.TryParse(text, out var name));
        Assert.Equal((text, kind, id), (name.Text, name.Kind, name.Id));
        Assert.Equal(name, ChannelName.Of(kind, id));
        Assert.Equal(text, name.ToString());
    }

    [Fact]
    public void The_templates_are_the_documents_nine() =>
        Assert.Equal(
            [
                "orders:customer:{customerId}",
                "orders:employee:{employeeId}",
                "counter:{counterId}:orders",
                "counter:{counterId}:status",
                "cafe:{cafeId}:general",
                "cafe:{cafeId}:staff",
                "cafe:{cafeId}:metrics",
                "cafe:{cafeId}:alerts",
                "system:maintenance",
            ],
            ChannelName.Templates.Select(template => template.Text)
        );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("orders:customer:")]
    [InlineData("orders:customer:*")]
    [InlineData("orders:customer:a:b")]
    [InlineData("orders:customer:a ")]
    [InlineData("Orders:customer:a")]
    [InlineData("orders:customer:{customerId}")]
    [InlineData("counter::orders")]
    [InlineData("counter:orders")]
    [InlineData("counter:a:b:orders")]
    [InlineData("counter:a:orders\n")]
    [InlineData("counter:*:*")]
    [InlineData("cafe:a:kitchen")]
    [InlineData("cafe:é:staff")]
    [InlineData("cafe:a\0:staff")]
    [InlineData("system:maintenance:x")]
    [InlineData("system:")]
    public void Nothing_else_is_a_name(string? text)
    {
        Assert.False(ChannelName.TryParse(text, out var name));
        Assert.Equal(default, name);
    }

    [Fact]
    public void Every_name_survives_the_wire() =>
        Gen.Select(
                Gen.OneOf<ChannelKinds>([
                    .. ChannelName.Templates.Select(template => template.Kind),
                ]),
                Ids
            )
            .Sample(
                (kind, id) =>
                {
                    var name = ChannelName.Of(kind, id);
                    return ChannelName.TryParse(name.Text, out var read)
                        && read == name
                        && read.Kind == kind
                        && read.GetHashCode() == name.GetHashCode();
                }
            );

    [Fact]
    public void Reader_and_grammar_agree_on_any_text()
    {
        var pieces = Gen.OneOf(
            Gen.OneOf<string>(
                "orders",
                "customer",
                "employee",
                "counter",
                "status",
                "cafe",
                "general",
                "staff",
                "metrics",
                "alerts",
                "system",
                "maintenance",
                "*",
                ""
            ),
            Ids,
            Gen.String
        );
        pieces
            .Array[0, 4]
            .Select(parts => string.Join(':', parts))
            .Sample(
                text => ChannelName.TryParse(text, out _) == Grammar.IsMatch(text),
                iter: 5_000
            );
    }

    [Fact]
    public void A_name_needs_a_valid_id_and_one_kind()
    {
        Assert.Throws<ArgumentException>(() => ChannelName.Of(ChannelKinds.CafeStaff, "a b"));
        Assert.Throws<ArgumentException>(() => ChannelName.Of(ChannelKinds.CafeStaff, ""));
        Assert.Throws<ArgumentException>(() => ChannelName.Of(ChannelKinds.Cafe, "a"));
        Assert.Throws<ArgumentException>(() => ChannelName.Of(ChannelKinds.None, "a"));
    }

    [Fact]
    public void Names_are_equal_by_their_text()
    {
        var name = ChannelName.Of(ChannelKinds.CafeStaff, "a");
        Assert.True(name.Equals((object)ChannelName.Of(ChannelKinds.CafeStaff, "a")));
        Assert.True(name != ChannelName.Of(ChannelKinds.CafeGeneral, "a"));
        Assert.False(name.Equals("cafe:a:staff"));
    }

    /// <summary>Section 6: the last figures are given again, and a counter's channel says whether somebody looks at its screen.</summary>
    [Fact]
    public void Figures_are_retained_and_a_counters_orders_are_attended()
    {
        var all = Enum.GetValues<ChannelKinds>();

        Assert.Equal([ChannelKinds.CafeMetrics], all.Where(kind => kind.IsRetained));
        Assert.Equal([ChannelKinds.CounterOrders], all.Where(kind => kind.IsAttended));
    }
}
