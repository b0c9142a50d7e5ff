using TableTap.Cafes.Answers;
using TableTap.Cafes.Decisions;
using TableTap.Cafes.Hosting;
using TableTap.Ordering.State;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http.SignIn;

/// <summary>Lets the managers of a café through, and audits who else tried (section 9). Thread-safe.</summary>
/// <param name="auth">Finds out who asks.</param>
/// <param name="cafes">The cafés.</param>
/// <param name="time">The clock of the audit.</param>
internal sealed class ManagerAuthorization(BearerAuth auth, CafeHost cafes, TimeProvider time)
{
    /// <summary>Does something for a manager of the café of the address; otherwise the request is answered.</summary>
    /// <param name="context">The request.</param>
    /// <param name="command">What is wanted, for the audit.</param>
    /// <param name="target">What it is about, for the audit.</param>
    /// <param name="action">What is done; gives back why not, or null where the request is answered.</param>
    public Task RunAsync(
        HttpContext context,
        string command,
        string target,
        Func<Cafe, AuditLine?, Task<ErrorBody?>> action
    ) => RunAsync(context, command, target, (cafe, _, line) => action(cafe, line));

    /// <summary>Does something for a manager of the café of the address, who is named; otherwise the request is answered.</summary>
    /// <param name="context">The request.</param>
    /// <param name="command">What is wanted, for the audit.</param>
    /// <param name="target">What it is about, for the audit.</param>
    /// <param name="action">What is done; gives back why not, or null where the request is answered.</param>
    public async Task RunAsync(
        HttpContext context,
        string command,
        string target,
        Func<Cafe, Identity, AuditLine?, Task<ErrorBody?>> action
    )
    {
        if (await auth.IdentifyAsync(context) is not { } caller)
        {
            return;
        }

        var cafeId = context.Request.RouteValues["id"] as string ?? "";
        var cafe = caller.Owns(cafeId) ? cafes.Find(cafeId) : null;
        var refusal =
            !ApiOperation.Of(context).Callers.Has(caller.Role)
                ? new(
                    ErrorCode.InsufficientPermissions,
                    "Only a manager may do that.",
                    RequiredRole: Role.Manager
                )
            : cafe is null || !caller.HoldsIn(cafe)
                ? new ErrorBody(ErrorCode.NotFound, "No such café, or not yours.")
            : null;
        try
        {
            refusal ??= await action(cafe!, caller, Line(cafeId, caller, null));
        }
        catch (JournalUnavailableException)
        {
            refusal = new(
                ErrorCode.ServiceUnavailable,
                "This could not be written, or not all of it; try again.",
                RetryAfter: 1
            );
        }

        if (refusal is not null)
        {
            cafes.RefusalAudit.Count(
                Line(cafe is null ? AuditTrail.Server : cafeId, caller, refusal)
            );
            await ProblemDocument.WriteAsync(context, refusal);
        }

        AuditLine? Line(string chain, Identity who, ErrorBody? why) =>
            AuditTrail.Line(
                chain,
                who,
                ClientAddress.Of(context),
                command,
                "",
                why,
                time.GetUtcNow()
            )
                is { } line
                ? line with
                {
                    Target = Identifier.IsValid(target) ? target : null,
                }
                : null;
    }
}
