using System.Net;
using System.Net.Http.Headers;
using TableTap.Realtime.Inspection;
using TableTap.Server.Configuration;

namespace TableTap.Cli;

/// <summary>Asks a running server how it is doing, as an administrator of it.</summary>
/// <param name="server">The server.</param>
/// <param name="token">Gives a token of an administrator of the server.</param>
internal sealed class RemoteStatus(Uri server, Func<CancellationToken, ValueTask<string>> token)
    : IDisposable
{
    /// <summary>A server that does not answer for so long is as good as away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = Patience };

    /// <summary>The answer as the server wrote it, UTF-8 JSON.</summary>
    /// <param name="order">Which channels are told first.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ServerAwayException">The server, or a proxy before it, does not answer now; it may be back later.</exception>
    /// <exception cref="CommandFailedException">The server refuses.</exception>
    public async Task<byte[]> ReadAsync(ChannelOrder order, CancellationToken cancellationToken)
    {
        var sort = order switch
        {
            ChannelOrder.Lag => "lag",
            ChannelOrder.Name => "name",
            _ => "readers",
        };
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri($"/v1/admin/status?sort={sort}", UriKind.Relative)
        );
        try
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Bearer",
                await token(cancellationToken)
            );
            using var response = await _http.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return await response.Content.ReadAsByteArrayAsync(cancellationToken);
            }

            var words = await WordsAsync(response, cancellationToken);
            if (IsForAWhile(response.StatusCode))
            {
                throw new ServerAwayException(words.TrimEnd('.'));
            }

            throw new CommandFailedException(ExitCode.Failed, words);
        }
        catch (HttpRequestException away)
        {
            throw new ServerAwayException($"{server} does not answer: {FailureWords.Of(away)}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServerAwayException(
                $"{server} does not answer within {Patience.TotalSeconds:0} s"
            );
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    // What a proxy says while the server behind it starts again, and who asks too often.
    private static bool IsForAWhile(HttpStatusCode status) =>
        status
            is HttpStatusCode.TooManyRequests
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout;

    private async Task<string> WordsAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    ) =>
        response.StatusCode == HttpStatusCode.Unauthorized
            ? $"{server} refused the token: it is expired, or of another server. Name the server's data directory with --data, or a token with --token-file."
            : await ProblemWords.OfAsync(response, cancellationToken);
}

/// <summary>A server does not answer now.</summary>
/// <param name="message">Which one, and what came instead of an answer.</param>
internal sealed class ServerAwayException(string message) : Exception(message);
