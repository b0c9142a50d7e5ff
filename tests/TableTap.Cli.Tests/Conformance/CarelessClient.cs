using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TableTap.Cli.Conformance.Reporting;

namespace TableTap.Cli.Tests.Conformance;

/// <summary>
/// A small client that was written from docs/protocol.md alone, and that does one thing wrong on purpose, or nothing. It shares no code
/// with the SDKs.
/// </summary>
internal sealed class CarelessClient(ClientDriver driver, ScenarioInvitation play, Fault fault)
{
    private const int SmallFrame = 16 * 1024;
    private const int FirstPauseMs = 100;
    private static readonly int[] Final = [1003, 1007, 1009, 4400, 4403];

    private readonly SemaphoreSlim _sending = new(1, 1);
    private ClientWebSocket _socket = new();
    private string _token = play.Token;
    private string? _epoch;
    private long _last;
    private int _failures;
    private double? _pause;
    private JsonObject? _command;
    private TaskCompletionSource? _pong;

    /// <summary>Lives until it is stopped, or stops itself.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await LiveAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The verdict is there.
        }
    }

    private async Task LiveAsync(CancellationToken stop)
    {
        while (true)
        {
            var code = await SessionAsync(stop);
            if (Final.Contains(code ?? 0) && fault != Fault.ReturnsAlways)
            {
                await driver.StoppedAsync(play);
                return;
            }

            if (fault == Fault.NeverReturns)
            {
                return;
            }

            if (code == 4401 && fault != Fault.KeepsToken)
            {
                _token = await driver.TokenAsync(play);
            }

            var pause = _pause ?? FirstPauseMs * Math.Pow(2, _failures++) / 1000;
            _pause = null;
            if (fault != Fault.HurriesBack)
            {
                // A timer may be early by a moment.
                await Task.Delay(TimeSpan.FromSeconds(pause + 0.02), stop);
            }
        }
    }

    private async Task<int?> SessionAsync(CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var socket = _socket = new ClientWebSocket();
        var pinging = Task.CompletedTask;
        try
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {_token}");
            await socket.ConnectAsync(new Uri(play.Url), stop);
            while (await ReceiveAsync(stop) is { } frame)
            {
                if (frame.GetProperty("type").GetString() == "connection_established")
                {
                    _failures = 0;
                    pinging = PingAsync(
                        frame.GetProperty("data").GetProperty("heartbeatInterval").GetInt32(),
                        end.Token
                    );
                }

                await TakeAsync(frame, stop);
            }

            return (int?)socket.CloseStatus;
        }
        catch (Exception gone)
            when (gone is WebSocketException or IOException or InvalidOperationException
                || (gone is OperationCanceledException && !stop.IsCancellationRequested)
            )
        {
            return null;
        }
        finally
        {
            await end.CancelAsync();
            await pinging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<JsonElement?> ReceiveAsync(CancellationToken stop)
    {
        var buffer = new byte[1024 * 1024];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(buffer.AsMemory(length), stop);
                length += part.Count;
            } while (!part.EndOfMessage && fault != Fault.TakesPartsApart);

            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            if (fault == Fault.TakesSmallFramesOnly && length > SmallFrame)
            {
                continue;
            }

            try
            {
                using var json = JsonDocument.Parse(buffer.AsMemory(0, length));
                return json.RootElement.Clone();
            }
            catch (JsonException) when (fault == Fault.TakesPartsApart)
            {
                // A part is no message.
            }
        }
    }

    private async Task TakeAsync(JsonElement frame, CancellationToken stop)
    {
        if (frame.TryGetProperty("sequence", out var sequence))
        {
            await DeliverAsync(sequence.GetInt64(), isReplayed: false, stop);
            return;
        }

        var data = frame.GetProperty("data");
        switch (frame.GetProperty("type").GetString())
        {
            case "connection_established":
                await BeginAsync(stop);
                break;
            case "subscription_confirmed":
                await ConfirmedAsync(data, stop);
                break;
            case "message_replay":
                foreach (var message in data.GetProperty("messages").EnumerateArray())
                {
                    await DeliverAsync(
                        message.GetProperty("sequence").GetInt64(),
                        isReplayed: true,
                        stop
                    );
                }

                break;
            case "pong":
                _pong?.TrySetResult();
                if (
                    fault != Fault.IgnoresHeads
                    && data.GetProperty("heads").TryGetProperty(play.Channel, out var head)
                    && head.GetInt64() > _last
                )
                {
                    await ReturnAsync(stop);
                }

                break;
            case "token_expiring":
                if (fault != Fault.NeverRenews)
                {
                    _token = await driver.TokenAsync(play);
                    await SendAsync("token_refresh", new() { ["token"] = _token }, stop, "renew");
                }

                break;
            case "reconnect_advised":
                _pause = data.GetProperty("delayMs").GetInt32() / 1000.0;
                break;
            case "message_acknowledged":
                await AnsweredAsync(code: null);
                break;
            case "message_error":
                await RefusedAsync(data.GetProperty("error"), stop);
                break;
            case "error":
                await ErrorAsync(data, stop);
                break;
            case "token_refreshed":
                break;
            default:
                if (fault == Fault.StumblesOverUnknown)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, stop);
                }

                break;
        }
    }

    private async Task BeginAsync(CancellationToken stop)
    {
        if (_epoch is not null && fault != Fault.ForgetsPositions)
        {
            await ReturnAsync(stop);
        }
        else if (fault != Fault.NeverSubscribes)
        {
            await SendAsync(
                "subscribe",
                new() { ["channels"] = new JsonArray(play.Channel) },
                stop,
                "subscribe"
            );
        }

        if (_command is not null && fault != Fault.NeverRepeats)
        {
            await RepeatAsync(stop);
        }
    }

    private Task ReturnAsync(CancellationToken stop)
    {
        var data = new JsonObject
        {
            ["channels"] = new JsonArray(play.Channel),
            ["positions"] = new JsonObject { [play.Channel] = _last },
        };
        if (fault != Fault.HidesEpoch)
        {
            data["epoch"] = _epoch;
        }

        return SendAsync("reconnect", data, stop, "reconnect");
    }

    private async Task ConfirmedAsync(JsonElement data, CancellationToken stop)
    {
        var isFirst = _epoch is null;
        _epoch = data.GetProperty("epoch").GetString();
        if (fault == Fault.SendsNonsense)
        {
            await SendAsync("hello", new JsonObject(), stop);
        }

        if (isFirst && play.Command is { } command)
        {
            _command = new JsonObject
            {
                ["type"] = command.Type,
                ["messageId"] = "command-1",
                ["data"] = JsonNode.Parse(command.Data.GetRawText()),
            };
            await SendAsync(_command, stop);
        }
    }

    private async Task DeliverAsync(long sequence, bool isReplayed, CancellationToken stop)
    {
        if (sequence <= _last && fault != Fault.DeliversTwice)
        {
            if (fault is not (Fault.AcksOnce or Fault.NeverAcks))
            {
                await AckAsync(_last, stop);
            }

            return;
        }

        if (sequence > _last + 1 && !isReplayed && fault != Fault.IgnoresHoles)
        {
            await ReturnAsync(stop);
            return;
        }

        if (fault == Fault.AcksTooEarly)
        {
            await AckAsync(sequence, stop);
            await TurnAsync(stop);
        }

        _last = Math.Max(_last, sequence);
        await driver.DeliveredAsync(play, new(play.Channel, sequence));
        if (fault != Fault.NeverAcks)
        {
            await AckAsync(_last, stop);
        }

        if (fault == Fault.StopsReading)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
        }
    }

    // Frames are taken in turn: with the pong everything before the ping is done.
    private async Task TurnAsync(CancellationToken stop)
    {
        _pong = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(new JsonObject { ["type"] = "ping" }, stop);
        while (!_pong.Task.IsCompleted && await ReceiveAsync(stop) is { } frame)
        {
            await TakeAsync(frame, stop);
        }
    }

    private async Task ErrorAsync(JsonElement error, CancellationToken stop)
    {
        if (error.TryGetProperty("retryAfter", out var after))
        {
            _pause = after.GetDouble();
        }

        if (
            error.GetProperty("code").GetString() == "HISTORY_UNAVAILABLE"
            && fault != Fault.NeverReloads
        )
        {
            var state = await driver.StateAsync(play, _token);
            var position = state.Positions[play.Channel];
            if (fault != Fault.KeepsNumbers)
            {
                _last = position;
            }

            await SendAsync(
                "subscribe",
                new()
                {
                    ["channels"] = new JsonArray(
                        new JsonObject { ["channel"] = play.Channel, ["afterSequence"] = position }
                    ),
                    ["epoch"] = state.Epoch,
                },
                stop,
                "subscribe-again"
            );
        }
    }

    private async Task RefusedAsync(JsonElement error, CancellationToken stop)
    {
        var code = error.GetProperty("code").GetString()!;
        if (error.TryGetProperty("retryAfter", out var after))
        {
            if (fault != Fault.HurriesRepeat)
            {
                await Task.Delay(TimeSpan.FromSeconds(after.GetDouble() + 0.02), stop);
            }

            await RepeatAsync(stop);
        }
        else if (fault == Fault.Insists && _failures++ == 0)
        {
            await RepeatAsync(stop);
        }
        else
        {
            await AnsweredAsync(code);
        }
    }

    private Task RepeatAsync(CancellationToken stop)
    {
        if (fault == Fault.TakesAnotherId)
        {
            _command!["messageId"] = "command-2";
        }

        if (fault == Fault.ChangesData)
        {
            _command!["data"]!["items"]![0]!["quantity"] = 2;
        }

        return SendAsync(_command!, stop);
    }

    private async Task AnsweredAsync(string? code)
    {
        if (_command is null || fault == Fault.NeverAnswers)
        {
            return;
        }

        var id = _command["messageId"]!.GetValue<string>();
        _command = null;
        for (var time = fault == Fault.AnswersTwice ? 2 : 1; time > 0; time--)
        {
            await driver.AnsweredAsync(
                play,
                new(id, code is null ? null : new AnswerRefusal(code))
            );
        }
    }

    private async Task PingAsync(int seconds, CancellationToken stop)
    {
        while (fault != Fault.NeverPings)
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), stop);
            await SendAsync(new JsonObject { ["type"] = "ping" }, stop);
        }
    }

    private Task AckAsync(long sequence, CancellationToken stop) =>
        SendAsync("ack", new() { ["channel"] = play.Channel, ["sequence"] = sequence }, stop);

    private Task SendAsync(
        string type,
        JsonObject data,
        CancellationToken stop,
        string? messageId = null
    )
    {
        var frame = new JsonObject { ["type"] = type, ["data"] = data };
        if (messageId is not null)
        {
            frame["messageId"] = messageId;
        }

        return SendAsync(frame, stop);
    }

    private async Task SendAsync(JsonObject frame, CancellationToken stop)
    {
        await _sending.WaitAsync(stop);
        try
        {
            await _socket.SendAsync(
                Encoding.UTF8.GetBytes(frame.ToJsonString()),
                WebSocketMessageType.Text,
                endOfMessage: true,
                stop
            );
        }
        finally
        {
            _sending.Release();
        }
    }
}
