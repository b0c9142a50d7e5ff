using System.Text;
using QRCoder;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;
using TableTap.Server.Http.Operations;
using TableTap.Server.SignIn;
using TableTap.Terms;

namespace TableTap.Server.Http.SignIn;

/// <summary>The codes of the tables, for a manager who prints or revokes them (section 10). Thread-safe.</summary>
/// <param name="managers">Lets managers through.</param>
/// <param name="codes">The codes.</param>
/// <param name="sessions">The sessions of guests.</param>
/// <param name="page">The base of the page that a QR code opens.</param>
internal sealed class TableCodeEndpoint(
    ManagerAuthorization managers,
    TableCodes codes,
    SignInSessions sessions,
    string page
)
{
    private const string Address = "/v1/cafes/{id}/tables/{table}/code";
    private const string Svg = "image/svg+xml";
    private const string Png = "image/png";
    private const int PixelsPerModule = 10;
    private static readonly ErrorCode[] Refusals =
    [
        ErrorCode.InsufficientPermissions,
        ErrorCode.NotFound,
        ErrorCode.ServiceUnavailable,
    ];

    /// <summary>What reading the address does.</summary>
    public static ApiOperation Read { get; } =
        new("getTableCode", "GET", Address, ApiTags.SignIn, "The code of a table")
        {
            Callers = Roles.Managers,
            Answer = new("The code.", "TableCode", () => SignInBodies.Default.TableCodeAnswer)
            {
                Example =
                    """{"tableCode":"eyJhbGciOiJIUzI1NiJ9.eyJ0YWJsZSI6IjcifQ.c2ln","url":"https://cafe.example/g/cafe_uuid?t=eyJhbGciOiJIUzI1NiJ9.eyJ0YWJsZSI6IjcifQ.c2ln"}""",
            },
            Refusals = Refusals,
        };

    /// <summary>What asking for the picture does.</summary>
    public static ApiOperation Picture { get; } =
        new(
            "getTableQr",
            "GET",
            "/v1/cafes/{id}/tables/{table}/qr",
            ApiTags.SignIn,
            "The QR code of a table, to print"
        )
        {
            Callers = Roles.Managers,
            Answer = new("The picture, by Accept; SVG without one.") { MediaTypes = [Svg, Png] },
            Refusals = Refusals,
        };

    /// <summary>What deleting at the address does.</summary>
    public static ApiOperation Revoke { get; } =
        new("revokeTableCode", "DELETE", Address, ApiTags.SignIn, "Revokes the code of a table")
        {
            Callers = Roles.Managers,
            Text =
                "Nobody signs in by it any more, and the table has a new one. Guests who are signed in stay so, unless guests=end ends their sessions.",
            Query =
            [
                ApiParameter.Text(
                    "guests",
                    "stay (the default), or end: the sessions of all guests who signed in at the table end, too."
                ),
            ],
            Status = StatusCodes.Status204NoContent,
            Refusals = [.. Refusals, ErrorCode.ValidationFailed],
        };

    /// <summary>Answers with the code.</summary>
    /// <param name="context">The request.</param>
    public Task ReadAsync(HttpContext context) =>
        WithTableAsync(
            context,
            "table_code_read",
            async (cafeId, table, _) =>
            {
                var code = await codes.OfAsync(cafeId, table);
                await JsonAnswer.WriteAsync(
                    context,
                    new(code, UrlOf(cafeId, code)),
                    SignInBodies.Default.TableCodeAnswer
                );
                return null;
            }
        );

    /// <summary>Answers with the picture.</summary>
    /// <param name="context">The request.</param>
    public Task DrawAsync(HttpContext context) =>
        WithTableAsync(
            context,
            "table_code_read",
            async (cafeId, table, _) =>
            {
                using var generator = new QRCodeGenerator();
                using var data = generator.CreateQrCode(
                    UrlOf(cafeId, await codes.OfAsync(cafeId, table)),
                    QRCodeGenerator.ECCLevel.M
                );
                var isPng = context
                    .Request.Headers.Accept.ToString()
                    .Contains(Png, StringComparison.OrdinalIgnoreCase);
                byte[] picture;
                if (isPng)
                {
                    using var png = new PngByteQRCode(data);
                    picture = png.GetGraphic(PixelsPerModule);
                }
                else
                {
                    using var svg = new SvgQRCode(data);
                    picture = Encoding.UTF8.GetBytes(svg.GetGraphic(PixelsPerModule));
                }

                await JsonAnswer.WriteAsync(context, picture, isPng ? Png : Svg);
                return null;
            }
        );

    /// <summary>Revokes the code of a table.</summary>
    /// <param name="context">The request.</param>
    public Task RevokeAsync(HttpContext context) =>
        WithTableAsync(
            context,
            "table_code_revoke",
            async (cafeId, table, line) =>
            {
                var guests = context.Request.Query["guests"].ToString();
                if (guests is not ("" or "stay" or "end"))
                {
                    return new(ErrorCode.ValidationFailed, "guests is stay or end.");
                }

                await codes.RevokeAsync(cafeId, table, line);
                if (guests == "end")
                {
                    await sessions.EndTableAsync(cafeId, table);
                }

                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return null;
            }
        );

    private Task WithTableAsync(
        HttpContext context,
        string command,
        Func<string, string, AuditLine?, Task<ErrorBody?>> action
    )
    {
        var table = context.Request.RouteValues["table"] as string ?? "";
        return managers.RunAsync(
            context,
            command,
            table,
            async (cafe, line) =>
                codes.Has(cafe.CafeId, table)
                    ? await action(cafe.CafeId, table, line)
                    : new(ErrorCode.NotFound, "The café has no such table.")
        );
    }

    private string UrlOf(string cafeId, string code) => $"{page}/{cafeId}?t={code}";
}
