using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Cafes.Hosting;
using TableTap.Protocol.Catalogue;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Peers;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Peers;

namespace TableTap.Cafes.Tests.Hosting;

/// <summary>Commands that another server decides keep the order of their sender, whatever becomes of that server.</summary>
public sealed class ForwardingTests : IAsyncLifetime
{
    private const string Sender = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private readonly FakeTimeProvider _time = new(Batch.Noon);
    private readonly MemoryBackplane _backplane = new();
    private readonly CafeForwarding _forwarding;
    private readonly ConcurrentQueue<string> _decided = new();
    private Cluster _here = null!;
    private Cluster _there = null!;
    private string _cafe = null!;
    private bool? _isTraced;

    public ForwardingTests() => _forwarding = new(_ => _isTraced);

    public async ValueTask InitializeAsync()
    {
        (_here, _there) = (Open(), Open());
        string[] cafes = [.. Enumerable.Range(0, 100).Select(number => $"cafe-{number}")];
        await UntilAsync(() =>
            _here.IsHealthy
            && _there.IsHealthy
            && cafes.Any(cafe => _here.HomeOf(cafe) == _there.Node)
        );
        _cafe = cafes.First(cafe => _here.HomeOf(cafe) == _there.Node);
    }

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
    }

    [Fact]
    public async Task What_a_server_leaves_undecided_is_decided_here_in_the_order_in_which_it_was_sent()
    {
        _there.Commands.Handler = (_, _, _) => new(new PlacedCommand(Never()));
        string[] sent =
        [
            .. Enumerable
                .Range(1, 50)
                .Select(number => number.ToString(CultureInfo.InvariantCulture)),
        ];
        var answers = new List<Task<ReadOnlyMemory<byte>>>();
        foreach (var id in sent)
        {
            answers.Add(await PlaceAsync("anna", id, isWrittenElsewhere: true).Soon());
        }

        Assert.Empty(_decided);
        await _there.DisposeAsync();
        await Task.WhenAll(answers).Soon();

        Assert.Equal(sent, _decided);
    }

    [Fact]
    public async Task Where_a_senders_commands_are_decided_changes_only_when_those_before_are_answered()
    {
        _there.Commands.Handler = (request, _, _) =>
        {
            _decided.Enqueue($"{request.MessageId} there");
            return new(new PlacedCommand(Answered()));
        };
        var undecided = new TaskCompletionSource<ReadOnlyMemory<byte>>();
        var first = await PlaceAsync(
                "anna",
                "1",
                isWrittenElsewhere: false,
                () =>
                {
                    _decided.Enqueue("1");
                    return undecided.Task;
                }
            )
            .Soon();

        var second = PlaceAsync("anna", "2", isWrittenElsewhere: true);
        Assert.False(second.IsCompleted);
        // Nobody else waits for that.
        await (await PlaceAsync("ben", "3", isWrittenElsewhere: true).Soon()).Soon();
        Assert.Equal(["1", "3 there"], _decided);

        undecided.SetResult(default);
        await first.Soon();
        await (await second.Soon()).Soon();
        await (await PlaceAsync("anna", "4", isWrittenElsewhere: false).Soon()).Soon();

        Assert.Equal(["1", "3 there", "2 there", "4"], _decided);
    }

    [Fact]
    public async Task A_command_that_gets_no_place_there_does_not_overtake_one_that_has()
    {
        _there.Commands.Handler = (_, _, _) => new(new PlacedCommand(Never()));
        var first = await PlaceAsync("anna", "1", isWrittenElsewhere: true).Soon();

        _backplane.Times = (_, peerMessage) =>
            peerMessage.Span[1] == (byte)PeerMessageKind.Command ? 0 : 1;
        var second = PlaceAsync("anna", "2", isWrittenElsewhere: true);
        await UntilAsync(() => first.IsCompleted && second.IsCompleted);
        await (await second).Soon();

        Assert.Equal(["1", "2"], _decided);
    }

    /// <summary>Both servers drew otherwise, and the one there would have the command without its way to it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [InlineData(null)]
    public async Task Whether_a_command_is_traced_is_chosen_once_and_goes_with_it_there_and_back(
        bool? isTraced
    )
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Traces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var got = new ConcurrentQueue<CommandRequest>();
        _there.Commands.Handler = (request, _, _) =>
        {
            got.Enqueue(request);
            return new(new PlacedCommand(Answered()));
        };
        _isTraced = isTraced;

        await (await PlaceAsync("anna", "1", isWrittenElsewhere: true).Soon()).Soon();

        var there = Assert.Single(got);
        Assert.Equal(isTraced, there.IsTraced);
        if (isTraced == true)
        {
            var span = Assert.Single(ended, one => one.ParentId == Sender);
            Assert.Equal("handed", span.OperationName);
            Assert.Equal(span.Id, there.TraceParent);
        }
        else
        {
            Assert.Equal(Sender, there.TraceParent);
        }
    }

    private static Task<ReadOnlyMemory<byte>> Never() =>
        new TaskCompletionSource<ReadOnlyMemory<byte>>().Task;

    private static Task<ReadOnlyMemory<byte>> Answered() =>
        Task.FromResult<ReadOnlyMemory<byte>>("{}"u8.ToArray());

    private Task<Task<ReadOnlyMemory<byte>>> PlaceAsync(
        string userId,
        string id,
        bool isWrittenElsewhere,
        Func<Task<ReadOnlyMemory<byte>>>? here = null
    ) =>
        _forwarding
            .PlaceAsync(
                _here,
                _cafe,
                isWrittenElsewhere,
                new CommandRequest(
                    new Identity(
                        userId,
                        Role.Employee,
                        [_cafe],
                        null,
                        null,
                        null,
                        "tabletap",
                        Batch.Noon.AddHours(1)
                    ),
                    MessageCatalogue.Find("order_create")!,
                    id,
                    "{}"u8.ToArray(),
                    "127.0.0.1"
                )
                {
                    TraceParent = Sender,
                },
                _ =>
                {
                    if (here is not null)
                    {
                        return here();
                    }

                    _decided.Enqueue(id);
                    return Answered();
                },
                CancellationToken.None
            )
            .AsTask();

    private Cluster Open()
    {
        var cluster = new Cluster(_backplane.Open(), [1, 2, 3], _time, NullLogger.Instance);
        cluster.Join("epoch");
        cluster.TakeCommands(true);
        return cluster;
    }

    private Task UntilAsync(Func<bool> holds) =>
        Patience.UntilAsync(holds, () => _time.Advance(TimeSpan.FromMilliseconds(50)), pauseMs: 1);
}
