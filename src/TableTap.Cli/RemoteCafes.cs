using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using TableTap.Cafes.CafeFiles;
using TableTap.Server.Configuration;
using TableTap.Server.Http;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary>The cafés of a running server, over HTTP as an administrator.</summary>
internal sealed class RemoteCafes : IDisposable
{
    private const string WrongServer =
        "refused the administrator's token: it does not use this data directory. Name the right one with --data, or the right server with --url.";

    private readonly Uri _server;
    private readonly CallerTokens _tokens;
    private readonly HttpClient _http = new();

    /// <summary>Prepares requests to the server and finds its tokens; sends nothing yet.</summary>
    /// <param name="server">The server.</param>
    /// <param name="options">The settings.</param>
    /// <param name="isNamed">Whether the data directory was named.</param>
    public RemoteCafes(Uri server, TableTapOptions options, bool isNamed)
    {
        _server = server;
        _tokens = CallerTokens.Open(server, options, isNamed, "", TimeProvider.System);
    }

    /// <summary>A café as the server writes it.</summary>
    public async Task<string> ExportAsync(
        string cafeId,
        FileFormat format,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(cafeId));
        request.Headers.Accept.Add(new(MediaType(format)));
        using var response = await SendAsync(request, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>Imports a file that was found valid.</summary>
    public async Task<CafeImportAnswer> ImportAsync(
        string cafeId,
        byte[] file,
        FileFormat format,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Address(cafeId));
        request.Content = new ByteArrayContent(file);
        request.Content.Headers.ContentType = new(MediaType(format));
        using var response = await SendAsync(request, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return (
            await JsonSerializer.DeserializeAsync(
                body,
                HttpJson.Default.CafeImportAnswer,
                cancellationToken
            )
        )!;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _http.Dispose();
        _tokens.Dispose();
    }

    private Uri Address(string cafeId) => new(_server, $"/v1/admin/cafes/{cafeId}");

    private static string MediaType(FileFormat format) =>
        format == FileFormat.Json ? JsonAnswer.MediaType : CafeFileEndpoint.Yaml;

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        HttpResponseMessage response;
        try
        {
            var token = await _tokens.GetAsync(
                CallerTokens.Operator,
                Role.Admin,
                cancellationToken
            );
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            response = await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException away)
        {
            throw new CommandFailedException(
                ExitCode.Failed,
                $"{_server} does not answer: {FailureWords.Of(away)}. Name the running server with --url, or stop it and import into its data directory."
            );
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new CommandFailedException(
                ExitCode.Failed,
                response.StatusCode == HttpStatusCode.Unauthorized
                    ? $"{_server} {WrongServer}"
                    : await ProblemWords.OfAsync(response, cancellationToken)
            );
        }
    }
}
