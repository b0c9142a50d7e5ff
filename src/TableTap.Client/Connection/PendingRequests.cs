using TableTap.Client.Commands;
using TableTap.Client.Contract;
using TableTap.Client.Socket;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;

namespace TableTap.Client.Connection;

/// <summary>A request about the session that waits for its reply.</summary>
/// <param name="Id">The <c>messageId</c> of the request.</param>
/// <param name="Type">The type of the request, such as <c>subscribe</c>.</param>
/// <param name="Data">The payload of the request.</param>
internal sealed record PendingRequest(string Id, string Type, object Data)
{
    /// <summary>The reply's payload; null where it has none that matters.</summary>
    public TaskCompletionSource<object?> Reply { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>
/// The session's requests: <c>subscribe</c>, <c>unsubscribe</c>, <c>reconnect</c>, <c>token_refresh</c> (sections 1, 3 and 7). Thread-safe.
/// </summary>
/// <param name="wire">Where they go.</param>
/// <param name="budget">The rate limit.</param>
/// <param name="continuity">Ids and times.</param>
internal sealed class PendingRequests(
    FrameSocket wire,
    SendRateLimiter budget,
    ClientState continuity
)
{
    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, PendingRequest> _open = [];

    /// <summary>Sends a request and waits for its reply.</summary>
    /// <exception cref="TableTapException">The server refused.</exception>
    /// <exception cref="TimeoutException">No reply in time.</exception>
    /// <exception cref="ConnectionLostException">The socket is gone.</exception>
    public async Task<object?> AskAsync<T>(string type, T data, CancellationToken cancellationToken)
        where T : class
    {
        var options = continuity.Options;
        var request = new PendingRequest(continuity.NewId(), type, data);
        var frame = FrameWriter.Request(type, data, options.TimeProvider.GetUtcNow(), request.Id);
        lock (_gate)
        {
            _open.Add(request.Id, request);
        }

        try
        {
            if (MessageCatalogue.Find(type)!.Counted)
            {
                await budget.WaitAsync(cancellationToken);
            }

            await wire.SendAsync(frame, cancellationToken);
            return await request.Reply.Task.WaitAsync(
                options.CommandTimeout,
                options.TimeProvider,
                cancellationToken
            );
        }
        finally
        {
            lock (_gate)
            {
                _open.Remove(request.Id);
            }
        }
    }

    /// <summary>The request a reply belongs to: by its id, or the oldest of its type where the reply names none.</summary>
    public PendingRequest? Find(string? correlationId, string type)
    {
        lock (_gate)
        {
            return correlationId is null
                ? _open.Values.FirstOrDefault(request => request.Type == type)
                : _open.GetValueOrDefault(correlationId);
        }
    }
}
