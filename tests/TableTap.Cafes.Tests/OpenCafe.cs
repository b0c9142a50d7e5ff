using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Cafes.Announcements;
using TableTap.Cafes.Hosting;
using TableTap.Cafes.Payments;
using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Testing.Journals;

namespace TableTap.Cafes.Tests;

/// <summary>The demo café with its doors open, on a clock that only moves when told to.</summary>
internal sealed class OpenCafe : IAsyncDisposable
{
    public const string Id = DemoCafe.Id;
    public static readonly DateTimeOffset Morning = new(2024, 1, 15, 9, 0, 0, TimeSpan.Zero);
    private static int _ids;

    private OpenCafe(
        IJournal journal,
        FakeTimeProvider time,
        CafeLinks links,
        ILoggerFactory log,
        CafeOptions? options
    )
    {
        Journal = journal;
        Time = time;
        if (journal is MemoryJournal memory)
        {
            memory.Time = time;
        }

        Host = new(journal, Directory, Revocations = new(time), links, time, log, options);
        Gateway = new(Host, time, log);
    }

    public static CafeLinks Links { get; } =
        new()
        {
            Payment = "http://localhost:3001/pay",
            Retry = "https://app.table-tap.com/payment",
            Receipt = "https://api.table-tap.com/receipts",
            Rating = "https://app.table-tap.com/rate",
        };

    public IJournal Journal { get; }

    public MemoryJournal Memory => (MemoryJournal)Journal;

    public FakeTimeProvider Time { get; }

    public CafeHost Host { get; }

    public TestGateway Gateway { get; }

    /// <summary>What permissions know of the cafés.</summary>
    public CafeDirectory Directory { get; } = new();

    public Revocations Revocations { get; }

    public Cafe Cafe => Host.Find(Id)!;

    public static async Task<OpenCafe> OpenAsync(
        IJournal? journal = null,
        FakeTimeProvider? time = null,
        CafeLinks? links = null,
        ILoggerFactory? log = null,
        CafeOptions? options = null
    )
    {
        var cafe = new OpenCafe(
            journal ?? new MemoryJournal(),
            time ?? new FakeTimeProvider(Morning),
            links ?? Links,
            log ?? NullLoggerFactory.Instance,
            options
        );
        await cafe.Host.StartAsync(demo: true, CancellationToken.None);
        return cafe;
    }

    /// <summary>Lets one guest have many orders that wait: where a test is about something else, one stands for all of them.</summary>
    public Task CrowdAsync(string cafeId = Id) =>
        Host.ConfigureAsync(
            cafeId,
            Host.Find(cafeId)!.Profile with
            {
                Limits = Host.Find(cafeId)!.Profile.Limits with { UnpaidOrdersPerGuest = 1_000 },
            },
            CancellationToken.None
        );

    public string NextId() => $"m-{Interlocked.Increment(ref _ids)}";

    /// <summary>Sends a command as it comes from a socket.</summary>
    public async Task<Answer> SendAsync(
        Identity sender,
        string type,
        string data,
        string? messageId = null,
        ErrorBody? refusal = null
    ) =>
        new(
            await Host.Commands.HandleAsync(
                new(
                    sender,
                    MessageCatalogue.Find(type)!,
                    messageId ?? NextId(),
                    Encoding.UTF8.GetBytes(data),
                    "192.0.2.1"
                ),
                refusal,
                CancellationToken.None
            )
        );

    /// <summary>Sends a command that must be acknowledged.</summary>
    public async Task<Answer> DoAsync(Identity sender, string type, string data)
    {
        var answer = await SendAsync(sender, type, data);
        Assert.True(answer.IsAcknowledged, answer.Bytes);
        return answer;
    }

    /// <summary>What is heard while something happens, in commit order, but for what the café says of itself to managers.</summary>
    public async Task<IReadOnlyList<Heard>> HearAsync(Func<Task> happens) =>
        [
            .. (await HearAllAsync(happens)).Where(one =>
                one.Type is not ("metrics_update" or "alert" or "alert_resolved")
            ),
        ];

    /// <summary>All that is heard while something happens, in commit order.</summary>
    public async Task<IReadOnlyList<Heard>> HearAllAsync(Func<Task> happens)
    {
        var before = Memory.Messages.Count;
        await happens();
        return [.. Memory.Messages.Skip(before).Select(message => new Heard(message))];
    }

    /// <summary>Waits until the loop has looked at everything it was told so far, its timers included.</summary>
    public Task SettleAsync() => Host.ConfigureAsync(Id, CafeProfile.None, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Host.DisposeAsync();
    }
}
