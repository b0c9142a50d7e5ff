using System.Net.Sockets;
using System.Text;
using TableTap.Server.Logging;

namespace TableTap.Server.Hosting;

/// <summary>
/// Tells a service manager that the server is ready, lives and stops, each in one datagram. One that does not listen costs a line of the log
/// and a second at most, and never the server. Thread-safe.
/// </summary>
/// <param name="manager">Where it listens.</param>
/// <param name="lives">
/// Whether the parts answer that everybody needs; asked at half of the watchdog's time. Where it hangs or fails, nothing says any more that
/// the server lives.
/// </param>
/// <param name="time">The clock.</param>
/// <param name="log">Where to say that nobody listens.</param>
internal sealed class ServiceNotice(
    NotifySocket manager,
    Func<bool> lives,
    TimeProvider time,
    ILogger log
) : IDisposable
{
    private const int PatienceMs = 1000;

    private PeriodicTimer? _beat;
    private volatile bool _isStopping;
    private volatile bool _isHeard = true;

    /// <summary>Says that the server is ready, and from now on that it lives, where that is wanted. Called once.</summary>
    public void Ready()
    {
        Tell("READY=1");
        if (manager.Watchdog is { } patience)
        {
            _beat = new(patience / 2, time);
            _ = BeatAsync(_beat);
        }
    }

    /// <summary>Says that the server stops. The stop has a bound of its own, so that nobody is asked any more whether it lives.</summary>
    public void Stopping()
    {
        _isStopping = true;
        Tell("STOPPING=1");
    }

    /// <summary>Ends the words of life; nothing more is said.</summary>
    public void Dispose() => _beat?.Dispose();

    private async Task BeatAsync(PeriodicTimer beat)
    {
        while (await beat.WaitForNextTickAsync())
        {
            if (_isStopping || lives())
            {
                Tell("WATCHDOG=1");
            }
        }
    }

    private void Tell(string word)
    {
        try
        {
            // An abstract name begins with a zero in place of the @.
            var address = manager.Address.StartsWith('@')
                ? "\0" + manager.Address[1..]
                : manager.Address;
            using var socket = new Socket(
                AddressFamily.Unix,
                SocketType.Dgram,
                ProtocolType.Unspecified
            )
            {
                SendTimeout = PatienceMs,
            };
            socket.Connect(new UnixDomainSocketEndPoint(address));
            socket.Send(Encoding.ASCII.GetBytes(word));
            _isHeard = true;
        }
        catch (Exception trouble)
            when (trouble is SocketException or ArgumentException or PlatformNotSupportedException)
        {
            // Once, and not at each beat.
            if (_isHeard)
            {
                _isHeard = false;
                ServerLog.NotNotified(log, manager.Address, word, trouble.Message);
            }
        }
    }
}
