using TableTap.Client.Contract;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Server.Logging;
using TableTap.Terms;

namespace TableTap.Server.Probing;

/// <summary>
/// Sends the server a message through its journal, and hears it with a client of its own, again and again: what the figures of delivery
/// cannot see (a line that takes nothing, a port that takes nobody in, a quiet night) is seen by the probe. Thread-safe.
/// </summary>
internal sealed class Prober : IAsyncDisposable
{
    /// <summary>How long a probe may take in all before it has failed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// For so long a client probes before a new one takes its place: the port, TLS and the sign-in are gone through again, as by a guest who
    /// comes in.
    /// </summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromMinutes(1);

    /// <summary>So many failures in a row are told in the log.</summary>
    public const int FailuresToTell = 3;

    private static readonly byte[] Nothing = [.. "{}"u8];

    /// <summary>The message of a probe. It is in no catalogue, for no client ever hears it.</summary>
    private static readonly MessageDescriptor Message = new(
        "probe",
        Section: 0,
        "A message of the server to itself.",
        MessageKind.Event,
        typeof(object),
        ProtocolJson.Default,
        Roles.None,
        ChannelKinds.CustomerOrders,
        ChannelKinds.None,
        Counted: false
    );

    private readonly Uri _url;
    private readonly ProbeUser _user;
    private readonly IJournal _journal;
    private readonly ProbeMetrics _metrics;
    private readonly IdSource _ids;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private ProbeClient? _client;
    private long _entered;
    private int _failedInRow;

    /// <summary>Begins to probe, at once and from then on each time the interval is over.</summary>
    /// <param name="url">The address of the server's sockets, as this machine reaches it.</param>
    /// <param name="every">The interval.</param>
    /// <param name="user">Who the client is.</param>
    /// <param name="journal">Where messages are written.</param>
    /// <param name="metrics">Where the figures go.</param>
    /// <param name="ids">Gives messages their ids.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where it is told that probes fail.</param>
    public Prober(
        Uri url,
        TimeSpan every,
        ProbeUser user,
        IJournal journal,
        ProbeMetrics metrics,
        IdSource ids,
        TimeProvider time,
        ILogger log
    )
    {
        (_url, _user, _journal, _metrics) = (url, user, journal, metrics);
        (_ids, _time, _log) = (ids, time, log);
        _running = RunAsync(every);
    }

    /// <summary>Ends probing, and says goodbye to the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }

        _stop.Dispose();
    }

    private async Task RunAsync(TimeSpan every)
    {
        // The server is not to wait for its first probe.
        await Task.Yield();
        using var timer = new PeriodicTimer(every, _time);
        do
        {
            await ProbeAsync();
        } while (await timer.WaitForNextTickAsync(_stop.Token));
    }

    private async Task ProbeAsync()
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            _stop.Token
        );
        var step = ProbeFailure.NotConnected;
        try
        {
            var client = await ClientAsync(end.Token);
            step = ProbeFailure.NotStored;
            var id = $"msg_{_ids()}";
            var received = client.Await(id);
            var began = _time.GetTimestamp();
            await _journal.AppendAsync(Batch(id), end.Token);
            step = ProbeFailure.NotReceived;
            _metrics.Received(_time.GetElapsedTime(began, await received.WaitAsync(end.Token)));
            Works();
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // Nobody waits for it any more.
        }
        catch (Exception fault)
        {
            Fail(step, patience.IsCancellationRequested ? "it took too long" : fault.Message);
        }
    }

    private async Task<ProbeClient> ClientAsync(CancellationToken cancellationToken)
    {
        if (_client is { } old && (old.IsOver || _time.GetElapsedTime(_entered) >= Renewal))
        {
            _client = null;
            await old.DisposeAsync();
        }

        if (_client is null)
        {
            _client = new(_url, _user, _time, _metrics.Failed);
            _entered = _time.GetTimestamp();
        }

        await _client.BeReadyAsync(cancellationToken);
        return _client;
    }

    private AppendBatch Batch(string messageId) =>
        new(
            "probe",
            ExpectedVersion: null,
            [],
            [MessageDraft.Encode(Message, Nothing, _user.Channel, messageId, _time.GetUtcNow())],
            [],
            []
        );

    private void Works()
    {
        if (_failedInRow >= FailuresToTell)
        {
            ServerLog.ProbesWork(_log, _failedInRow);
        }

        _failedInRow = 0;
    }

    private void Fail(ProbeFailure reason, string why)
    {
        _metrics.Failed(reason);
        if (++_failedInRow == FailuresToTell)
        {
            ServerLog.ProbesFail(_log, _url, reason.Word, why);
        }
    }
}
