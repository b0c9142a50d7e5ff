using System.Globalization;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary><c>GET /v1/admin/audit</c>: the audit, page by page, for administrators (section 9). Thread-safe.</summary>
/// <param name="admins">Lets administrators through.</param>
/// <param name="journal">Where the audit is.</param>
internal sealed class AuditEndpoint(AdminAuthorization admins, IJournal journal)
{
    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "listAudit",
            "GET",
            "/v1/admin/audit",
            ApiTags.Administration,
            "The audit, the latest line first"
        )
        {
            Callers = Roles.Admin,
            Text =
                "Who wanted what, and what came of it (section 9). Each line is linked to the one before it in its chain.",
            Query =
            [
                ApiParameter.Id(
                    "cafe",
                    "Only this café's chain; server for what belongs to none. An administrator of several cafés has to name one."
                ),
                ApiParameter.Id("actor", "Only what this person or back end wanted."),
                ApiParameter.Moment("from", "Only from this moment on."),
                ApiParameter.Moment("to", "Only before this moment."),
                ApiParameter.Cursor(),
                ApiParameter.Limit(most: MaxLines, fallback: UsualLines),
            ],
            Answer = new("A page of lines.", "Audit", () => HttpJson.Default.AuditAnswer)
            {
                Example = ApiSamples.Audit,
            },
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.NotFound,
                ErrorCode.ValidationFailed,
                ErrorCode.ServiceUnavailable,
            ],
        };

    private const string Reading = "audit_read";
    private const int MaxLines = 500;
    private const int UsualLines = 100;

    /// <summary>Answers an administrator with one page of the audit.</summary>
    /// <param name="context">The request.</param>
    public async Task AnswerAsync(HttpContext context)
    {
        if (await admins.AdministratorAsync(context, Reading) is not { } administrator)
        {
            return;
        }

        var problems = new List<ErrorDetail>();
        var query = new AuditQuery(Limit(context, problems))
        {
            Chain = Chain(context, administrator, problems),
            Actor = Id(context, "actor", problems),
            From = Time(context, "from", problems),
            Until = Time(context, "to", problems),
            Before = Cursor(context, problems),
        };
        if (problems.Count > 0)
        {
            await admins.RefuseAsync(
                context,
                administrator,
                Reading,
                new(ErrorCode.ValidationFailed, problems[0].Problem, Details: problems)
            );
            return;
        }

        if (query.Chain is { } chain && !administrator.Owns(chain))
        {
            await admins.RefuseAsync(
                context,
                administrator,
                Reading,
                new(ErrorCode.NotFound, $"There is no café '{chain}'.")
            );
            return;
        }

        try
        {
            var page = await journal.ReadAuditAsync(query, context.RequestAborted);
            await JsonAnswer.WriteAsync(
                context,
                new AuditAnswer(
                    [.. page.Entries.Select(AuditEntryAnswer.Of)],
                    page.Next?.ToString(CultureInfo.InvariantCulture)
                ),
                HttpJson.Default.AuditAnswer
            );
        }
        catch (JournalUnavailableException)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.ServiceUnavailable,
                    "The audit cannot be read now; try again.",
                    RetryAfter: 1
                )
            );
        }
    }

    private static string? Value(HttpContext context, string name) =>
        context.Request.Query[name] is [{ Length: > 0 } value] ? value : null;

    /// <summary>The chain asked for; an administrator of one café means that café's, and one of several has to say which.</summary>
    private static string? Chain(
        HttpContext context,
        Identity administrator,
        List<ErrorDetail> problems
    )
    {
        if (Id(context, "cafe", problems) is { } asked)
        {
            return asked;
        }

        if (administrator.Cafes.Length > 1)
        {
            problems.Add(new("cafe", "cafe is needed: you have several cafés."));
        }

        return administrator.Cafes.FirstOrDefault();
    }

    private static string? Id(HttpContext context, string name, List<ErrorDetail> problems)
    {
        var value = Value(context, name);
        if (value is not null && !Identifier.IsValid(value))
        {
            problems.Add(new(name, $"{name} is an id: {Identifier.Rule}."));
        }

        return value;
    }

    private static DateTimeOffset? Time(
        HttpContext context,
        string name,
        List<ErrorDetail> problems
    )
    {
        if (Value(context, name) is not { } value)
        {
            return null;
        }

        if (
            DateTimeOffset.TryParse(
                value,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time
            )
        )
        {
            return time;
        }

        problems.Add(new(name, $"{name} is a time like 2024-01-15T10:30:00Z."));
        return null;
    }

    private static int Limit(HttpContext context, List<ErrorDetail> problems)
    {
        if (Value(context, "limit") is not { } value)
        {
            return UsualLines;
        }

        if (
            int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is > 0 and <= MaxLines
        )
        {
            return limit;
        }

        problems.Add(new("limit", $"limit is from 1 to {MaxLines}."));
        return UsualLines;
    }

    private static long? Cursor(HttpContext context, List<ErrorDetail> problems)
    {
        if (Value(context, "cursor") is not { } value)
        {
            return null;
        }

        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor))
        {
            return cursor;
        }

        problems.Add(new("cursor", "cursor is the one of the page before."));
        return null;
    }
}
