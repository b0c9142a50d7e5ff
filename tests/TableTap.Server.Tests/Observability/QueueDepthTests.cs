using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Channels;
using TableTap.Realtime.Journal;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Journals;

namespace TableTap.Server.Tests.Observability;

/// <summary>
/// What waits is seen in its queue, and no longer once it goes on. How much waits to be written is for the journal's contract.
/// </summary>
public sealed class QueueDepthTests
{
    private readonly TaskCompletionSource _go = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    [Fact]
    public async Task Commands_that_wait_to_be_decided_are_seen_over_all_cafés()
    {
        await using var server = await TestServer.StartAsync(journal => new HeldLooks(
            journal,
            _go.Task
        ));
        await OpenCornerAsync(server);
        Task<HttpResponseMessage>[] orders;
        try
        {
            orders =
            [
                OrderAsync(server, "ada", "demo", "cappuccino"),
                OrderAsync(server, "bob", "demo", "cappuccino"),
                OrderAsync(server, "eve", "corner", "corner-cappuccino"),
            ];
            await Patience.UntilAsync(async () => await DepthAsync(server, "commands") >= 3);
        }
        finally
        {
            _go.SetResult();
        }

        await EndAsync(orders);
        await Patience.UntilAsync(async () => await DepthAsync(server, "commands") == 0);
    }

    [Fact]
    public async Task Commits_that_wait_for_their_readers_are_seen()
    {
        await using var server = await TestServer.StartAsync(journal => new HeldFeed(
            journal,
            _go.Task
        ));
        try
        {
            // The café's opening waits as well.
            var before = await DepthAsync(server, "dispatch");
            await EndAsync(OrderAsync(server, "ada", "demo", "cappuccino"));
            await EndAsync(OrderAsync(server, "bob", "demo", "cappuccino"));
            await Patience.UntilAsync(async () =>
                await DepthAsync(server, "dispatch") >= before + 2
            );
        }
        finally
        {
            _go.SetResult();
        }

        await Patience.UntilAsync(async () => await DepthAsync(server, "dispatch") == 0);
    }

    [Fact]
    public async Task Work_that_waits_for_a_thread_is_seen()
    {
        const int Most = 1000;
        await using var server = await TestServer.StartAsync();
        using var over = new CancellationTokenSource();
        try
        {
            for (var number = 0; number < Most; number++)
            {
                ThreadPool.QueueUserWorkItem(Work);
            }

            // All but those that a thread has just taken.
            await Patience.UntilAsync(async () => await DepthAsync(server, "threads") >= Most / 2);
        }
        finally
        {
            await over.CancelAsync();
        }

        // Each piece makes the next, so that there is always more than there are threads.
        void Work(object? state)
        {
            if (!over.IsCancellationRequested)
            {
                ThreadPool.QueueUserWorkItem(Work);
            }
        }
    }

    private static async Task<double> DepthAsync(TestServer server, string queue) =>
        (await Exposition.OfAsync(server)).Value("tabletap_queue_depth", "queue", queue)!.Value;

    private static Task<HttpResponseMessage> OrderAsync(
        TestServer server,
        string guest,
        string cafe,
        string item
    ) =>
        server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            server.Token(guest, Role.Customer, cafe),
            $$$"""
            {"type":"order_create","messageId":"m1","data":{"cafeId":"{{{cafe}}}","orderType":"takeaway","paymentMethod":"cash",
            "items":[{"itemId":"{{{item}}}","quantity":1}]}}
            """
        );

    // Whatever was answered: it is no longer waited for.
    private static async Task EndAsync(params Task<HttpResponseMessage>[] orders)
    {
        foreach (var answer in await Task.WhenAll(orders))
        {
            answer.Dispose();
        }
    }

    private static async Task OpenCornerAsync(TestServer server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/admin/cafes/corner")
        {
            Content = new StringContent(Example.Yaml, Encoding.UTF8, "application/yaml"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            server.Token("root", Role.Admin)
        );
        using var answer = await server.Http.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );
        Assert.True(answer.IsSuccessStatusCode);
    }

    /// <summary>A journal that lets no café look for the answer that a command may have got already, before the test says so.</summary>
    /// <param name="journal">The journal that does the work.</param>
    /// <param name="go">Ends when looks go on.</param>
    private sealed class HeldLooks(IJournal journal, Task go) : JournalDecorator(journal)
    {
        private readonly ConcurrentDictionary<AnswerKey, int> _looks = new();

        public override async ValueTask<StoredAnswer?> FindAnswerAsync(
            AnswerKey key,
            CancellationToken cancellationToken
        )
        {
            // It is looked for when the command comes in, and again before its café decides it.
            if (_looks.AddOrUpdate(key, 1, (_, looks) => looks + 1) > 1)
            {
                await go.WaitAsync(cancellationToken);
            }

            return await base.FindAnswerAsync(key, cancellationToken);
        }
    }

    /// <summary>A journal whose commits wait for the dispatcher, before the test says that it may take them.</summary>
    /// <param name="journal">The journal that does the work.</param>
    /// <param name="go">Ends when the dispatcher goes on.</param>
    private sealed class HeldFeed(IJournal journal, Task go) : JournalDecorator(journal)
    {
        public override ChannelReader<IReadOnlyList<StoredMessage>> Committed { get; } =
            new HeldReader(journal.Committed, go);
    }

    private sealed class HeldReader(ChannelReader<IReadOnlyList<StoredMessage>> reader, Task go)
        : ChannelReader<IReadOnlyList<StoredMessage>>
    {
        public override bool CanCount => reader.CanCount;

        public override int Count => reader.Count;

        public override Task Completion => reader.Completion;

        public override bool TryRead(
            [MaybeNullWhen(false)] out IReadOnlyList<StoredMessage> item
        ) => reader.TryRead(out item);

        public override async ValueTask<bool> WaitToReadAsync(
            CancellationToken cancellationToken = default
        )
        {
            await go.WaitAsync(cancellationToken);
            return await reader.WaitToReadAsync(cancellationToken);
        }
    }
}
