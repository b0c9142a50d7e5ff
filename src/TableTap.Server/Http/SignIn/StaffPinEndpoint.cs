using TableTap.Protocol.Errors;
using TableTap.Server.Http.Operations;
using TableTap.Server.SignIn;
using TableTap.Terms;

namespace TableTap.Server.Http.SignIn;

/// <summary>How a manager sets the PINs of the staff (section 10). Thread-safe.</summary>
/// <param name="managers">Lets managers through.</param>
/// <param name="pins">The PINs.</param>
internal sealed class StaffPinEndpoint(ManagerAuthorization managers, PinSignIn pins)
{
    private const string Address = "/v1/cafes/{id}/staff/{employeeId}/pin";
    private static readonly ErrorCode[] Refusals =
    [
        ErrorCode.InsufficientPermissions,
        ErrorCode.NotFound,
        ErrorCode.ServiceUnavailable,
    ];

    /// <summary>What writing to the address does.</summary>
    public static ApiOperation Set { get; } =
        new("setPin", "PUT", Address, ApiTags.SignIn, "Sets a person's PIN")
        {
            Callers = Roles.Managers,
            Text = "The person's lock is lifted, and all sessions of the person end.",
            Request = new("The PIN.", "Pin", () => SignInBodies.Default.PinRequest)
            {
                Example = """{"pin":"4711"}""",
            },
            Status = StatusCodes.Status204NoContent,
            Refusals = [.. Refusals, ErrorCode.MalformedMessage, ErrorCode.ValidationFailed],
        };

    /// <summary>What deleting at the address does.</summary>
    public static ApiOperation Remove { get; } =
        new("removePin", "DELETE", Address, ApiTags.SignIn, "Takes a person's PIN away")
        {
            Callers = Roles.Managers,
            Text = "All sessions of the person end.",
            Status = StatusCodes.Status204NoContent,
            Refusals = Refusals,
        };

    /// <summary>Sets the PIN of a person.</summary>
    /// <param name="context">The request.</param>
    public Task SetAsync(HttpContext context) =>
        WithPersonAsync(
            context,
            "pin_set",
            async write =>
            {
                var request = await RequestBody.ReadAsync(
                    context,
                    SignInBodies.Default.PinRequest,
                    """{"pin": "…"}"""
                );
                if (request is null)
                {
                    return null;
                }

                if (!PinHash.IsPin(request.Pin))
                {
                    return new(ErrorCode.ValidationFailed, $"pin has {PinHash.Rule}.");
                }

                if (PinHash.IsGuessable(request.Pin))
                {
                    return new(
                        ErrorCode.ValidationFailed,
                        "pin is of those that are tried first, as 1111, 1234 or 1212 are: choose another."
                    );
                }

                await write(request.Pin);
                return null;
            }
        );

    /// <summary>Takes a PIN away.</summary>
    /// <param name="context">The request.</param>
    public Task RemoveAsync(HttpContext context) =>
        WithPersonAsync(
            context,
            "pin_remove",
            async write =>
            {
                await write(null);
                return null;
            }
        );

    private Task WithPersonAsync(
        HttpContext context,
        string command,
        Func<Func<string?, Task>, Task<ErrorBody?>> action
    )
    {
        var employeeId = context.Request.RouteValues["employeeId"] as string ?? "";
        return managers.RunAsync(
            context,
            command,
            employeeId,
            async (cafe, line) =>
            {
                if (cafe.Profile.Employee(employeeId) is null)
                {
                    return new(ErrorCode.NotFound, "The café's staff has no such person.");
                }

                return await action(WriteAsync);
                async Task WriteAsync(string? pin)
                {
                    await pins.SetAsync(cafe.CafeId, employeeId, pin, line);
                    context.Response.StatusCode = StatusCodes.Status204NoContent;
                }
            }
        );
    }
}
