using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TableTap.Client.Connection;
using TableTap.Client.Contract;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Jose;
using TableTap.Terms;

namespace TableTap.Client.States;

/// <summary>Loads states over HTTP with the client's token (section 10). Thread-safe.</summary>
/// <param name="continuity">The options, the token and the log.</param>
/// <param name="life">Ends with the client.</param>
internal sealed class StateLoader(ClientState continuity, CancellationToken life) : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan ConnectionKept = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly Random _random = new(continuity.Options.Random.Next());
    private HttpClient? _http;

    private TableTapClientOptions Options => continuity.Options;

    /// <summary>Loads a state once.</summary>
    /// <exception cref="ArgumentException">The path is none.</exception>
    /// <exception cref="TableTapException">The server refused, or the client has stopped.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    /// <exception cref="HttpRequestException">The server is not there.</exception>
    /// <exception cref="TimeoutException">The answer did not come in time.</exception>
    /// <exception cref="JsonException">The answer is no state of that type.</exception>
    public async Task<PositionedState<TState>> LoadAsync<TState>(
        string path,
        JsonTypeInfo<TState> type,
        CancellationToken cancellationToken
    )
        where TState : class
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, life);
        try
        {
            return Take(path, await AnswerAsync(AddressOf(path), either.Token), type);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The client is over; why it is, it says itself.
        }

        throw await continuity.Routes.Over is TableTapException stopped
            ? new TableTapException(stopped.Message, stopped.Code, stopped.CloseCode)
            : new ObjectDisposedException("TableTapClient");
    }

    /// <summary>Loads a state as soon as the server is there and has time.</summary>
    /// <exception cref="ArgumentException">The path is none.</exception>
    /// <exception cref="TableTapException">The server refused for good.</exception>
    /// <exception cref="JsonException">The answer is no state of that type.</exception>
    /// <exception cref="NotSupportedException">No JSON can be read as that type.</exception>
    public async Task<PositionedState<TState>> AwaitAsync<TState>(
        string path,
        JsonTypeInfo<TState> type,
        CancellationToken cancellationToken
    )
        where TState : class
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, life);
        var (address, stop) = (AddressOf(path), either.Token);
        for (var longest = Options.FirstBackoff; ; longest = Doubled(longest))
        {
            var (pause, reason) = (Jittered(longest), "");
            StateReply? answer = null;
            try
            {
                answer = await AnswerAsync(address, stop);
            }
            catch (Exception fault)
                when (fault is not TableTapException && !stop.IsCancellationRequested)
            {
                // The server is not there or silent, or the application has no token now.
                reason = fault.Message;
            }

            if (answer is { } given)
            {
                if (!IsHealedByTime(given.Status))
                {
                    return Take(path, given, type);
                }

                // No server is asked again at once, not even one that says so.
                var refusal = RefusalOf(given);
                var asked = refusal.RetryAfter ?? TimeSpan.Zero;
                (pause, reason) = (asked > pause ? asked : pause, refusal.Message);
            }

            continuity.Write(log => log.StateDelayed(path, reason, pause.TotalSeconds));
            await Task.Delay(pause, Options.TimeProvider, stop);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http?.Dispose();

    private static HttpClient NewClient(HttpMessageHandler? handler)
    {
        // A token goes to the server that it was given for, and nowhere else.
        var client = handler is null
            ? new HttpClient(
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    PooledConnectionLifetime = ConnectionKept,
                }
            )
            : new HttpClient(handler, disposeHandler: false);
        client.Timeout = Timeout.InfiniteTimeSpan;
        return client;
    }

    private static bool IsHealedByTime(HttpStatusCode status) =>
        status >= HttpStatusCode.InternalServerError || status == HttpStatusCode.TooManyRequests;

    private static PositionedState<TState> Take<TState>(
        string path,
        StateReply answer,
        JsonTypeInfo<TState> type
    )
        where TState : class
    {
        if (answer.Status != HttpStatusCode.OK)
        {
            throw RefusalOf(answer);
        }

        using var document = JsonDocument.Parse(answer.Body);
        var fields = document.RootElement;
        if (
            JsonFields.Text(fields, "epoch") is not { } epoch
            || !fields.TryGetProperty("positions", out var marks)
            || marks.ValueKind != JsonValueKind.Object
        )
        {
            throw new JsonException($"{path} is no state that can be followed.");
        }

        var positions = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var mark in marks.EnumerateObject())
        {
            positions[mark.Name] =
                mark.Value.ValueKind == JsonValueKind.Number
                && mark.Value.TryGetInt64(out var sequence)
                    ? sequence
                    : throw new JsonException($"{path} has a position that is no number.");
        }

        var state =
            JsonSerializer.Deserialize(answer.Body.Span, type)
            ?? throw new JsonException($"{path} is empty.");
        return new(state, new(positions, epoch));
    }

    private static TableTapException RefusalOf(StateReply answer)
    {
        var (detail, code) = (default(string), default(ErrorCode?));
        var retryAfter = answer.RetryAfter?.TotalSeconds;
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var problem = document.RootElement;
            detail = JsonFields.Text(problem, "detail");
            code = Words.TryRead<ErrorCode>(JsonFields.Text(problem, "code"), out var read)
                ? read
                : null;
            if (
                problem.ValueKind == JsonValueKind.Object
                && problem.TryGetProperty("retryAfter", out var asked)
                && asked.ValueKind == JsonValueKind.Number
            )
            {
                retryAfter = asked.GetDouble();
            }
        }
        catch (JsonException)
        {
            // What is no problem document comes from a proxy on the way.
        }

        return new(
            detail ?? $"The server answered with the status {(int)answer.Status}.",
            code ?? CodeOf(answer.Status),
            closeCode: null,
            retryAfter is { } seconds
                ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestPause.TotalSeconds))
                : null
        );
    }

    private static ErrorCode CodeOf(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.Unauthorized => ErrorCode.AuthenticationFailed,
            HttpStatusCode.Forbidden => ErrorCode.InsufficientPermissions,
            HttpStatusCode.NotFound => ErrorCode.NotFound,
            HttpStatusCode.TooManyRequests => ErrorCode.RateLimitExceeded,
            >= HttpStatusCode.InternalServerError => ErrorCode.ServiceUnavailable,
            _ => ErrorCode.ValidationFailed,
        };

    // Most clients load no state.
    private HttpClient Http()
    {
        lock (_gate)
        {
            return _http ??= NewClient(Options.HttpHandler);
        }
    }

    private Uri AddressOf(string path) =>
        path.StartsWith('/')
        && Uri.TryCreate(Options.HttpAddress + path, UriKind.Absolute, out var address)
            ? address
            : throw new ArgumentException($"'{path}' is not the path of a state.", nameof(path));

    private async Task<StateReply> AnswerAsync(Uri address, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var answer = await AskAsync(address, stop);
        // A token that was good may be so no more; the application is asked once for another one.
        return answer.Status == HttpStatusCode.Unauthorized
            ? await AskAsync(address, stop)
            : answer;
    }

    private async Task<StateReply> AskAsync(Uri address, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(
            Options.CommandTimeout,
            Options.TimeProvider
        );
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        try
        {
            var token = await continuity.Token.CurrentAsync(both.Token);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Authorization = new("Bearer", token);
            using var response = await Http().SendAsync(request, both.Token);
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                continuity.Token.Refuse(token);
            }

            return new(
                response.StatusCode,
                await response.Content.ReadAsByteArrayAsync(both.Token),
                response.Headers.RetryAfter?.Delta
            );
        }
        catch (OperationCanceledException late) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"{address.AbsolutePath} did not come in {Options.CommandTimeout}.",
                late
            );
        }
    }

    private TimeSpan Doubled(TimeSpan longest) =>
        longest * 2 < Options.MaxBackoff ? longest * 2 : Options.MaxBackoff;

    private TimeSpan Jittered(TimeSpan longest)
    {
        lock (_gate)
        {
            return longest * (0.5 + (_random.NextDouble() / 2));
        }
    }

    /// <summary>What the server answered.</summary>
    /// <param name="Status">The status of the answer.</param>
    /// <param name="Body">The body of the answer.</param>
    /// <param name="RetryAfter">How long it asked to wait.</param>
    private readonly record struct StateReply(
        HttpStatusCode Status,
        ReadOnlyMemory<byte> Body,
        TimeSpan? RetryAfter
    );
}
