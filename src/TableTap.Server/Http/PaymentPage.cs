using System.Text;
using TableTap.Cafes.Hosting;
using TableTap.Cafes.Payments;
using TableTap.Realtime.Authentication;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary>
/// The page that <c>paymentUrl</c> opens in the demo: a provider's page with one button for each thing a card can do. Like
/// a provider's, its address is the secret of the order's owner. Plain HTML and forms. Thread-safe.
/// </summary>
/// <param name="cafes">The cafés.</param>
/// <param name="gateway">The demo's payment provider.</param>
internal sealed class PaymentPage(CafeHost cafes, TestGateway gateway)
{
    private const string Address = Path + "/{orderId}";

    /// <summary>What reading the address does.</summary>
    public static ApiOperation Show { get; } =
        new("showPaymentPage", "GET", Address, ApiTags.Demo, "The test provider's page")
        {
            Answer = ApiBody.Page,
        };

    /// <summary>What posting to the address does.</summary>
    public static ApiOperation Press { get; } =
        new("pressPaymentButton", "POST", Address, ApiTags.Demo, "Presses a button of that page")
        {
            Request = new("The card.") { MediaTypes = ["application/x-www-form-urlencoded"] },
            Answer = ApiBody.Page,
        };

    /// <summary>The path, before the order's id.</summary>
    public const string Path = "/pay";

    private static readonly (string Token, string Words)[] Cards =
    [
        ("tok_ok", "Pay"),
        ("tok_declined", "Card without money"),
        ("tok_late", "Pay, but the bank takes 20 seconds"),
        ("tok_timeout", "Bank that never answers"),
    ];

    /// <summary>The provider sees every order it was asked for.</summary>
    private static readonly Identity Provider = new(
        "test-gateway",
        Role.Admin,
        [],
        Counters: null,
        Name: null,
        TokenId: null,
        "tabletap:test-gateway",
        DateTimeOffset.MaxValue
    );

    /// <summary>Shows the order and the buttons.</summary>
    /// <param name="context">The request.</param>
    public Task ShowAsync(HttpContext context) =>
        Find(context) is { } found
            ? WriteAsync(context, StatusCodes.Status200OK, Choice(found))
            : WriteAsync(context, StatusCodes.Status404NotFound, "<h1>No such payment</h1>");

    /// <summary>Pays as the pressed button says, and tells what came of it.</summary>
    /// <param name="context">The request.</param>
    public async Task PayAsync(HttpContext context)
    {
        if (Find(context) is not { Order.OwnerId: { } owner } found)
        {
            await WriteAsync(context, StatusCodes.Status404NotFound, "<h1>No such payment</h1>");
            return;
        }

        var form = context.Request.HasFormContentType
            ? await context.Request.ReadFormAsync(context.RequestAborted)
            : FormCollection.Empty;
        var payment = await gateway.PayAsync(
            Provider with
            {
                UserId = owner,
                Role = Role.Customer,
                Cafes = [found.Cafe.CafeId],
            },
            found.Order.OrderId,
            form["token"].ToString(),
            context.RequestAborted
        );
        var (status, words) = payment switch
        {
            { Status: TestPaymentStatus.Succeeded } => (200, "Paid. You can close this page."),
            { Status: TestPaymentStatus.Failed } => (200, "The card was declined. Try another."),
            { Status: TestPaymentStatus.Processing } => (
                200,
                "The bank is thinking. You can close this page."
            ),
            { Refusal: { } refusal } => (ProblemDocument.StatusOf(refusal.Code), refusal.Message),
            _ => (StatusCodes.Status500InternalServerError, "Something went wrong."),
        };
        var again =
            payment.Status == TestPaymentStatus.Failed && Find(context) is { } now
                ? Choice(now)
                : "";
        await WriteAsync(
            context,
            status,
            $"<p class=\"news\" role=\"status\">{Text(words)}</p>{again}"
        );
    }

    private CafeOrder? Find(HttpContext context) =>
        context.Request.RouteValues["orderId"] is string orderId && Identifier.IsValid(orderId)
            ? cafes.FindOrder(Provider, orderId)
            : null;

    private static string Choice(CafeOrder found)
    {
        var order = found.Order;
        var html = new StringBuilder();
        html.Append($"<h1>{Text(found.Cafe.Profile.Name)}</h1>");
        html.Append(
            $"<p>{Text(order.OrderNumber)} · <strong>{Currencies.Text(found.Cafe.Profile.Currency, order.DueByCard)} {Text(found.Cafe.Profile.Currency)}</strong></p>"
        );
        html.Append("<p class=\"note\">This is the demo's test provider. No card, no money.</p>");
        html.Append("<form method=\"post\">");
        foreach (var (token, words) in Cards)
        {
            html.Append($"<button name=\"token\" value=\"{token}\">{Text(words)}</button>");
        }

        return html.Append("</form>").ToString();
    }

    private static Task WriteAsync(HttpContext context, int status, string main) =>
        DemoPage.WriteAsync(context, status, "test payment", main);

    private static string Text(string text) => DemoPage.Text(text);
}
