using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Channels;

namespace TableTap.Faults.Cafes;

/// <summary>What a guest brings to the desk.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="PickupCode">The code, where one is needed.</param>
/// <param name="PaysCash">Whether it is to pay, not to collect.</param>
internal sealed record DeskVisit(string OrderId, string? PickupCode, bool PaysCash);

/// <summary>Where guests and staff meet face to face, and the way to the test provider of payments.</summary>
internal sealed class CafeDesk(int port, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly HttpClient _http = new()
    {
        BaseAddress = new($"http://127.0.0.1:{port}"),
        Timeout = TimeSpan.FromSeconds(10),
    };
    private readonly Channel<DeskVisit> _visits = Channel.CreateUnbounded<DeskVisit>();

    public ChannelReader<DeskVisit> Visits => _visits.Reader;

    public void Collect(string orderId, string? pickupCode) =>
        _visits.Writer.TryWrite(new(orderId, pickupCode, PaysCash: false));

    public void BringCash(string orderId) =>
        _visits.Writer.TryWrite(new(orderId, null, PaysCash: true));

    /// <summary>Pays by card; a declined card is tried again with a good one.</summary>
    public async Task PayAsync(
        Participant guest,
        string orderId,
        bool isDeclinedFirst,
        CancellationToken stop
    )
    {
        if (isDeclinedFirst)
        {
            await PostAsync(
                guest,
                "/v1/payments/test",
                $$"""{"orderId":"{{orderId}}","token":"tok_declined"}""",
                stop
            );
        }

        await PostAsync(
            guest,
            "/v1/payments/test",
            $$"""{"orderId":"{{orderId}}","token":"tok_ok"}""",
            stop
        );
    }

    /// <summary>Ends all rights of a user; returns once the server has said that it did.</summary>
    public Task RevokeAsync(Participant admin, string userId, CancellationToken stop) =>
        PostAsync(
            admin,
            "/v1/admin/revocations",
            $$"""{"user":"{{userId}}","reason":"fault suite"}""",
            stop
        );

    public void Dispose() => _http.Dispose();

    private async Task PostAsync(
        Participant sender,
        string path,
        string body,
        CancellationToken stop
    )
    {
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path)
                {
                    Content = new StringContent(body, Encoding.UTF8, "application/json"),
                };
                request.Headers.Authorization = new AuthenticationHeaderValue(
                    "Bearer",
                    sender.Token
                );
                using var answer = await _http.SendAsync(request, stop);
                if (
                    answer.StatusCode
                    is not HttpStatusCode.ServiceUnavailable
                        and not HttpStatusCode.TooManyRequests
                        and not HttpStatusCode.InternalServerError
                )
                {
                    return;
                }
            }
            catch (Exception away)
                when (away is HttpRequestException
                    || (away is TaskCanceledException && !stop.IsCancellationRequested)
                )
            {
                // The server is away; it comes back.
            }

            await Task.Delay(Pause, time, stop);
        }
    }
}
