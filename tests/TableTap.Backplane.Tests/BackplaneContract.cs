using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using TableTap.Realtime.Peers;
using TableTap.Testing;

namespace TableTap.Backplane.Tests;

/// <summary>What every backplane does, whatever carries it.</summary>
public abstract class BackplaneContract
{
    private static int _addresses;
    private readonly string _address = string.Create(
        CultureInfo.InvariantCulture,
        $"tabletap:test-{Environment.ProcessId}:{Interlocked.Increment(ref _addresses)}"
    );

    /// <summary>Opens an end for one more server; the test closes it.</summary>
    protected abstract Task<IBackplane> OpenAsync();

    [Fact]
    public async Task Everybody_who_listens_at_an_address_hears_what_is_sent_there_the_sender_too()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        var (here, there) = (Listen(one, _address), Listen(two, _address));

        await SendUntilHeardAsync(two, _address, "hello", here, there);
    }

    [Fact]
    public async Task Nobody_hears_what_is_sent_elsewhere()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        var (own, other) = (Listen(one, _address), Listen(one, _address + "-other"));

        await SendUntilHeardAsync(two, _address, "to the one", own);
        await SendUntilHeardAsync(two, _address + "-other", "to the other", other);

        Assert.DoesNotContain("to the other", own);
        Assert.DoesNotContain("to the one", other);
    }

    [Fact]
    public async Task What_one_server_sends_to_an_address_comes_in_its_order_and_whole()
    {
        const int PeerMessages = 500;
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        var heard = Listen(one, _address);
        await SendUntilHeardAsync(two, _address, "begin", heard);

        string[] sent =
        [
            .. Enumerable
                .Range(0, PeerMessages)
                .Select(number =>
                    string.Create(CultureInfo.InvariantCulture, $"{number}\0\r\n")
                    + new string('x', number * 7)
                ),
        ];
        foreach (var peerMessage in sent)
        {
            Assert.True(two.TrySend(_address, Encoding.UTF8.GetBytes(peerMessage)));
        }

        await Patience.UntilAsync(() => heard.Contains(sent[^1]));
        Assert.Equal(sent, heard.Where(peerMessage => peerMessage != "begin"));
    }

    [Fact]
    public async Task Who_is_closed_sends_nothing_and_hears_nothing()
    {
        var one = await OpenAsync();
        await using var two = await OpenAsync();
        var (gone, here) = (Listen(one, _address), Listen(two, _address));
        await SendUntilHeardAsync(two, _address, "before", gone, here);
        await one.DisposeAsync();

        Assert.False(one.TrySend(_address, Encoding.UTF8.GetBytes("x")));
        await SendUntilHeardAsync(two, _address, "after", here);
        Assert.DoesNotContain("after", gone);
    }

    protected static ConcurrentQueue<string> Listen(IBackplane backplane, string address)
    {
        var heard = new ConcurrentQueue<string>();
        backplane.Listen(
            address,
            peerMessage => heard.Enqueue(Encoding.UTF8.GetString(peerMessage.Span))
        );
        return heard;
    }

    /// <summary>Listening begins after a while: a peer message is sent again until it is heard.</summary>
    protected static Task SendUntilHeardAsync(
        IBackplane backplane,
        string address,
        string peerMessage,
        params ConcurrentQueue<string>[] heard
    ) =>
        Patience.UntilAsync(
            () => heard.All(one => one.Contains(peerMessage)),
            () => backplane.TrySend(address, Encoding.UTF8.GetBytes(peerMessage)),
            pauseMs: 20
        );
}
