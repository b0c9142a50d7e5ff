using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Cafes.Publishing;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;
using TableTap.Server.Testing;
using TableTap.Testing;
using TableTap.Testing.Journals;
using TableTap.Testing.Peers;

namespace TableTap.Cafes.Tests.Publishing;

/// <summary>What a server far from the store is given to publish is told near it, and once, whatever is cut.</summary>
public sealed class FarPublishingTests : IAsyncLifetime
{
    private const string General = "cafe:demo:general";
    private readonly FakeTimeProvider _time = new(OpenCafe.Morning);
    private readonly MemoryJournal _journal = new();
    private readonly MemoryBackplane _backplane = new();
    private readonly AskedJournal _asked;
    private OpenCafe _near = null!;
    private OpenCafe _far = null!;
    private Publisher _nearPublisher = null!;
    private Publisher _farPublisher = null!;
    private Cluster _nearCluster = null!;
    private Cluster _farCluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public FarPublishingTests() => _asked = new(_journal);

    public async ValueTask InitializeAsync()
    {
        _near = await OpenCafe.OpenAsync(_journal, _time);
        _far = await OpenCafe.OpenAsync(_journal, _time);
        _nearPublisher = new(_near.Host, _journal, _near.Revocations, _time);
        _farPublisher = new(_far.Host, _asked, _far.Revocations, _time);
        _nearCluster = Join(_near, _nearPublisher, isFar: false);
        _farCluster = Join(_far, _farPublisher, isFar: true);
        await UntilAsync(() =>
            _nearCluster.IsHealthy
            && _farCluster.IsHealthy
            && _farCluster.HomeOf(OpenCafe.Id) == _nearCluster.Node
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _far.DisposeAsync();
        await _near.DisposeAsync();
        await _farCluster.DisposeAsync();
        await _nearCluster.DisposeAsync();
    }

    [Fact]
    public async Task It_is_told_near_the_store_and_the_far_server_asks_the_store_for_nothing()
    {
        var results = await PublishAsync(Say("m1", "One"), Say("m2", "Two")).Soon();

        var told = Told();
        Assert.Equal(told.Select(one => one.MessageId), results.Select(one => one.ServerMessageId));
        Assert.Equal(told.Select(one => (long?)one.Sequence), results.Select(one => one.Sequence));
        Assert.Equal([General, General], results.Select(one => one.Channel));
        Assert.Equal(2, told.Count);
        Assert.Equal(0, _asked.Questions);
        // One commit with one line of the audit, as where the request came in.
        Assert.Equal(2, Assert.Single(_journal.Audit, line => line.Command == "publish").Count);
    }

    [Fact]
    public async Task The_same_again_gets_the_same_answer_wherever_it_comes_in()
    {
        var first = Assert.Single(await PublishAsync(Say("m1", "One")).Soon());
        var again = Assert.Single(await PublishAsync(Say("m1", "One")).Soon());
        var near = Assert.Single(
            await _nearPublisher
                .PublishAsync(People.Bank, null, [(Say("m1", "One"), new("m1"))], Cancel)
                .Soon()
        );

        Assert.Equal((first, first), (again, near));
        Assert.Single(Told());
    }

    [Fact]
    public async Task What_is_told_there_and_whose_answer_is_cut_off_is_told_once()
    {
        _backplane.Times = (_, peerMessage) =>
            peerMessage.Span[1] == (byte)PeerMessageKind.Answer ? 0 : 1;
        var published = PublishAsync(Say("m1", "One"));
        await UntilAsync(() => published.IsCompleted);

        var result = Assert.Single(await published);
        Assert.Equal(Assert.Single(Told()).MessageId, result.ServerMessageId);
        Assert.NotNull(result.Sequence);
    }

    [Fact]
    public async Task What_does_not_get_there_is_told_here()
    {
        _backplane.Times = (_, peerMessage) =>
            peerMessage.Span[1] == (byte)PeerMessageKind.Command ? 0 : 1;
        var published = PublishAsync(Say("m1", "One"));
        await UntilAsync(() => published.IsCompleted);

        Assert.Equal(
            Assert.Single(Told()).MessageId,
            Assert.Single(await published).ServerMessageId
        );
        Assert.True(_asked.Questions > 0);
    }

    /// <summary>A server of an earlier version does not know what it is asked for, and says so.</summary>
    [Fact]
    public async Task What_a_server_there_gives_back_is_told_here_at_once()
    {
        _nearCluster.Commands.Handler = null;

        var result = Assert.Single(await PublishAsync(Say("m1", "One")).Soon());

        Assert.Equal(Assert.Single(Told()).MessageId, result.ServerMessageId);
    }

    [Fact]
    public async Task What_may_not_be_told_is_refused_and_the_rest_is_told_there()
    {
        await PublishAsync(Say("m1", "One")).Soon();

        var results = await PublishAsync(
                Say("m1", "Other"),
                Say("m2", "Two"),
                Say("m3", "Three", "cafe:elsewhere:general")
            )
            .Soon();

        Assert.Equal(
            (ErrorCode?[])[ErrorCode.Conflict, null, ErrorCode.NotFound],
            results.Select(one => one.Error?.Code)
        );
        Assert.Equal(["m1", "m2", "m3"], results.Select(one => one.MessageId));
        Assert.Equal(2, Told().Count);
    }

    /// <summary>The server there may hear of a revocation first: what it says then is not asked of this one again.</summary>
    [Fact]
    public async Task Whoever_is_revoked_there_publishes_nothing_here_either()
    {
        _near.Revocations.Revoke(new(UserId: People.Bank.UserId));

        var result = Assert.Single(await PublishAsync(Say("m1", "One")).Soon());

        Assert.Equal(ErrorCode.AuthenticationFailed, result.Error?.Code);
        Assert.Empty(Told());
        Assert.Equal(0, _asked.Questions);
    }

    /// <summary>Between servers nothing is hidden, and payment data is sealed where it is stored.</summary>
    [Fact]
    public async Task What_carries_payment_data_is_told_here()
    {
        var handed = CountHanded();

        var result = Assert.Single(
            await PublishAsync(
                    Read(
                        """{"messageId":"p1","type":"payment_refunded","channel":"orders:customer:anna","data":{"orderId":"order_uuid","refundId":"refund_uuid","amount":5.50,"totalRefunded":5.50,"status":"pending","reason":"Wrong milk","paymentStatus":"partially_refunded","orderVersion":7}}"""
                    )
                )
                .Soon()
        );

        Assert.NotNull(result.ServerMessageId);
        Assert.Equal(0, handed());
    }

    [Fact]
    public async Task A_server_near_the_store_tells_its_own()
    {
        var handed = CountHanded();

        await _nearPublisher
            .PublishAsync(People.Bank, null, [(Say("m1", "One"), new("m1"))], Cancel)
            .Soon();

        Assert.Single(Told());
        Assert.Equal(0, handed());
    }

    /// <summary>A command of a client by that name would be taken for it.</summary>
    [Fact]
    public void No_message_of_the_protocol_has_the_name_under_which_it_is_handed_over() =>
        Assert.Null(MessageCatalogue.Find(PeerCatalogue.Publish.Type));

    private static Publication Say(string messageId, string text, string channel = General) =>
        Read(
            $$$"""{"messageId":"{{{messageId}}}","type":"announcement","channel":"{{{channel}}}","data":{"announcementId":"a-1","message":"{{{text}}}"}}"""
        );

    private static Publication Read(string frame)
    {
        var read = Publication.Read(Encoding.UTF8.GetBytes(frame), new([]), out _, out var refusal);
        Assert.Null(refusal);
        return read!;
    }

    private Func<int> CountHanded()
    {
        var handed = 0;
        _backplane.Times = (_, peerMessage) =>
        {
            if (peerMessage.Span[1] == (byte)PeerMessageKind.Command)
            {
                Interlocked.Increment(ref handed);
            }

            return 1;
        };
        return () => Volatile.Read(ref handed);
    }

    private Task<IReadOnlyList<PublishResult>> PublishAsync(params Publication[] messages) =>
        _farPublisher.PublishAsync(
            People.Bank,
            "192.0.2.1",
            [.. messages.Select(one => ((Publication?)one, new PublishResult(one.MessageId)))],
            Cancel
        );

    private List<StoredMessage> Told() =>
        [.. _journal.Messages.Where(message => new Heard(message).Type == "announcement")];

    private Cluster Join(OpenCafe cafe, Publisher publisher, bool isFar)
    {
        var cluster = new Cluster(_backplane.Open(), [1, 2, 3], _time, NullLogger.Instance)
        {
            IsFar = isFar,
        };
        cluster.Commands.Handler = (request, refusal, stop) =>
            ReferenceEquals(request.Descriptor, PeerCatalogue.Publish)
                ? new(publisher.Place(request, stop))
                : cafe.Host.Commands.PlaceAsync(request, refusal, stop);
        cafe.Host.Commands.Cluster = cluster;
        cluster.Join("epoch");
        cluster.TakeCommands(true);
        return cluster;
    }

    private Task UntilAsync(Func<bool> holds) =>
        Patience.UntilAsync(holds, () => _time.Advance(TimeSpan.FromMilliseconds(50)), pauseMs: 1);

    /// <summary>Counts what is asked of the store: each is a journey.</summary>
    private sealed class AskedJournal(MemoryJournal journal) : JournalDecorator(journal)
    {
        private int _questions;

        public int Questions => Volatile.Read(ref _questions);

        public override ValueTask<AppendOutcome> AppendAsync(
            AppendBatch batch,
            CancellationToken cancellationToken
        )
        {
            Interlocked.Increment(ref _questions);
            return base.AppendAsync(batch, cancellationToken);
        }

        public override ValueTask<StoredAnswer?> FindAnswerAsync(
            AnswerKey key,
            CancellationToken cancellationToken
        )
        {
            Interlocked.Increment(ref _questions);
            return base.FindAnswerAsync(key, cancellationToken);
        }
    }
}
