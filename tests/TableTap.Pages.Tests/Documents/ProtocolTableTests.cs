using System.Text.RegularExpressions;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Payload;
using TableTap.Terms;

namespace TableTap.Pages.Tests.Documents;

/// <summary>The tables of docs/protocol.md over all events and over all commands against the catalogue, both ways.</summary>
public sealed partial class ProtocolTableTests
{
    private const Roles Managers = Roles.Manager | Roles.Admin;

    private static readonly Document Page = Document.Of("docs/protocol.md");

    [Fact]
    public void Every_event_stands_in_the_table_of_channels_with_its_own()
    {
        var told = Page.TableUnder("which-message-travels-where")
            .SelectMany(row => Events(row[0]).Select(type => (type, Channels: Kinds(row[1]))))
            .GroupBy(row => row.type)
            .ToDictionary(
                rows => rows.Key,
                rows => rows.Aggregate(ChannelKinds.None, (all, row) => all | row.Channels)
            );

        Assert.Equal(
            Rows(MessageKind.Event).ToDictionary(row => row.Type, row => row.Channels),
            told
        );
    }

    [Fact]
    public void Every_command_stands_in_the_table_of_senders_with_its_own()
    {
        var told = Page.TableUnder("who-may-send-what")
            .SelectMany(row => Document.Code(row[0]).Select(type => (type, Who: row[1])))
            .ToDictionary(row => row.type, row => row.Who);

        Assert.Equal(Rows(MessageKind.Command).Select(row => row.Type).Order(), told.Keys.Order());
        Assert.All(
            Rows(MessageKind.Command)
                .Where(row => !told[row.Type].StartsWith("by the table", StringComparison.Ordinal)),
            row => Assert.Equal((row.Type, row.Senders), (row.Type, Senders(told[row.Type])))
        );
    }

    [Fact]
    public void Every_reserved_field_of_an_order_stands_on_the_page()
    {
        var told = Page.TableUnder("reserved-fields")
            .Select(row => Document.Code(row[1]).ToList())
            .ToList();

        Assert.Equal(ReservedFields.OfOrder.Select(field => field.Name), told[0]);
        Assert.Equal(ReservedFields.OfItem.Select(field => field.Name), told[1]);
    }

    private static IEnumerable<MessageDescriptor> Rows(MessageKind kind) =>
        MessageCatalogue.All.Where(row => row.Kind == kind);

    // "`counter_status_changed`, without order ids and `reason`": what a form of the event leaves out is no event.
    private static IEnumerable<string> Events(string cell) =>
        Document.Code(cell.Split(", without ")[0]);

    // "and every café's `general` and `staff`" leaves out what all of them begin with.
    private static ChannelKinds Kinds(string cell) =>
        Document
            .Code(cell)
            .Select(code =>
                code.Contains(':') ? Placeholder().Replace(code, "one") : $"cafe:one:{code}"
            )
            .Select(code =>
                ChannelName.TryParse(code, out var name)
                    ? name.Kind
                    : throw new FormatException(code)
            )
            .Aggregate(ChannelKinds.None, (all, kind) => all | kind);

    // Who may at least: whoever is above may, too.
    private static Roles Senders(string who) =>
        Person()
            .Matches(who)
            .Select(match =>
                match.Value switch
                {
                    "customer" or "owner" => Roles.Customer,
                    "employee" or "oneself" => Roles.Employee | Managers,
                    "manager" => Managers,
                    "admin" => Roles.Admin,
                    _ => Roles.Service,
                }
            )
            .Aggregate(Roles.None, (all, role) => all | role);

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\b(customer|owner|employee|oneself|manager|admin|service)\b")]
    private static partial Regex Person();
}
