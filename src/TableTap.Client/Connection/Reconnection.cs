using TableTap.Client.Contract;
using TableTap.Client.Socket;
using TableTap.Protocol.Errors;

namespace TableTap.Client.Connection;

/// <summary>What to do after an end: wait and try again, or stop.</summary>
/// <param name="Delay">How long to wait.</param>
/// <param name="Stop">Why to stop, or null.</param>
internal readonly record struct ReconnectStep(TimeSpan Delay, TableTapException? Stop);

/// <summary>
/// Decides after each end, by the table of close codes (section 1), how to go on. Waits double from the first back-off to the
/// longest; half of each is random, so that a café's clients do not come back all at once.
/// </summary>
/// <param name="options">The back-off and its randomness.</param>
internal sealed class Reconnection(TableTapClientOptions options)
{
    private const int MaxTokenRefusals = 3;
    private const int MaxDoublings = 30;

    private int _failures;
    private int _tokenRefusals;

    /// <summary>Decides how to go on after a connection has ended.</summary>
    /// <param name="end">How the connection ended.</param>
    public ReconnectStep After(SessionEnd end)
    {
        // A session that dies at once is a failure too: a server that accepts and drops must not be hammered.
        _failures = end.Lived >= options.MaxBackoff ? 0 : _failures + 1;
        if (end.Lived is not null)
        {
            _tokenRefusals = 0;
        }

        switch ((CloseCode?)end.CloseCode)
        {
            case CloseCode.BinaryFrame
            or CloseCode.InvalidUtf8
            or CloseCode.MessageTooBig
            or CloseCode.TooManyMalformed
            or CloseCode.NotAllowed:
                return StopFor(end);
            case CloseCode.AuthenticationFailed when ++_tokenRefusals >= MaxTokenRefusals:
                return StopFor(end);
            case CloseCode.TooMany:
                return new(Longer(end.RetryAfter ?? options.MaxBackoff, Jittered()), null);
            case CloseCode.Unresponsive:
                return new(options.FirstBackoff * options.Random.NextDouble(), null);
            default:
                return new(end.RetryAfter ?? Jittered(), null);
        }
    }

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private static ReconnectStep StopFor(SessionEnd end) =>
        new(TimeSpan.Zero, new TableTapException(end.Reason, end.Error, end.CloseCode));

    private TimeSpan Jittered()
    {
        var doublings = Math.Min(_failures - 1, MaxDoublings);
        var whole = Math.Min(
            options.FirstBackoff.TotalMilliseconds * Math.Pow(2, Math.Max(0, doublings)),
            options.MaxBackoff.TotalMilliseconds
        );
        return TimeSpan.FromMilliseconds(whole * (0.5 + (options.Random.NextDouble() / 2)));
    }
}
