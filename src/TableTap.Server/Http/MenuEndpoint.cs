using System.Text.Json;
using TableTap.Ordering;
using TableTap.Protocol;
using TableTap.Realtime;
using TableTap.Server.Cafes;
using Role = TableTap.Protocol.Role;

namespace TableTap.Server.Http;

/// <summary>An item of the menu as guests see it.</summary>
/// <param name="ItemId">Its id, for <c>order_create</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Category">The heading it stands under.</param>
/// <param name="Price">Of one, without customisations.</param>
/// <param name="Available">Whether it could be ordered now.</param>
/// <param name="Customizations">The names of what goes with it.</param>
internal sealed record MenuEntry(
    string ItemId,
    string Name,
    string Category,
    Amount Price,
    bool Available,
    IReadOnlyList<string> Customizations
);

/// <summary>A customisation of the menu.</summary>
/// <param name="Name">Its name, for <c>order_create</c>.</param>
/// <param name="Price">What it adds to the price of one.</param>
/// <param name="Available">Whether it can be had now.</param>
internal sealed record MenuExtra(string Name, Amount Price, bool Available);

/// <summary>The answer of <c>GET /v1/cafes/{id}/menu</c>, read at one commit (section 7).</summary>
/// <param name="CafeId">The café.</param>
/// <param name="Name">Its name.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Open">Whether it is open now.</param>
/// <param name="Items">What can be ordered, in the order of the menu.</param>
/// <param name="Customizations">What can be changed about items.</param>
/// <param name="Tables">The tables of <c>dine-in</c>.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Positions">Where to subscribe from, for each channel that can change this and that the caller may hear.</param>
internal sealed record MenuAnswer(
    string CafeId,
    string Name,
    string Currency,
    bool Open,
    IReadOnlyList<MenuEntry> Items,
    IReadOnlyList<MenuExtra> Customizations,
    IReadOnlyList<string> Tables,
    string Epoch,
    IReadOnlyDictionary<string, long> Positions
);

/// <summary><c>GET /v1/cafes/{id}/menu</c>, for any token of the café. Thread-safe.</summary>
/// <param name="auth">Who asks.</param>
/// <param name="cafes">The cafés.</param>
/// <param name="time">The clock.</param>
internal sealed class MenuEndpoint(BearerAuth auth, CafeHost cafes, TimeProvider time)
{
    /// <summary>Handles a request.</summary>
    /// <param name="context">The request.</param>
    public async Task AnswerAsync(HttpContext context)
    {
        if (await auth.IdentifyAsync(context) is not { } caller)
        {
            return;
        }

        var cafeId = context.Request.RouteValues["id"] as string ?? "";
        try
        {
            var snapshot =
                caller.Owns(cafeId) && Identifier.IsValid(cafeId)
                    ? await cafes.ReadAsync(
                        cafeId,
                        ChannelsOf(caller.Role, cafeId),
                        context.RequestAborted
                    )
                    : null;
            await (
                snapshot is null
                    ? ProblemDocument.WriteAsync(
                        context,
                        new(ErrorCode.NotFound, "No such café, or not yours.")
                    )
                    : JsonAnswer.WriteAsync(context, Menu(snapshot), HttpJson.Default.MenuAnswer)
            );
        }
        catch (JournalUnavailableException)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(ErrorCode.ServiceUnavailable, "The café is busy; try again.", RetryAfter: 1)
            );
        }
    }

    /// <summary>Availability is told on both; the permission matrix gives a guest the one and an employee the other.</summary>
    private static IReadOnlyCollection<ChannelName> ChannelsOf(Role role, string cafeId) =>
        role switch
        {
            Role.Customer => [ChannelName.Of(ChannelKinds.CafeGeneral, cafeId)],
            Role.Employee => [ChannelName.Of(ChannelKinds.CafeStaff, cafeId)],
            Role.Manager or Role.Admin =>
            [
                ChannelName.Of(ChannelKinds.CafeGeneral, cafeId),
                ChannelName.Of(ChannelKinds.CafeStaff, cafeId),
            ],
            _ => [],
        };

    private MenuAnswer Menu(CafeSnapshot snapshot)
    {
        var cafe = snapshot.Cafe;
        var profile = cafe.Profile;
        return new(
            cafe.CafeId,
            profile.Name,
            profile.Currency,
            LocalTime.IsOpen(profile, time.GetUtcNow()),
            [
                .. profile.Menu.Items.Select(item => new MenuEntry(
                    item.ItemId,
                    item.Name,
                    item.Category,
                    item.Price.Wire(),
                    Offer.IsAvailable(cafe, item),
                    item.Customizations.Items
                )),
            ],
            [
                .. profile.Customizations.Items.Select(extra => new MenuExtra(
                    extra.Name,
                    extra.PriceDelta.Wire(),
                    Offer.IsAvailable(cafe, extra)
                )),
            ],
            profile.Tables.Items,
            snapshot.Epoch,
            snapshot.Heads.Heads.ToDictionary(head => head.Key.Text, head => head.Value.Sequence)
        );
    }
}
