using TableTap.Realtime.Journal;

namespace TableTap.Storage;

/// <summary>Makes the frames of messages once their sequences are known. Most of its time goes into signatures, which do not wait for each other.</summary>
internal static class FrameSealing
{
    /// <summary>From so many messages on it is worth a thread of the pool to help.</summary>
    private const int WorthHelp = 16;

    /// <summary>The frames as they are stored, in the order of the messages.</summary>
    /// <param name="drafts">The messages of a batch.</param>
    /// <param name="sequences">The sequence of each.</param>
    /// <param name="epoch">The journal's epoch.</param>
    /// <param name="seal">What signs and covers; null for a journal without keys.</param>
    public static byte[][] Seal(
        IReadOnlyList<MessageDraft> drafts,
        long[] sequences,
        string epoch,
        MessageSeal? seal
    )
    {
        var frames = new byte[sequences.Length][];
        if (seal is null || frames.Length < WorthHelp)
        {
            for (var place = 0; place < frames.Length; place++)
            {
                SealOne(place);
            }
        }
        else
        {
            // This thread takes its share at once, and all of it where the pool has no other to give.
            Parallel.For(0, frames.Length, SealOne);
        }

        return frames;

        void SealOne(int place) =>
            frames[place] = drafts[place].Seal(sequences[place], epoch, seal);
    }
}
