namespace TableTap.Server.Auth;

/// <summary>
/// Gets a key set from the one address of the settings: nothing is followed, and neither time nor size is unbounded. Thread-safe.
/// </summary>
/// <param name="address">The address of the key set.</param>
internal sealed class KeyAddress(Uri address) : IDisposable
{
    private const int MostBytes = 256 * 1024;
    private const int MostHeaderKilobytes = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectionKept = TimeSpan.FromMinutes(2);

    private readonly HttpClient _client = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = Patience,
            PooledConnectionLifetime = ConnectionKept,
            MaxResponseHeadersLength = MostHeaderKilobytes,
        }
    )
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = MostBytes,
    };

    /// <summary>Fetches the text of the key set.</summary>
    /// <param name="cancellationToken">Stops fetching.</param>
    /// <exception cref="HttpRequestException">The address does not answer as it should.</exception>
    public Task<string> FetchAsync(CancellationToken cancellationToken) =>
        _client.GetStringAsync(address, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();
}
