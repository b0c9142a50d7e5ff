using TableTap.Protocol.Envelopes;
using TableTap.Realtime.Journal;

namespace TableTap.Benchmarks;

/// <summary>The journal on a disk: writing messages and reading them back.</summary>
internal static class History
{
    private const int Page = 500;

    public static Operation Append(int messages)
    {
        var store = new Store();
        return new(() => store.Append(messages), messages, store.Dispose);
    }

    public static Operation Replay()
    {
        var store = new Store();
        store.Append(Page);
        return new(
            () =>
            {
                var page = Store.Await(
                    store.Journal.ReadMessagesAsync(
                        [new ChannelPosition(Store.Channel, 0)],
                        new PageLimit(Page, int.MaxValue),
                        default
                    )
                );
                FrameWriter.Replay(
                    new ReplayPage(
                        [.. page.Messages.Select(message => message.Frame)],
                        null,
                        null,
                        page.HasMore
                    ),
                    Store.Now
                );
            },
            Page,
            store.Dispose
        );
    }
}
