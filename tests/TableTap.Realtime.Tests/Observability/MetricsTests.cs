using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Tests.Doubles;

namespace TableTap.Realtime.Tests.Observability;

public sealed class MetricsTests
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "one");

    [Fact]
    public async Task What_happens_is_counted()
    {
        await using var hub = new TestHub();
        using var figures = new Figures(hub.Hub.Metrics.Meter);
        using var guest = await hub.GuestAsync();
        using var anna = await hub.EmployeeAsync();
        using var refused = hub.Open(new("forged", null, null));
        await refused.ErrorAsync("AUTHENTICATION_FAILED");
        await refused.ClosedAsync(4401);
        await guest.SubscribeAsync(General.Text);
        await guest.ReceiveAsync("subscription_confirmed");
        hub.Journal.Publish(General, General);
        await guest.ReceiveAsync("board_changed");
        await guest.ReceiveAsync("board_changed");
        hub.Journal.IsSilent = true;
        hub.Journal.Publish(General);
        hub.Journal.IsSilent = false;
        hub.Journal.Publish(General);
        await guest.ReceiveAsync("board_changed");
        await guest.ReceiveAsync("board_changed");
        await guest.SendAsync(
            """{"type":"unsubscribe","data":{"channels":["cafe:one:general"]}}"""
        );
        await guest.ReceiveAsync("unsubscription_confirmed");
        await anna.SendAsync("""{"type":"refund_issue","messageId":"m1","data":{}}""");
        await anna.ReceiveAsync("message_error");

        Assert.Equal(2, figures["tabletap.messages.delivered"]);
        Assert.Equal(2, figures["tabletap.messages.replayed"]);
        Assert.Equal(1, figures["tabletap.catchups"]);
        Assert.Equal(1, figures["tabletap.subscriptions direction=in"]);
        Assert.Equal(1, figures["tabletap.subscriptions direction=out"]);
        Assert.Equal(1, figures["tabletap.refused reason=AUTHENTICATION_FAILED"]);
        Assert.Equal(1, figures["tabletap.refused reason=INSUFFICIENT_PERMISSIONS"]);
        Assert.Equal(1, figures["tabletap.closed code=4401"]);
        Assert.Equal(1, figures["tabletap.connections role=customer"]);
        Assert.Equal(1, figures["tabletap.connections role=employee"]);
        Assert.Equal(0, figures["tabletap.connections role=admin"]);
    }

    private sealed class Figures : IDisposable
    {
        private readonly ConcurrentDictionary<string, long> _figures = new();
        private readonly MeterListener _listener = new();

        public Figures(Meter meter)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == meter)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>(
                (instrument, value, tags, _) =>
                    _figures.AddOrUpdate(Name(instrument, tags), value, (_, sum) => sum + value)
            );
            _listener.SetMeasurementEventCallback<int>(
                (instrument, value, tags, _) => _figures[Name(instrument, tags)] = value
            );
            _listener.Start();
        }

        public long this[string name]
        {
            get
            {
                _listener.RecordObservableInstruments();
                return _figures.GetValueOrDefault(name);
            }
        }

        public void Dispose() => _listener.Dispose();

        private static string Name(
            Instrument instrument,
            ReadOnlySpan<KeyValuePair<string, object?>> tags
        ) => tags is [var tag] ? $"{instrument.Name} {tag.Key}={tag.Value}" : instrument.Name;
    }
}
