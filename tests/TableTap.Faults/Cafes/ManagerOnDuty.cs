using TableTap.Faults.Clients;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Faults.Cafes;

/// <summary>Speaks to everybody, and has breaks taken that somebody covers.</summary>
internal sealed class ManagerOnDuty(WireClient client, ClientSetting setting)
{
    private static readonly string Words = new('.', 440);
    private int _count;

    public WireClient Client => client;

    /// <summary>Announces until the café closes.</summary>
    public async Task AnnounceAsync(TimeSpan between, CancellationToken closing)
    {
        try
        {
            while (true)
            {
                await Task.Delay(between, setting.Time, closing);
                var announcement = new AnnouncementPublish(
                    Audience.Everyone,
                    $"Announcement {Interlocked.Increment(ref _count)} {Words}"
                );
                await client.SendAsync("announcement_publish", announcement, null, closing);
            }
        }
        catch (OperationCanceledException)
        {
            // The café closes.
        }
    }

    /// <summary>Sends somebody into the break again and again, covered by somebody else, who listens in meanwhile.</summary>
    public async Task BreaksAsync(
        string rests,
        WireClient covers,
        string counterId,
        TimeSpan between,
        CancellationToken closing
    )
    {
        var channel = $"counter:{counterId}:orders";
        covers.Participant.Cover(channel);
        try
        {
            while (true)
            {
                await Task.Delay(between, setting.Time, closing);
                await client.SendAsync(
                    "break_start",
                    new BreakStart(BreakType.Rest, 5, [covers.Participant.Id], rests),
                    null,
                    closing
                );
                await covers.AddAsync(channel);
                await Task.Delay(between, setting.Time, closing);
                await client.SendAsync("break_end", new BreakEnd(rests), null, closing);

                // Asked outside of the break: the server must refuse, or tell nothing.
                await covers.AddAsync(channel);
            }
        }
        catch (OperationCanceledException)
        {
            // The café closes.
        }
    }
}
