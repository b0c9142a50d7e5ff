using System.Text;
using System.Text.Json;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Jose;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Keys;
using TableTap.Testing;

namespace TableTap.Storage.Tests;

/// <summary>Frames keep their order and their own sequence, however many threads sign them (section 9).</summary>
public sealed class FrameSealingTests : IDisposable
{
    private const string Epoch = "epoch";
    private static readonly ChannelName Guest = ChannelName.Of(
        ChannelKinds.CustomerOrders,
        "guest-1"
    );

    private readonly ServerKeys _keys = new(
        KeyRing.Empty,
        new(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromDays(365)),
        TimeProvider.System,
        _ => { },
        _ => { }
    );

    public void Dispose() => _keys.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(64)]
    public void Each_frame_has_its_own_sequence_and_a_signature_that_holds(int messages)
    {
        var row = MessageCatalogue.All.First(row =>
            !row.CarriesPayment && (row.CriticalOn & Guest.Kind) != ChannelKinds.None
        );
        var numbers = Enumerable.Range(1, messages).ToArray();
        var drafts = Array.ConvertAll(
            numbers,
            number =>
                MessageDraft.Encode(
                    row,
                    Encoding.UTF8.GetBytes($"{{\"text\":\"{number} €\"}}"),
                    Guest,
                    $"msg_{number}",
                    Batch.Noon
                )
        );

        var frames = FrameSealing.Seal(
            drafts,
            Array.ConvertAll(numbers, number => number * 3L),
            Epoch,
            new MessageSeal(_keys)
        );

        Assert.Equal(messages, frames.Length);
        foreach (var number in numbers)
        {
            var frame = frames[number - 1];
            using var read = JsonDocument.Parse(frame);
            var jws = read.RootElement.GetProperty("signature").GetString()!;
            Assert.Equal($"msg_{number}", read.RootElement.GetProperty("messageId").GetString());
            Assert.Equal(number * 3L, read.RootElement.GetProperty("sequence").GetInt64());
            Assert.True(
                DetachedSignature.IsValid(
                    jws,
                    SignedForm.OfMessage(frame, Epoch),
                    _keys.Find(DetachedSignature.KidOf(jws)!)!
                )
            );
        }
    }
}
