using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Sending;

namespace TableTap.Realtime.Delivery;

/// <summary>
/// Messages that follow each other in one channel and among all that was committed, so that each reader of the channel takes them
/// together; one with payment data stands alone. One at a time; guarded by the fan-out's gate.
/// </summary>
internal sealed class MessageRun
{
    private readonly FramedMessage[] _messages = new FramedMessage[64];
    private int _count;

    /// <summary>The messages; none where all of them had been told before.</summary>
    public ReadOnlySpan<FramedMessage> Messages => _messages.AsSpan(0, _count);

    /// <summary>The most bytes that they take in an outbox.</summary>
    public long Bytes { get; private set; }

    /// <summary>Collects the next messages.</summary>
    /// <param name="committed">What was committed, in its order.</param>
    /// <param name="next">The first one that was not collected yet; moved on.</param>
    /// <param name="told">The commit position up to which all was told.</param>
    /// <param name="most">The bytes with which it is long enough; one message is always taken.</param>
    public void Collect(List<StoredMessage> committed, ref int next, long told, long most)
    {
        (_count, Bytes) = (0, 0);
        for (
            ;
            next < committed.Count && _count < _messages.Length && (_count == 0 || Bytes < most);
            next++
        )
        {
            // Told twice: what is heard, and where everybody is, rests on the order of commits.
            var message = committed[next];
            if (message.Position <= told)
            {
                continue;
            }

            if (_count > 0 && !Follows(message, _messages[_count - 1].Message))
            {
                return;
            }

            _messages[_count++] = new(message);
            Bytes += message.Frame.Length + FrameHeader.MaxLength;
            told = message.Position;
        }
    }

    private static bool Follows(StoredMessage message, StoredMessage last) =>
        message.Sequence == last.Sequence + 1
        && message.Channel == last.Channel
        && !message.CarriesPayment
        && !last.CarriesPayment;
}
