using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;
using TableTap.Server.Testing;
using TableTap.Testing;
using TableTap.Testing.Journals;

namespace TableTap.Cli.Tests;

/// <summary>How <c>serve</c> ends.</summary>
public sealed class ServeCommandTests
{
    [Fact]
    public async Task A_server_of_which_a_part_never_ends_stops_all_the_same_and_ends_with_1()
    {
        using var directory = new TemporaryDirectory();
        using var stop = new CancellationTokenSource();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var line = new EndlessLine();
        await using var output = new LinksWriter();
        try
        {
            var serving = CommandLine.RunAsync(
                ["serve", "--demo", "--urls", "http://127.0.0.1:0", "--data", directory.Path],
                output,
                TextWriter.Null,
                setup =>
                    setup with
                    {
                        Time = time,
                        OpenBackplane = (_, _, _) => Task.FromResult<IBackplane?>(line),
                    },
                stop.Token
            );
            await output.Written.Soon();

            await stop.CancelAsync();
            await Patience.UntilAsync(
                () => serving.IsCompleted,
                () => time.Advance(TimeSpan.FromSeconds(1)),
                pauseMs: 20
            );

            Assert.True(line.Ending.IsCompleted);
            Assert.Equal(ExitCode.Failed, await serving);
        }
        finally
        {
            line.LetGo();
        }
    }

    /// <summary>A database that goes away in the moment in which the server has become ready, whatever it says then.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_journal_that_cannot_be_read_right_after_the_start_ends_no_server(
        bool isExpected
    )
    {
        Exception trouble = isExpected
            ? new JournalUnavailableException("The database is away.")
            : new NotSupportedException("The database is away.");
        using var directory = new TemporaryDirectory();
        using var stop = new CancellationTokenSource();
        await using var output = new LinksWriter();
        var serving = CommandLine.RunAsync(
            ["serve", "--demo", "--urls", "http://127.0.0.1:0", "--data", directory.Path],
            output,
            TextWriter.Null,
            setup =>
                setup with
                {
                    OpenJournal = async (options, time, log, cancelled) =>
                        new AwayJournal(
                            await setup.OpenJournal(options, time, log, cancelled),
                            trouble
                        ),
                },
            stop.Token
        );

        await Task.WhenAny(output.Written, serving).Soon();
        Assert.False(serving.IsCompleted);

        await stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await serving.Soon());
        Assert.Contains("The database is away.", output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A journal of which the codes of tables cannot be read.</summary>
    /// <param name="journal">The journal that does the work.</param>
    /// <param name="trouble">What comes instead of them.</param>
    private sealed class AwayJournal(IJournal journal, Exception trouble)
        : JournalDecorator(journal)
    {
        public override ValueTask<StoredRecord?> FindRecordAsync(
            string kind,
            string key,
            CancellationToken cancellationToken
        ) =>
            kind == "table-code"
                ? throw trouble
                : base.FindRecordAsync(kind, key, cancellationToken);
    }

    /// <summary>Says when the demo's addresses were written, which is when the server is ready.</summary>
    private sealed class LinksWriter : StringWriter
    {
        private readonly TaskCompletionSource _written = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );

        public Task Written => _written.Task;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains("/asyncapi.yaml", StringComparison.Ordinal) == true)
            {
                _written.TrySetResult();
            }
        }
    }
}
