using System.Globalization;
using System.Text;
using System.Text.Json;
using TableTap.Cafes.Hosting;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Commands;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary>
/// What <c>rating.url</c> opens in the demo: five buttons, and what came of pressing one. Its address is the secret of the
/// order's owner, in whose name it rates. Thread-safe.
/// </summary>
/// <param name="cafes">The cafés.</param>
internal sealed class RatingPage(CafeHost cafes)
{
    /// <summary>The path, before the order's id.</summary>
    public const string Path = "/rate";

    private const string Address = Path + "/{orderId}";

    /// <summary>What reading the address does.</summary>
    public static ApiOperation Show { get; } =
        new("showRatingPage", "GET", Address, ApiTags.Demo, "What rating.url opens")
        {
            Answer = ApiBody.Page,
        };

    /// <summary>What posting to the address does.</summary>
    public static ApiOperation Rate { get; } =
        new("rateOrder", "POST", Address, ApiTags.Demo, "Presses a button of that page")
        {
            Request = new("The stars.") { MediaTypes = ["application/x-www-form-urlencoded"] },
            Answer = ApiBody.Page,
        };

    private const int MostStars = 5;
    private const string Issuer = "tabletap:rating-page";
    private static readonly MessageDescriptor Row = MessageCatalogue.Find("order_rate")!;
    private static readonly Identity Reader = new(
        "rating-page",
        Role.Admin,
        [],
        Counters: null,
        Name: null,
        TokenId: null,
        Issuer,
        DateTimeOffset.MaxValue
    );

    /// <summary>Shows the page with a button for each number of stars.</summary>
    /// <param name="context">The request.</param>
    public async Task ShowAsync(HttpContext context) =>
        await (
            await FindAsync(context) is { } found
                ? WriteAsync(context, StatusCodes.Status200OK, Choice(found))
                : WriteAsync(context, StatusCodes.Status404NotFound, "<h1>No such order</h1>")
        );

    /// <summary>Rates as the pressed button says.</summary>
    /// <param name="context">The request.</param>
    public async Task RateAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } found)
        {
            await WriteAsync(context, StatusCodes.Status404NotFound, "<h1>No such order</h1>");
            return;
        }

        var form = context.Request.HasFormContentType
            ? await context.Request.ReadFormAsync(context.RequestAborted)
            : FormCollection.Empty;
        var isNumber = int.TryParse(
            form["stars"],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var stars
        );
        var (status, words) =
            isNumber && stars is >= 1 and <= MostStars
                ? await RateAsync(found, stars, context.RequestAborted)
                : (StatusCodes.Status422UnprocessableEntity, "Choose from one to five stars.");
        await WriteAsync(
            context,
            status,
            $"<p class=\"news\" role=\"status\">{DemoPage.Text(words)}</p>"
        );
    }

    private async Task<(int Status, string Words)> RateAsync(
        CafeOrder found,
        int stars,
        CancellationToken cancellationToken
    )
    {
        var rating = new OrderRate(found.Order.OrderId, stars);
        var answer = await cafes.Commands.HandleAsync(
            new CommandRequest(
                Reader with
                {
                    UserId = found.Order.OwnerId!,
                    Role = Role.Customer,
                    Cafes = [found.Cafe.CafeId],
                },
                Row,
                $"rate_{stars}_{found.Order.OrderId}",
                FrameWriter.Payload(rating, CommandJson.Payloads.OrderRate),
                Address: null
            ),
            null,
            cancellationToken
        );
        using var frame = JsonDocument.Parse(answer);
        return
            frame.RootElement.GetProperty("data"u8).TryGetProperty("error"u8, out var refused)
            && refused.Deserialize(ProtocolJson.Default.ErrorBody) is { } error
            ? (ProblemDocument.StatusOf(error.Code), error.Message)
            : (StatusCodes.Status200OK, "Thank you!");
    }

    private async Task<CafeOrder?> FindAsync(HttpContext context) =>
        context.Request.RouteValues["orderId"] is string orderId
        && Identifier.IsValid(orderId)
        && await cafes.FindOrderAsync(Reader, orderId, context.RequestAborted)
            is { Order.OwnerId: not null } found
            ? found
            : null;

    private static string Choice(CafeOrder found)
    {
        var html = new StringBuilder();
        html.Append($"<h1>{DemoPage.Text(found.Cafe.Profile.Name)}</h1>");
        html.Append($"<p>How was {DemoPage.Text(found.Order.OrderNumber)}?</p>");
        html.Append("<form method=\"post\">");
        for (var stars = MostStars; stars >= 1; stars--)
        {
            html.Append(
                $"<button name=\"stars\" value=\"{stars}\" aria-label=\"{Counted.Of(stars, "star", "stars")}\">{new string('★', stars)}</button>"
            );
        }

        return html.Append("</form>").ToString();
    }

    private static Task WriteAsync(HttpContext context, int status, string main) =>
        DemoPage.WriteAsync(context, status, "rating", main);
}
