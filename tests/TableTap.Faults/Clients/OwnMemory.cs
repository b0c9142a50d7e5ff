using TableTap.Faults.History;

namespace TableTap.Faults.Clients;

/// <summary>
/// Follows what the server certainly knows to be confirmed on one connection: an ack that was followed by a ping and its pong, and then
/// by time enough for the server to write it down, with the same connection alive and the disk well.
/// </summary>
internal sealed class OwnMemory(Hearing hearing, ClientSetting setting)
{
    private static readonly TimeSpan Durable = TimeSpan.FromSeconds(2.5);
    private readonly long _began = setting.Time.GetTimestamp();
    private readonly Lock _gate = new();
    private Dictionary<string, long>? _pinged;
    private Dictionary<string, long>? _known;
    private long _knownAt;

    /// <summary>For how long the connection has lived.</summary>
    public TimeSpan Quiet => setting.Time.GetElapsedTime(_began);

    /// <summary>A ping goes: what was confirmed before it is known when its pong has come.</summary>
    public void Ping()
    {
        lock (_gate)
        {
            _pinged ??= hearing.OwnConfirmed();
        }
    }

    /// <summary>A pong came.</summary>
    public void Pong()
    {
        lock (_gate)
        {
            if (_known is { } known && setting.Time.GetElapsedTime(_knownAt) >= Durable)
            {
                if (!setting.HadStorageTroubleSince(_knownAt))
                {
                    foreach (var (channel, sequence) in known)
                    {
                        hearing.SurelyConfirm(channel, sequence);
                    }
                }

                _known = null;
            }

            if (_known is null)
            {
                (_known, _knownAt, _pinged) = (_pinged, setting.Time.GetTimestamp(), null);
            }
        }
    }
}
