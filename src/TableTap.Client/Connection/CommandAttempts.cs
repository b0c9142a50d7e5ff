using TableTap.Client.Commands;
using TableTap.Client.Contract;
using TableTap.Protocol.Errors;

namespace TableTap.Client.Connection;

/// <summary>
/// Tries one command until it is answered (section 4): sends it again after a time-out, waits out what heals within a minute, gives up
/// at the deadline. What a reconnection has to send again, the new session does.
/// </summary>
/// <param name="command">The command; it waits in <see cref="PendingCommands"/> already.</param>
/// <param name="options">Time-out and deadline.</param>
/// <param name="current">The present session, if any.</param>
internal sealed class CommandAttempts(
    PendingCommand command,
    TableTapClientOptions options,
    Func<ClientSession?> current
)
{
    // The rates of section 8 are by the minute; what takes longer, somebody has to be told.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private readonly long _began = options.TimeProvider.GetTimestamp();

    private TimeSpan Left => options.CommandDeadline - options.TimeProvider.GetElapsedTime(_began);

    /// <summary>Tries until the command is answered or its deadline has passed.</summary>
    /// <exception cref="TimeoutException">The deadline passed.</exception>
    public async Task<CommandAnswer> RunAsync(CancellationToken cancellationToken)
    {
        current()?.SendOnce(command);
        while (true)
        {
            var answer = await NextAnswerAsync(cancellationToken);
            if (
                answer is { Error: { } refusal }
                && Pause(refusal) is { } pause
                && pause <= LongestPause
                && pause < Left
            )
            {
                await Task.Delay(pause, options.TimeProvider, cancellationToken);
                command.Rearm();
                current()?.SendAgain(command);
                continue;
            }

            return answer;
        }
    }

    private static TimeSpan? Pause(ErrorBody refusal) =>
        refusal.Code is ErrorCode.RateLimitExceeded or ErrorCode.ServiceUnavailable
            ? TimeSpan.FromSeconds(Math.Clamp(refusal.RetryAfter ?? 1, 0.05, 3600))
            : null;

    private async Task<CommandAnswer> NextAnswerAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var left = Left;
            if (left <= TimeSpan.Zero)
            {
                throw new TimeoutException(
                    $"'{command.MessageId}' got no answer in {options.CommandDeadline}; whether it happened is unknown."
                );
            }

            try
            {
                return await command.Answer.WaitAsync(
                    left < UntilDue() ? left : UntilDue(),
                    options.TimeProvider,
                    cancellationToken
                );
            }
            catch (TimeoutException) when (Left > TimeSpan.Zero)
            {
                SendAgainIfDue();
            }
            catch (TimeoutException)
            {
                // The loop's head says it better.
            }
        }
    }

    // Not written yet means that the rate limit holds it back: it will go without help. So will what waits for a connection.
    private TimeSpan UntilDue()
    {
        var due = options.CommandTimeout;
        if (command.SentAt is { } sentAt)
        {
            due -= options.TimeProvider.GetElapsedTime(sentAt);
        }

        // Without a connection nothing can be sent again: looking for one without a pause would keep a processor busy.
        return due > TimeSpan.Zero ? due
            : current() is null ? options.CommandTimeout
            : TimeSpan.Zero;
    }

    private void SendAgainIfDue()
    {
        if (command.SentAt is not null && UntilDue() == TimeSpan.Zero)
        {
            current()?.SendAgain(command);
        }
    }
}
