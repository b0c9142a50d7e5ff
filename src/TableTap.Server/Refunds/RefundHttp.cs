namespace TableTap.Server.Refunds;

/// <summary>What a provider answered.</summary>
/// <param name="Status">The HTTP status; 0 where there was no answer.</param>
/// <param name="Body">The body, bounded.</param>
/// <param name="Error">Why there was no answer, in words; null where there was one.</param>
internal readonly record struct ProviderReply(int Status, ReadOnlyMemory<byte> Body, string? Error)
{
    /// <summary>Whether the provider did what was asked.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;
}

/// <summary>
/// Requests to payment providers: only to the address of the settings, following nothing, waiting a bounded time for a bounded answer.
/// Thread-safe.
/// </summary>
/// <param name="time">The clock of time-outs.</param>
internal sealed class RefundHttp(TimeProvider time) : IDisposable
{
    private const int MostBytes = 256 * 1024;
    private const int MostHeaderKilobytes = 16;
    private static readonly TimeSpan ToConnect = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectionKept = TimeSpan.FromMinutes(2);

    private readonly HttpClient _client = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ToConnect,
            PooledConnectionLifetime = ConnectionKept,
            MaxResponseHeadersLength = MostHeaderKilobytes,
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = MostBytes,
    };

    /// <summary>Sends a request; whatever goes wrong with it is a value.</summary>
    /// <param name="request">The request.</param>
    /// <param name="patience">How long the answer is waited for.</param>
    /// <param name="cancellationToken">The server stops.</param>
    public async Task<ProviderReply> SendAsync(
        HttpRequestMessage request,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            late.Token
        );
        try
        {
            using var response = await _client.SendAsync(request, either.Token);
            return new(
                (int)response.StatusCode,
                await response.Content.ReadAsByteArrayAsync(either.Token),
                null
            );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(0, default, "it does not answer in time");
        }
        catch (HttpRequestException fault)
        {
            return new(
                0,
                default,
                fault.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded
                    ? "its answer is too long"
                    : "it cannot be reached"
            );
        }
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();
}
