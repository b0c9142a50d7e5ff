using System.Buffers.Text;
using TableTap.Cafes.Hosting;
using TableTap.Ordering.State;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Jose;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Limits;
using TableTap.Server.Http.Operations;
using TableTap.Server.Push;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary>
/// How a guest has a phone told that an order is ready, and no longer (section 10, "A locked phone"). What is kept is read by nobody.
/// Thread-safe.
/// </summary>
/// <param name="auth">Finds out who asks.</param>
/// <param name="cafes">The cafés.</param>
/// <param name="push">What phones are told with.</param>
/// <param name="requests">How many of these requests a guest sends.</param>
/// <param name="time">The clock.</param>
internal sealed class PushEndpoint(
    BearerAuth auth,
    CafeHost cafes,
    OrderPush push,
    RequestAllowance requests,
    TimeProvider time
)
{
    /// <summary>How many requests a guest sends in a minute at most.</summary>
    public const int PerMinute = 30;

    private const string Address = "/v1/orders/{id}/push";
    private const int KeyBytes = 65;
    private const int CoordinateBytes = 32;
    private const int SecretBytes = 16;
    private const byte Uncompressed = 0x04;
    private const int LongestText = 200;

    /// <summary>What the address of the key does.</summary>
    public static ApiOperation Key { get; } =
        new(
            "getPushKey",
            "GET",
            "/v1/push",
            ApiTags.Orders,
            "The key with which a browser subscribes to notifications"
        )
        {
            Text =
                "The applicationServerKey of PushManager.subscribe. There is no such address where the server tells no phones (Server:PushEnabled).",
            Answer = new("The key.", "PushKey", () => HttpJson.Default.PushKeyAnswer)
            {
                Example =
                    """{"publicKey":"BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"}""",
            },
        };

    /// <summary>What writing to the address does.</summary>
    public static ApiOperation Subscribe { get; } =
        new("subscribePush", "PUT", Address, ApiTags.Orders, "Has a phone told when it is ready")
        {
            Callers = Roles.Customer,
            Text =
                "The guest's own order. An order tells one phone, the last one. It ends by itself when the order is handed over or cancelled.",
            Request = new(
                "The browser's push subscription, as it writes itself.",
                "PushSubscription",
                () => HttpJson.Default.PushRequest
            )
            {
                Example =
                    """{"endpoint":"https://fcm.googleapis.com/fcm/send/abc","keys":{"p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4","auth":"BTBZMqHH6r4Tts7J_aSIgg"}}""",
            },
            Status = StatusCodes.Status204NoContent,
            Refusals =
            [
                ErrorCode.MalformedMessage,
                ErrorCode.ValidationFailed,
                ErrorCode.InsufficientPermissions,
                ErrorCode.NotFound,
                ErrorCode.InvalidOrderStatus,
                ErrorCode.RateLimitExceeded,
                ErrorCode.ServiceUnavailable,
            ],
        };

    /// <summary>What deleting at the address does.</summary>
    public static ApiOperation Withdraw { get; } =
        new("withdrawPush", "DELETE", Address, ApiTags.Orders, "Has no phone told any more")
        {
            Callers = Roles.Customer,
            Text = "The guest's own order, however it is; harmless where no phone is told.",
            Status = StatusCodes.Status204NoContent,
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.NotFound,
                ErrorCode.RateLimitExceeded,
                ErrorCode.ServiceUnavailable,
            ],
        };

    /// <summary>Answers with the key of the server.</summary>
    /// <param name="context">The request.</param>
    public Task KeyAsync(HttpContext context) =>
        JsonAnswer.WriteAsync(
            context,
            new PushKeyAnswer(push.PublicKey),
            HttpJson.Default.PushKeyAnswer
        );

    /// <summary>Keeps the phone that is to be told of an order.</summary>
    /// <param name="context">The request.</param>
    public Task SubscribeAsync(HttpContext context) =>
        WithOrderAsync(
            context,
            async found =>
            {
                var request = await RequestBody.ReadAsync(
                    context,
                    HttpJson.Default.PushRequest,
                    """{"endpoint": "https://…", "keys": {"p256dh": "…", "auth": "…"}}"""
                );
                return request is null ? null : await KeepAsync(context, found, request);
            }
        );

    /// <summary>Forgets the phone that was to be told of an order.</summary>
    /// <param name="context">The request.</param>
    public Task WithdrawAsync(HttpContext context) =>
        WithOrderAsync(
            context,
            async found =>
            {
                await push.Subscriptions.ForgetAsync(found.Order.OrderId);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return null;
            }
        );

    private async Task<ErrorBody?> KeepAsync(
        HttpContext context,
        CafeOrder found,
        PushRequest request
    )
    {
        var (cafe, order) = found;
        if (order.Status.IsFinal)
        {
            return new(
                ErrorCode.InvalidOrderStatus,
                "The order is over: nothing is told of it any more.",
                Current: new(order.Status, order.Version)
            );
        }

        var address = push.Addresses.Read(request.Endpoint);
        var problems = Problems(request, address).ToList();
        if (problems.Count > 0)
        {
            return new(
                ErrorCode.ValidationFailed,
                "That is no push subscription that this server can use.",
                Details: problems
            );
        }

        var isKept = await push.Subscriptions.KeepAsync(
            new(
                order.OrderId,
                cafe.CafeId,
                order.OwnerId!,
                address!.AbsoluteUri,
                request.Keys.P256dh,
                request.Keys.Auth,
                time.GetUtcNow()
            )
        );
        if (!isKept)
        {
            return new(
                ErrorCode.RateLimitExceeded,
                "So many phones are to be told already that there is no room for one more; keep the page open.",
                RetryAfter: RequestAllowance.Window
            );
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    }

    private IEnumerable<ErrorDetail> Problems(PushRequest request, Uri? address)
    {
        if (address is null)
        {
            yield return new("endpoint", $"expected {push.Addresses.Allowed}");
        }

        if (!IsKey(request.Keys.P256dh))
        {
            yield return new(
                "keys.p256dh",
                "expected a point of P-256, uncompressed, 65 bytes as base64url"
            );
        }

        if (BytesOf(request.Keys.Auth)?.Length != SecretBytes)
        {
            yield return new("keys.auth", "expected 16 bytes as base64url");
        }
    }

    private static bool IsKey(string text) =>
        BytesOf(text) is { Length: KeyBytes } bytes
        && bytes[0] == Uncompressed
        && PublicKey.TryOf(
            Base64Url.EncodeToString(bytes.AsSpan(1, CoordinateBytes)),
            Base64Url.EncodeToString(bytes.AsSpan(1 + CoordinateBytes)),
            kid: null,
            out _
        );

    private static byte[]? BytesOf(string text) =>
        text.Length <= LongestText && Base64Url.IsValid(text)
            ? Base64Url.DecodeFromChars(text)
            : null;

    private async Task WithOrderAsync(HttpContext context, Func<CafeOrder, Task<ErrorBody?>> action)
    {
        if (await auth.IdentifyAsync(context) is not { } caller)
        {
            return;
        }

        ErrorBody? refusal;
        try
        {
            var orderId = context.Request.RouteValues["id"] as string ?? "";
            refusal =
                caller.Role != Role.Customer
                    ? new(
                        ErrorCode.InsufficientPermissions,
                        "Only the guest whose order it is may have a phone told.",
                        RequiredRole: Role.Customer
                    )
                : !requests.TryTake(caller.UserId, out var retryAfter)
                    ? new(
                        ErrorCode.RateLimitExceeded,
                        "Too many requests; wait and ask again.",
                        RetryAfter: retryAfter,
                        Limit: PerMinute,
                        Window: RequestAllowance.Window
                    )
                : Identifier.IsValid(orderId)
                && await cafes.FindOrderAsync(caller, orderId, context.RequestAborted) is { } found
                    ? await action(found)
                : new(ErrorCode.NotFound, "There is no such order.");
        }
        catch (JournalUnavailableException)
        {
            refusal = new(
                ErrorCode.ServiceUnavailable,
                "It cannot be kept now; try again.",
                RetryAfter: 1
            );
        }

        if (refusal is not null)
        {
            await ProblemDocument.WriteAsync(context, refusal);
        }
    }
}
