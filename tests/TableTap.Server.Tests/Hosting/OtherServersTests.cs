using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Cafes.Hosting;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Limits;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Server.Hosting;
using TableTap.Server.Limits;
using TableTap.Server.SignIn;
using TableTap.Server.Testing;
using TableTap.Testing;
using TableTap.Testing.Journals;

namespace TableTap.Server.Tests.Hosting;

/// <summary>
/// What other servers decided is known here in time, though the database is far away: messages wait where a look is older than a second.
/// </summary>
public sealed class OtherServersTests : IAsyncLifetime
{
    // Versions of revocations and cafés, sessions that ended, raised limits.
    private const int Questions = 3;

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(Batch.Noon);
    private readonly HeldReads _journal = new(new MemoryJournal());
    private CafeHost _cafes = null!;
    private SignInServices _signIn = null!;
    private RevocationLog _revocations = null!;
    private RaiseLog _raises = null!;
    private OtherServers _others = null!;

    public async ValueTask InitializeAsync()
    {
        var revocations = new Revocations(_time);
        _cafes = new(
            _journal,
            new CafeDirectory(),
            revocations,
            new(),
            _time,
            NullLoggerFactory.Instance
        );
        await _cafes.StartAsync(demo: false, TestContext.Current.CancellationToken);
        var keys = TokenKeys.Open(_directory.Path);
        _signIn = new(
            _journal,
            _cafes,
            revocations,
            new(keys, new AuthOptions(), _time),
            keys,
            new TableTapOptions(),
            _time
        );
        _revocations = new(_journal, revocations, _time);
        _raises = new(_journal, new RaisedLimits(_time), _time);
        _others = new(
            _journal,
            _revocations,
            _signIn,
            _raises,
            _cafes.Follower,
            _time,
            NullLogger.Instance
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _others.DisposeAsync();
        _raises.Dispose();
        _revocations.Dispose();
        _signIn.Dispose();
        await _cafes.DisposeAsync();
        await _journal.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_look_asks_all_its_questions_before_the_first_is_answered()
    {
        _journal.Hold();
        _time.Advance(TimeSpan.FromMilliseconds(500));

        await Patience.UntilAsync(() => _journal.Asked >= Questions);
    }

    [Fact]
    public async Task Looks_begin_twice_a_second_however_long_their_answers_are_on_the_way()
    {
        _journal.Hold();
        _time.Advance(TimeSpan.FromMilliseconds(500));
        await Patience.UntilAsync(() => _journal.Asked >= Questions);

        _time.Advance(TimeSpan.FromMilliseconds(400));
        _journal.Answer();
        _journal.Hold();
        _time.Advance(TimeSpan.FromMilliseconds(100));

        await Patience.UntilAsync(() => _journal.Asked >= 2 * Questions);
    }

    [Fact]
    public async Task A_question_that_was_given_up_though_nobody_stops_does_not_end_the_looks()
    {
        var step = TimeSpan.FromMilliseconds(500);
        _journal.Hold();
        _time.Advance(step);
        await Patience.UntilAsync(() => _journal.Asked >= Questions);

        _journal.GiveUp();
        _journal.Hold();

        await Patience.UntilAsync(() => _journal.Asked >= 2 * Questions, () => _time.Advance(step));
    }

    /// <summary>A journal whose answers are on their way until the test says otherwise.</summary>
    private sealed class HeldReads(MemoryJournal journal) : JournalDecorator(journal)
    {
        private volatile TaskCompletionSource? _held;
        private int _asked;

        /// <summary>How many questions were asked since answers are held.</summary>
        public int Asked => Volatile.Read(ref _asked);

        public void Hold() => _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Answer() => _held!.SetResult();

        public void GiveUp() => _held!.SetCanceled();

        public override async IAsyncEnumerable<StoredFact> ReadStreamAsync(
            string stream,
            long afterVersion,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await ArriveAsync(cancellationToken);
            await foreach (
                var fact in base.ReadStreamAsync(stream, afterVersion, cancellationToken)
            )
            {
                yield return fact;
            }
        }

        public override async ValueTask<IReadOnlyList<StreamVersion>> VersionsAsync(
            CancellationToken cancellationToken
        )
        {
            await ArriveAsync(cancellationToken);
            return await base.VersionsAsync(cancellationToken);
        }

        public override async ValueTask<IReadOnlyList<StoredRecord>> ReadRecordsAsync(
            RecordQuery query,
            CancellationToken cancellationToken
        )
        {
            await ArriveAsync(cancellationToken);
            return await base.ReadRecordsAsync(query, cancellationToken);
        }

        private async Task ArriveAsync(CancellationToken cancellationToken)
        {
            if (_held is { } held)
            {
                Interlocked.Increment(ref _asked);
                await held.Task.WaitAsync(cancellationToken);
            }
        }
    }
}
