using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lib.Net.Http.WebPush;
using Lib.Net.Http.WebPush.Authentication;

namespace TableTap.Server.Push;

/// <summary>
/// Hands notifications to push services (RFC 8030), encrypted for the guest's browser alone (RFC 8291) and signed by the server (RFC 8292).
/// Follows nothing, reads no answer's body, waits a bounded time. Thread-safe.
/// </summary>
internal sealed class PushSender : IDisposable
{
    private const int MostHeaderKilobytes = 16;
    private const int MostDrainedBytes = 16 * 1024;
    private const int TopicLength = 32;
    private static readonly TimeSpan ConnectionKept = TimeSpan.FromMinutes(2);

    private readonly PushKey _key;
    private readonly string? _contact;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly PushServiceClient _client;

    /// <summary>Makes one; nothing is sent yet.</summary>
    /// <param name="key">The key of the server.</param>
    /// <param name="contact">Where the operator is reached; null for nowhere.</param>
    /// <param name="addresses">To where it may connect.</param>
    /// <param name="patience">How long an answer is waited for.</param>
    /// <param name="time">The clock of time-outs.</param>
    public PushSender(
        PushKey key,
        string? contact,
        PushAddresses addresses,
        TimeSpan patience,
        TimeProvider time
    )
    {
        (_key, _contact, _patience, _time) = (key, contact, patience, time);
        _http = new(
            new Unread(
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    ActivityHeadersPropagator = null,
                    ConnectTimeout = patience,
                    ConnectCallback = addresses.ConnectAsync,
                    PooledConnectionLifetime = ConnectionKept,
                    MaxResponseHeadersLength = MostHeaderKilobytes,
                    MaxResponseDrainSize = MostDrainedBytes,
                }
            )
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        // When it is tried again is for the carrier to say, and is kept.
        _client = new(_http) { AutoRetryAfter = false };
    }

    /// <summary>Tells a phone; whatever goes wrong with it is a value.</summary>
    /// <param name="phone">The phone.</param>
    /// <param name="notification">What it is told.</param>
    /// <param name="keptFor">How long the push service keeps it for a phone that cannot be reached.</param>
    /// <param name="cancellationToken">The server stops.</param>
    public async Task<PushOutcome> SendAsync(
        KeptSubscription phone,
        PushNotification notification,
        TimeSpan keptFor,
        CancellationToken cancellationToken
    )
    {
        using var late = new CancellationTokenSource(_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            late.Token
        );
        try
        {
            // A key of the platform is not safe for several threads: each request has its own.
            using var identity = new VapidAuthentication(_key.Public, _key.Private)
            {
                Subject = _contact,
            };
            await _client.RequestPushMessageDeliveryAsync(
                SubscriptionOf(phone),
                MessageOf(notification, keptFor),
                identity,
                VapidAuthenticationScheme.Vapid,
                either.Token
            );
            return PushOutcome.Told;
        }
        catch (PushServiceClientException answer)
        {
            return OutcomeOf(answer);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return PushOutcome.Retry("it does not answer in time");
        }
        catch (HttpRequestException)
        {
            return PushOutcome.Retry("it cannot be reached");
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static PushSubscription SubscriptionOf(KeptSubscription phone)
    {
        var subscription = new PushSubscription { Endpoint = phone.Endpoint };
        subscription.SetKey(PushEncryptionKeyName.P256DH, phone.P256dh);
        subscription.SetKey(PushEncryptionKeyName.Auth, phone.Auth);
        return subscription;
    }

    private static PushMessage MessageOf(PushNotification notification, TimeSpan keptFor) =>
        new(JsonSerializer.Serialize(notification, PushJson.Default.PushNotification))
        {
            // One that comes again takes the place of the one that still waits for the phone.
            Topic = TopicOf(notification.OrderId),
            TimeToLive = (int)Math.Ceiling(keptFor.TotalSeconds),
            Urgency = PushMessageUrgency.High,
        };

    /// <summary>The topic of an order: the same for all that is told of it, and nothing that says which it is.</summary>
    private static string TopicOf(string orderId) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(orderId)))[..TopicLength];

    private PushOutcome OutcomeOf(PushServiceClientException answer)
    {
        var status = (int)answer.StatusCode;
        return answer.StatusCode switch
        {
            >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => PushOutcome.Told,
            HttpStatusCode.NotFound or HttpStatusCode.Gone => PushOutcome.Gone,
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => Later(),
            >= HttpStatusCode.InternalServerError => Later(),
            _ => PushOutcome.Refused(status),
        };

        PushOutcome Later() =>
            PushOutcome.Retry($"it answers {status}", AfterOf(answer.Headers?.RetryAfter));
    }

    private TimeSpan? AfterOf(RetryConditionHeaderValue? wanted) =>
        wanted?.Delta ?? (wanted?.Date is { } date ? date - _time.GetUtcNow() : null);

    /// <summary>Answers have no body: a push service has nothing to say that is of use, and much could be too much.</summary>
    private sealed class Unread(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        /// <inheritdoc />
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var response = await base.SendAsync(request, cancellationToken);
            response.Content.Dispose();
            response.Content = new ByteArrayContent([]);
            return response;
        }
    }
}
