using System.Text;
using TableTap.Cafes.CafeFiles;
using TableTap.Cafes.CafeFiles.Sheets;
using TableTap.Cafes.Hosting;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Server.Http.Operations;
using TableTap.Server.Http.SignIn;
using TableTap.Terms;

namespace TableTap.Server.Http.Setup;

/// <summary>
/// <c>GET</c> and <c>PUT /v1/cafes/{id}/file</c>, <c>POST /v1/cafes/{id}/file/check</c>: how a manager sets up the own café, with the rules of
/// <c>cafe import</c>. Thread-safe.
/// </summary>
/// <param name="managers">Lets managers through.</param>
/// <param name="cafes">All cafés of the server.</param>
/// <param name="ids">Gives each import its id.</param>
internal sealed class SetupEndpoint(ManagerAuthorization managers, CafeHost cafes, IdSource ids)
{
    private const string Address = "/v1/cafes/{id}/file";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // One file at a time is read: a large one takes time and memory, and anybody with a manager's PIN may send some.
    private static readonly SemaphoreSlim Turn = new(1);
    private static readonly string[] MediaTypes =
    [
        CafeFileEndpoint.Yaml,
        JsonAnswer.MediaType,
        SetupFile.Csv,
    ];

    private static readonly string[] Taken = [.. MediaTypes, SetupFile.Excel];

    private static readonly ErrorCode[] Refusals =
    [
        ErrorCode.InsufficientPermissions,
        ErrorCode.NotFound,
        ErrorCode.ServiceUnavailable,
    ];

    /// <summary>What reading the address does.</summary>
    public static ApiOperation Export { get; } =
        new("exportOwnCafe", "GET", Address, ApiTags.Administration, "The own café as a file")
        {
            Callers = Roles.Managers,
            Text =
                "YAML, JSON, or its menu alone as a sheet. The ETag names what the café is now, for If-Match.",
            Answer = new("The file, by Accept.") { MediaTypes = MediaTypes },
            Refusals = Refusals,
        };

    /// <summary>What checking a file does.</summary>
    public static ApiOperation Check { get; } =
        new(
            "checkOwnCafe",
            "POST",
            Address + "/check",
            ApiTags.Administration,
            "What an import of a file would do"
        )
        {
            Callers = Roles.Managers,
            Text = "It imports nothing.",
            Request = new("The file, by Content-Type.") { MediaTypes = Taken },
            Answer = new(
                "What is wrong with it, or what would change.",
                "CafeCheck",
                () => SetupJson.Default.SetupCheckAnswer
            )
            {
                Example =
                    """{"cafeId":"cafe_uuid","valid":false,"problems":[{"path":"menu[0].price","problem":"expected an amount such as 3.50","line":12,"column":12}],"changes":["~ menu latte: price 3.80 -> 3.90"],"notes":["limits.dayCutOff 04:00 lies within the opening hours: on such a day it comes when the café closes."]}""",
            },
            Refusals = [.. Refusals, ErrorCode.MalformedMessage],
        };

    /// <summary>What writing to the address does.</summary>
    public static ApiOperation Import { get; } =
        new(
            "importOwnCafe",
            "PUT",
            Address,
            ApiTags.Administration,
            "Sets the own café up from a file, or anew"
        )
        {
            Callers = Roles.Managers,
            Text =
                "With If-Match only where the café is still what its ETag said; it is a CONFLICT otherwise. A manager stays one of its managers.",
            Request = new("The file, by Content-Type.") { MediaTypes = Taken },
            Answer = new("What changed.", "CafeImport", () => HttpJson.Default.CafeImportAnswer)
            {
                Example =
                    """{"cafeId":"cafe_uuid","created":false,"changes":["~ menu latte: price 3.80 -> 3.90"]}""",
            },
            Refusals =
            [
                .. Refusals,
                ErrorCode.MalformedMessage,
                ErrorCode.ValidationFailed,
                ErrorCode.Conflict,
            ],
        };

    /// <summary>Answers a manager with the café as a file.</summary>
    /// <param name="context">The request and its answer.</param>
    public Task ExportAsync(HttpContext context) =>
        managers.RunAsync(
            context,
            "cafe_export",
            "",
            async (cafe, _, _) =>
            {
                var accept = context.Request.Headers.Accept.ToString();
                var (text, mediaType) =
                    SetupFile.Is(accept, "csv") ? (MenuSheet.Write(cafe.Profile), SetupFile.Csv)
                    : SetupFile.Is(accept, "json")
                        ? (Written(cafe, FileFormat.Json), JsonAnswer.MediaType)
                    : (Written(cafe, FileFormat.Yaml), CafeFileEndpoint.Yaml);
                context.Response.Headers.ETag = SetupFile.TagOf(cafe);
                await JsonAnswer.WriteAsync(context, Encoding.UTF8.GetBytes(text), mediaType);
                return null;
            }
        );

    /// <summary>Says what an import of the file in the body would do.</summary>
    /// <param name="context">The request and its answer.</param>
    public Task CheckAsync(HttpContext context) =>
        managers.RunAsync(
            context,
            "cafe_check",
            "",
            async (cafe, _, _) =>
            {
                if (await ReadAsync(context, cafe) is not { } file)
                {
                    return null;
                }

                context.Response.Headers.ETag = SetupFile.TagOf(cafe);
                await JsonAnswer.WriteAsync(
                    context,
                    new(
                        cafe.CafeId,
                        file.Profile is not null,
                        [.. file.Problems.Select(SetupProblem.Of)],
                        file.Profile is { } profile
                            ? ProfileChanges.Between(cafe.Profile, profile)
                            : [],
                        file.Notes
                    ),
                    SetupJson.Default.SetupCheckAnswer
                );
                return null;
            }
        );

    /// <summary>Sets the café up from the file in the body.</summary>
    /// <param name="context">The request and its answer.</param>
    public Task ImportAsync(HttpContext context) =>
        managers.RunAsync(
            context,
            "cafe_import",
            "",
            async (cafe, manager, _) =>
            {
                if (await ReadAsync(context, cafe) is not { } file)
                {
                    return null;
                }

                var expected = context.Request.Headers.IfMatch.ToString();
                await (
                    file.Profile is not { } profile ? RefuseAsync(context, file)
                    // Who heard no answer and sends the same again is told that it is done.
                    : profile != cafe.Profile && !SetupFile.IsAmong(expected, cafe)
                        ? ProblemDocument.WriteAsync(
                            context,
                            new(ErrorCode.Conflict, "The café was changed meanwhile; look again.")
                        )
                    : ImportAsync(
                        context,
                        cafe,
                        manager,
                        profile,
                        file.Notes,
                        isExpected: expected.Length > 0
                    )
                );
                return null;
            }
        );

    private async Task ImportAsync(
        HttpContext context,
        Cafe cafe,
        Identity manager,
        CafeProfile profile,
        IReadOnlyList<string> notes,
        bool isExpected
    )
    {
        var done = await CafeImport.RunAsync(
            cafes,
            cafe.CafeId,
            profile,
            manager,
            ClientAddress.Of(context),
            ids(),
            context.RequestAborted,
            isExpected ? cafe.Profile : null
        );
        // A refusal is in the audit already: the café's loop decided it.
        await (
            done.Refusal is { } refusal
                ? ProblemDocument.WriteAsync(context, refusal)
                : JsonAnswer.WriteAsync(
                    context,
                    new(
                        cafe.CafeId,
                        Created: false,
                        ProfileChanges.Between(done.Before ?? CafeProfile.None, profile),
                        notes.Count > 0 ? notes : null
                    ),
                    HttpJson.Default.CafeImportAnswer
                )
        );
    }

    private static async Task<SetupFile?> ReadAsync(HttpContext context, Cafe cafe)
    {
        if (await RequestBody.ReadAsync(context, CafeFile.MaxBytes) is not { } body)
        {
            return null;
        }

        if (!await Turn.WaitAsync(Patience, context.RequestAborted))
        {
            await ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.ServiceUnavailable,
                    "The server reads other files now; try again.",
                    RetryAfter: 5
                )
            );
            return null;
        }

        try
        {
            return SetupFile.Read(body.Span, context.Request.ContentType ?? "", cafe);
        }
        finally
        {
            Turn.Release();
        }
    }

    private static Task RefuseAsync(HttpContext context, SetupFile file) =>
        ProblemDocument.WriteAsync(
            context,
            new(
                ErrorCode.ValidationFailed,
                "The café's file is not valid; nothing was imported.",
                Details:
                [
                    .. file.Problems.Select(one => new ErrorDetail(
                        one.Path,
                        one.Mark is { } mark
                            ? $"line {mark.Line}, column {mark.Column}: {one.What}"
                            : one.What
                    )),
                ]
            )
        );

    private static string Written(Cafe cafe, FileFormat format) =>
        CafeFile.Write(cafe.CafeId, cafe.Profile, format);
}
