using TableTap.Protocol.Messages;

namespace TableTap.Client.Connection;

/// <summary>
/// The server's last <c>error</c> that answers nothing: why the connection ends, if it ends soon. The wait that it asks
/// for runs from when it came; once that is over, the error says nothing about an end (sections 1 and 2). Not thread-safe.
/// </summary>
/// <param name="time">Tells how long ago the error came.</param>
internal sealed class LastError(TimeProvider time)
{
    private (Error Error, long At)? _heard;

    /// <summary>The error with what is left of its wait; null where none came, or where its wait is over.</summary>
    public Error? Current
    {
        get
        {
            if (_heard is not ({ RetryAfter: { } seconds } error, var at))
            {
                return _heard?.Error;
            }

            var left = seconds - time.GetElapsedTime(at).TotalSeconds;
            return left > 0 ? error with { RetryAfter = left } : null;
        }
    }

    /// <summary>Takes an error that came now, instead of the one before it.</summary>
    /// <param name="error">The error as the server sent it.</param>
    public void Take(Error error) => _heard = (error, time.GetTimestamp());
}
