using TableTap.Cafes.CafeFiles;
using TableTap.Cafes.Hosting;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary>
/// <c>GET</c> and <c>PUT /v1/admin/cafes/{id}</c>: a café as a file, YAML or JSON by <c>Accept</c> and
/// <c>Content-Type</c>. For administrators. Thread-safe.
/// </summary>
/// <param name="admins">Lets administrators through.</param>
/// <param name="cafes">All cafés of the server.</param>
/// <param name="ids">Gives each import its id.</param>
public sealed class CafeFileEndpoint(AdminAuthorization admins, CafeHost cafes, IdSource ids)
{
    private const string Address = "/v1/admin/cafes/{id}";

    /// <summary>What reading the address does.</summary>
    public static ApiOperation Export { get; } =
        new("exportCafe", "GET", Address, ApiTags.Administration, "A café as a file")
        {
            Callers = Roles.Admin,
            Answer = new("The file, by Accept.") { MediaTypes = [Yaml, JsonAnswer.MediaType] },
            Refusals = [ErrorCode.InsufficientPermissions, ErrorCode.NotFound],
        };

    /// <summary>What writing to the address does.</summary>
    public static ApiOperation Import { get; } =
        new(
            "importCafe",
            "PUT",
            Address,
            ApiTags.Administration,
            "Sets a café up from a file, or anew"
        )
        {
            Callers = Roles.Admin,
            Request = new("The file, by Content-Type.")
            {
                MediaTypes = [Yaml, JsonAnswer.MediaType],
            },
            Answer = new("What changed.", "CafeImport", () => HttpJson.Default.CafeImportAnswer)
            {
                Example =
                    """{"cafeId":"cafe_uuid","created":false,"changes":["menu: latte costs 3.90"]}""",
            },
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.NotFound,
                ErrorCode.ValidationFailed,
                ErrorCode.Conflict,
                ErrorCode.ServiceUnavailable,
            ],
        };

    /// <summary>The media type of YAML (RFC 9512).</summary>
    public const string Yaml = "application/yaml";

    /// <summary>Answers an administrator with the café as a file.</summary>
    /// <param name="context">The request and its answer.</param>
    public async Task ExportAsync(HttpContext context)
    {
        if (await admins.AdministratorAsync(context, "cafe_export") is not { } administrator)
        {
            return;
        }

        var cafeId = context.Request.RouteValues["id"] as string ?? "";
        if (Own(administrator, cafeId) is not { } cafe)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(ErrorCode.NotFound, $"There is no café '{cafeId}'.")
            );
            return;
        }

        var isJson = context
            .Request.Headers.Accept.ToString()
            .Contains("json", StringComparison.OrdinalIgnoreCase);
        var text = CafeFile.Write(cafeId, cafe.Profile, isJson ? FileFormat.Json : FileFormat.Yaml);
        await JsonAnswer.WriteAsync(
            context,
            System.Text.Encoding.UTF8.GetBytes(text),
            isJson ? JsonAnswer.MediaType : Yaml
        );
    }

    /// <summary>Sets the café up from the file in the request's body.</summary>
    /// <param name="context">The request and its answer.</param>
    public async Task ImportAsync(HttpContext context)
    {
        if (await admins.AdministratorAsync(context, "cafe_import") is not { } administrator)
        {
            return;
        }

        var cafeId = context.Request.RouteValues["id"] as string ?? "";
        if (!administrator.IsServerAdministrator && Own(administrator, cafeId) is null)
        {
            await admins.RefuseAsync(
                context,
                administrator,
                "cafe_import",
                new(
                    ErrorCode.NotFound,
                    $"There is no café '{cafeId}'; new cafés are for an administrator of the server, whose token names none."
                )
            );
            return;
        }

        if (await RequestBody.ReadAsync(context, CafeFile.MaxBytes) is not { } body)
        {
            return;
        }

        var isJson =
            context.Request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase)
            ?? false;
        var file = CafeFile.Read(body.Span, isJson ? FileFormat.Json : FileFormat.Yaml);
        var problems = file.Problems;
        if (file.Profile is not null && file.CafeId != cafeId)
        {
            problems = [new(null, "id", $"the address says '{cafeId}', the file '{file.CafeId}'")];
        }

        problems = CafeFileCards.Problems(cafeId, file.Profile, problems);
        if (problems.Count > 0)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.ValidationFailed,
                    "The café's file is not valid; nothing was imported.",
                    Details:
                    [
                        .. problems.Select(one => new ErrorDetail(
                            one.Path,
                            one.Mark is { } mark
                                ? $"line {mark.Line}, column {mark.Column}: {one.What}"
                                : one.What
                        )),
                    ]
                )
            );
            return;
        }

        var done = await CafeImport.RunAsync(
            cafes,
            cafeId,
            file.Profile!,
            administrator,
            ClientAddress.Of(context),
            ids(),
            context.RequestAborted
        );
        await (
            done.Refusal is { } refusal
                ? ProblemDocument.WriteAsync(context, refusal)
                : JsonAnswer.WriteAsync(
                    context,
                    new(
                        cafeId,
                        done.Before is null,
                        ProfileChanges.Between(done.Before ?? CafeProfile.None, file.Profile!),
                        ProfileNotes.Of(file.Profile!) is { Count: > 0 } notes ? notes : null
                    ),
                    HttpJson.Default.CafeImportAnswer
                )
        );
    }

    /// <summary>The café, where it is one of the administrator's and was set up.</summary>
    private Cafe? Own(Identity administrator, string cafeId) =>
        administrator.Owns(cafeId)
        && cafes.Find(cafeId) is { } cafe
        && cafe.Profile != CafeProfile.None
            ? cafe
            : null;
}
