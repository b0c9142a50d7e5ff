using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;

namespace TableTap.Cli.Conformance.Stage;

/// <summary>
/// One socket of the client under test, served by the protocol's rules: what it asks for is answered from the history of the scenario, and
/// what it does is written down after its answer. The script of the scenario sends beside that.
/// </summary>
/// <param name="number">Which socket it is, counted from 1.</param>
/// <param name="token">The token that it came with.</param>
/// <param name="socket">The socket; owned.</param>
/// <param name="state">What it shares with the other sockets.</param>
internal sealed class ScriptedSession(
    int number,
    string token,
    ScriptedSocket socket,
    StageState state
) : IDisposable
{
    private readonly SessionNotices _notices = new(number, socket, state);
    private readonly TaskCompletionSource _begun = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>Which socket it is, counted from 1.</summary>
    public int Number => number;

    /// <summary>The token that it came with.</summary>
    public string Token => token;

    /// <summary>Reads and answers until the client is gone.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        socket.WhenPong(() => state.Acts.Add(new PongReturned(number)));
        while (await socket.ReceiveAsync(cancellationToken) is { } message)
        {
            // Who speaks before the session has begun is heard when it has.
            await _begun.Task.WaitAsync(cancellationToken);
            await TakeAsync(message, cancellationToken);
        }

        await socket.CloseAsync((int)CloseCode.Normal, "", cancellationToken);
    }

    /// <summary>Begins the session of the client.</summary>
    /// <param name="cancellationToken">Stops the sending.</param>
    public async Task EstablishAsync(CancellationToken cancellationToken)
    {
        await _notices.EstablishedAsync(cancellationToken);
        _begun.TrySetResult();
    }

    /// <summary>Tells the next message of the channel to this client.</summary>
    /// <param name="cancellationToken">Stops the sending.</param>
    public Task TellAsync(CancellationToken cancellationToken) =>
        TellAsync(state.History.Append(), cancellationToken);

    /// <summary>Tells a message to this client.</summary>
    /// <param name="message">The message, which may have been told before.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public Task TellAsync(ScriptedMessage message, CancellationToken cancellationToken)
    {
        state.Deliveries.Sent(message.Sequence);
        return socket.SendAsync(message.Frame, cancellationToken);
    }

    /// <summary>Tells the next message in several parts, with a ping of the WebSocket between two of them.</summary>
    /// <param name="parts">How many parts.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public Task TellInPartsAsync(int parts, CancellationToken cancellationToken)
    {
        var message = state.History.Append();
        state.Deliveries.Sent(message.Sequence);
        return socket.SendInPartsAsync(message.Frame, parts, "between", cancellationToken);
    }

    /// <summary>Sends a frame as it is.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken) =>
        socket.SendAsync(frame, cancellationToken);

    /// <summary>Sends a notice to the client.</summary>
    /// <typeparam name="T">The payload of the notice.</typeparam>
    /// <param name="data">The payload.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public Task NoticeAsync<T>(T data, CancellationToken cancellationToken)
        where T : class => _notices.SendAsync(data, correlationId: null, cancellationToken);

    /// <summary>Sends a ping of the WebSocket.</summary>
    /// <param name="cancellationToken">Stops the sending.</param>
    public Task PingAsync(CancellationToken cancellationToken) =>
        socket.PingAsync("are you there", cancellationToken);

    /// <summary>Says goodbye, first with an error where there is one.</summary>
    /// <param name="code">The close code.</param>
    /// <param name="error">The error that goes before; null for none.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public async Task CloseAsync(CloseCode code, Error? error, CancellationToken cancellationToken)
    {
        if (error is not null)
        {
            await NoticeAsync(error, cancellationToken);
        }

        await socket.CloseAsync((int)code, error?.Message ?? "", cancellationToken);
        _begun.TrySetResult();
    }

    /// <summary>Ends the connection without a goodbye.</summary>
    public void Drop() => socket.Drop();

    /// <inheritdoc />
    public void Dispose() => socket.Dispose();

    private async Task TakeAsync(RawMessage message, CancellationToken cancellationToken)
    {
        if (!message.IsText)
        {
            state.Findings.Add("1, Close codes", "text frames only", "it sent a binary frame");
            await socket.CloseAsync((int)CloseCode.BinaryFrame, "", cancellationToken);
            return;
        }

        if (message.IsTooBig)
        {
            state.Findings.Add(
                "2, The envelope",
                $"frames of at most {ScriptedSocket.MaxMessageBytes} bytes",
                "it sent a larger one"
            );
            await socket.CloseAsync((int)CloseCode.MessageTooBig, "", cancellationToken);
            return;
        }

        if (ClientFrame.Read(message.Bytes, out var problem) is not { } frame)
        {
            state.Findings.Add(problem!);
            await NoticeAsync(
                new Error(ErrorCode.MalformedMessage, problem!.Actual),
                cancellationToken
            );
            return;
        }

        // What the script does after a request stands behind its answer; of a command it counts that it came.
        var act = new FrameSent(number, frame);
        var isCommand = frame.Row.Kind == MessageKind.Command;
        if (isCommand)
        {
            state.Acts.Add(act);
        }

        await AnswerAsync(frame, cancellationToken);
        if (!isCommand)
        {
            state.Acts.Add(act);
        }
    }

    private Task AnswerAsync(ClientFrame frame, CancellationToken cancellationToken) =>
        frame.Payload switch
        {
            Ping => _notices.PongAsync(frame, cancellationToken),
            Subscribe subscribe => _notices.SubscribeAsync(subscribe, frame, cancellationToken),
            Reconnect reconnect => _notices.ReconnectAsync(reconnect, frame, cancellationToken),
            Unsubscribe left => _notices.UnsubscribeAsync(left, frame, cancellationToken),
            TokenRefresh refresh => _notices.RefreshAsync(refresh, frame, cancellationToken),
            Ack ack => TakeAck(ack),
            EncryptionKey => _notices.SendAsync(
                new Error(ErrorCode.Conflict, "No message here carries payment data."),
                frame.MessageId,
                cancellationToken
            ),
            _ => _notices.CommandAsync(frame, cancellationToken),
        };

    private Task TakeAck(Ack ack)
    {
        var sequence =
            ack.MessageId is { } id ? state.History.SequenceOf(id)
            : ack.Channel == ScriptedHistory.Channel ? ack.Sequence
            : null;
        if (sequence is { } confirmed)
        {
            state.Deliveries.Acked(confirmed);
        }
        else
        {
            state.Findings.Add(
                "7, ack",
                "an `ack` names a message of the channel, or the channel and a sequence",
                ack.MessageId is { } unknown
                    ? $"it confirmed '{unknown}', which was not told"
                    : $"it confirmed {ack.Sequence} of '{ack.Channel}'"
            );
        }

        return Task.CompletedTask;
    }
}
