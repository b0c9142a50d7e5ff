using TableTap.Cafes.Answers;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary>Lets administrators through, and audits who else tried (section 9). Thread-safe.</summary>
/// <param name="auth">Finds out who asks.</param>
/// <param name="refusals">Audits those who were refused.</param>
/// <param name="time">The clock of the audit.</param>
public sealed class AdminAuthorization(BearerAuth auth, RefusalAudit refusals, TimeProvider time)
{
    /// <summary>The administrator who asks; otherwise the request is answered.</summary>
    /// <param name="context">The request to check.</param>
    /// <param name="command">What is wanted, for the audit.</param>
    public async ValueTask<Identity?> AdministratorAsync(HttpContext context, string command)
    {
        if (await auth.IdentifyAsync(context) is not { } caller)
        {
            return null;
        }

        if (ApiOperation.Of(context).Callers.Has(caller.Role))
        {
            return caller;
        }

        await RefuseAsync(
            context,
            caller,
            command,
            new(
                ErrorCode.InsufficientPermissions,
                "Only an administrator may do that.",
                RequiredRole: Role.Admin
            )
        );
        return null;
    }

    /// <summary>The administrator of the server who asks; otherwise the request is answered: one of cafés sees no other café's people.</summary>
    /// <param name="context">The request to check.</param>
    /// <param name="command">What is wanted, for the audit.</param>
    public async ValueTask<Identity?> OperatorAsync(HttpContext context, string command)
    {
        if (await AdministratorAsync(context, command) is not { } administrator)
        {
            return null;
        }

        if (administrator.IsServerAdministrator)
        {
            return administrator;
        }

        await RefuseAsync(
            context,
            administrator,
            command,
            new(
                ErrorCode.InsufficientPermissions,
                "Only an administrator of the server may do that; your token is for cafés.",
                RequiredRole: Role.Admin
            )
        );
        return null;
    }

    /// <summary>Refuses, and audits it.</summary>
    /// <param name="context">The request to refuse.</param>
    /// <param name="caller">Who sent the request.</param>
    /// <param name="command">What was wanted.</param>
    /// <param name="refusal">Why it is refused.</param>
    public Task RefuseAsync(HttpContext context, Identity caller, string command, ErrorBody refusal)
    {
        refusals.Count(
            AuditTrail.Line(
                AuditTrail.Server,
                caller,
                ClientAddress.Of(context),
                command,
                "",
                refusal,
                time.GetUtcNow()
            )
        );
        return ProblemDocument.WriteAsync(context, refusal);
    }
}
