using System.Collections.Concurrent;
using System.Text.Json;
using TableTap.Faults.History;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Faults.Clients;

/// <summary>A client's commands: those that wait go again under their id until they are answered. Thread-safe.</summary>
internal sealed class CommandBook(string subject, Findings findings, TimeProvider time)
{
    // Seconds. What takes longer is an answer.
    private const double LongestPause = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);
    private readonly ConcurrentDictionary<string, SentCommand> _all = new();
    private readonly ConcurrentDictionary<string, SentCommand> _waiting = new();
    private int _count;

    /// <summary>All commands.</summary>
    public IEnumerable<SentCommand> All => _all.Values;

    /// <summary>Those without an answer, in the order in which they were given.</summary>
    public IEnumerable<SentCommand> Due =>
        _waiting
            .Values.Where(command => command.NotBefore <= time.GetTimestamp())
            .OrderBy(command => command.MessageId, StringComparer.Ordinal);

    /// <summary>Whether any waits.</summary>
    public bool HasWaiting => !_waiting.IsEmpty;

    /// <summary>A new command.</summary>
    public SentCommand Add<T>(string type, T data)
        where T : class
    {
        var id = $"{subject}_{Interlocked.Increment(ref _count):D6}";
        var command = new SentCommand(
            subject,
            id,
            type,
            FrameWriter.Request(type, data, time.GetUtcNow(), id)
        );
        _all[id] = _waiting[id] = command;
        return command;
    }

    /// <summary>The command was sent: it goes again when no answer has come for a while.</summary>
    public void Sent(SentCommand command, TimeSpan patience)
    {
        command.Sends++;
        Hold(command, patience);
    }

    /// <summary>A new connection: everything that waits may go at once.</summary>
    public void Hurry()
    {
        foreach (var command in _waiting.Values)
        {
            command.NotBefore = 0;
        }
    }

    /// <summary>An acknowledgement came.</summary>
    public void Acknowledge(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> data)
    {
        var done = JsonSerializer.Deserialize(data, ProtocolJson.Default.MessageAcknowledged)!;
        Settle(done.MessageId, frame, done.Result ?? new(), null);
    }

    /// <summary>A refusal came.</summary>
    public void Refuse(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> data)
    {
        var refused = JsonSerializer.Deserialize(data, ProtocolJson.Default.MessageError)!;
        if (
            !IsOfOpenOrders(refused.Error)
            && refused.Error is not { RetryAfter: > LongestPause }
            && refused.Error.Code
                is ErrorCode.RateLimitExceeded
                    or ErrorCode.ServiceUnavailable
                    or ErrorCode.InternalError
                    or ErrorCode.AuthenticationFailed
        )
        {
            // Not carried out: it goes again, a little later.
            if (_waiting.TryGetValue(refused.MessageId, out var command))
            {
                command.PutOff = $"{refused.Error.Code}, {refused.Error.Message}";
                Hold(command, Pause);
            }

            return;
        }

        Settle(refused.MessageId, frame, null, refused.Error.Code);
    }

    // A café's own limit has no window: too many orders wait to be paid. In the last minute of the first of them it says to come again soon,
    // and so it may say to somebody for as long as others of the table take the place.
    private static bool IsOfOpenOrders(ErrorBody error) =>
        error is { Code: ErrorCode.RateLimitExceeded, Limit: not null, Window: null };

    private void Hold(SentCommand command, TimeSpan pause) =>
        command.NotBefore =
            time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency);

    private void Settle(
        string messageId,
        ReadOnlySpan<byte> frame,
        CommandResult? result,
        ErrorCode? refusal
    )
    {
        if (!_all.TryGetValue(messageId, out var command))
        {
            findings.Add(Wrong.Doubled, $"an answer to {messageId}, which {subject} never sent");
        }
        else if (!command.Take(frame, result, refusal))
        {
            findings.Add(
                Wrong.Doubled,
                $"{command.Type} {messageId} was answered twice, and not with the same words: first {Word(command.Refusal)}, then {Word(refusal)}"
            );
        }
        else
        {
            _waiting.TryRemove(messageId, out _);
        }
    }

    private static string Word(ErrorCode? refusal) =>
        refusal is { } code ? $"{code}" : "acknowledged";
}
