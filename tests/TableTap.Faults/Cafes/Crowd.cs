using TableTap.Faults.Clients;
using TableTap.Faults.History;
using TableTap.Faults.Setting;

namespace TableTap.Faults.Cafes;

/// <summary>Everybody in the café.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private static readonly TimeSpan OneByOne = TimeSpan.FromMilliseconds(4);
    private readonly FaultPlan _plan;
    private readonly ClientSetting _setting;
    private readonly CafeDesk _desk;
    private readonly CancellationTokenSource _gone = new();
    private readonly List<OrderingGuest> _guests = [];
    private readonly List<OrderingGuest> _doomed = [];
    private readonly List<SdkGuest> _sdk = [];
    private readonly List<WireClient> _readers = [];
    private readonly List<CounterHand> _hands = [];
    private readonly ManagerOnDuty _manager;
    private Task _living = Task.CompletedTask;

    public Crowd(FaultPlan plan, ServerBench bench, ClientSetting setting, CafeDesk desk)
    {
        (_plan, _setting, _desk) = (plan, setting, desk);
        var random = new Random(plan.Seed);
        foreach (var (userId, counterId) in CafePeople.Employees)
        {
            _hands.Add(
                new(
                    setting,
                    CafePeople.Employee(bench, userId, counterId),
                    counterId,
                    random.Next(),
                    desk
                )
            );
        }

        _manager = new(new(setting, CafePeople.Manager(bench), random.Next()), setting);
        var left = plan.Clients - _hands.Count - 1;
        for (var i = 0; i < left; i++)
        {
            switch (i % 20)
            {
                case 0:
                    _sdk.Add(
                        new(
                            setting,
                            CafePeople.Guest(bench, $"s{i}", i % 40 == 0),
                            random.Next(),
                            desk
                        )
                    );
                    break;
                case 1 or 2 or 3:
                    _readers.Add(new(setting, CafePeople.Reader(bench, $"r{i}"), random.Next()));
                    break;
                default:
                    var guest = new OrderingGuest(
                        setting,
                        CafePeople.Guest(bench, $"g{i}", i % 20 == 4),
                        random.Next(),
                        desk
                    );
                    (i % 50 == 7 ? _doomed : _guests).Add(guest);
                    break;
            }
        }
    }

    /// <summary>All light clients.</summary>
    public IEnumerable<WireClient> Light =>
        _readers
            .Concat(_guests.Concat(_doomed).Select(guest => guest.Client))
            .Concat(_hands.Select(hand => hand.Client))
            .Append(_manager.Client);

    /// <summary>Those that may lose their memory.</summary>
    public IReadOnlyList<WireClient> Forgetful => [.. _guests.Select(guest => guest.Client)];

    public IReadOnlyList<SdkGuest> Sdk => _sdk;

    /// <summary>Those whose rights end during the run.</summary>
    public IReadOnlyList<WireClient> Doomed => [.. _doomed.Select(guest => guest.Client)];

    /// <summary>What everybody took.</summary>
    public IEnumerable<Hearing> Hearings =>
        Light
            .Where(client => client.Participant.RevokedAt is null)
            .Select(client => client.Hearing)
            .Concat(_sdk.Select(guest => guest.Hearing));

    /// <summary>Whether everybody is here and has what there was.</summary>
    public bool IsComplete =>
        Light.All(client => client.IsComplete || client.Participant.RevokedAt is not null)
        && _sdk.TrueForAll(guest => guest.IsConnected);

    /// <summary>Whether no command waits for its answer.</summary>
    public bool IsAnswered =>
        Light.All(client => !client.Commands.HasWaiting || client.Participant.RevokedAt is not null)
        && _sdk.TrueForAll(guest => guest.Commands.All(command => command.IsAnswered));

    /// <summary>How many commands were acknowledged so far.</summary>
    public int Acknowledged =>
        Light.Sum(client => client.Commands.All.Count(command => command.IsAcknowledged))
        + _sdk.Sum(guest => guest.Commands.Count(command => command.IsAcknowledged));

    /// <summary>Everybody comes in, one after the other.</summary>
    public async Task ComeAsync(CancellationToken stop)
    {
        var living = new List<Task>();
        foreach (var client in Light)
        {
            living.Add(client.RunAsync(_gone.Token));
            await Task.Delay(OneByOne, _setting.Time, stop);
        }

        _living = Task.WhenAll(living);
        await Task.WhenAll(_sdk.Select(guest => guest.StartAsync(stop)));
        while (!IsComplete)
        {
            await Task.Delay(OneByOne * 10, _setting.Time, stop);
        }
    }

    /// <summary>The café's life until it closes.</summary>
    public Task LiveAsync(CancellationToken closing)
    {
        var guests = _guests.Count + _doomed.Count + _sdk.Count;
        var between = TimeSpan.FromSeconds(guests / _plan.OrdersPerSecond);
        var covers = _hands[0].Client;
        return Task.WhenAll([
            .. _guests.Concat(_doomed).Select(guest => guest.VisitAsync(between, closing)),
            .. _sdk.Select(guest => guest.VisitAsync(between, closing)),
            .. _hands.Select(hand => hand.WorkAsync(closing)),
            _manager.AnnounceAsync(TimeSpan.FromSeconds(1 / _plan.AnnouncementsPerSecond), closing),
            _manager.BreaksAsync("ben", covers, "cold", _plan.Duration / 10, closing),
        ]);
    }

    /// <summary>Everybody leaves; saying it twice is harmless.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _living;
        await Task.WhenAll(_sdk.Select(guest => guest.DisposeAsync().AsTask()));
    }
}
