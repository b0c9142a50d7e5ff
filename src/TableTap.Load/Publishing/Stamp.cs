using System.Buffers.Text;
using System.Text;

namespace TableTap.Load.Publishing;

/// <summary>
/// Marks the text of a message with the moment at which it was due, so that whoever hears it knows how long it took. Immutable.
/// </summary>
/// <param name="run">The run, so that the messages of others are not counted.</param>
internal sealed class Stamp(string run)
{
    private const int Digits = 19;
    private static readonly string Padding = new('.', 150);
    private readonly byte[] _mark = Encoding.ASCII.GetBytes(Mark(run));

    /// <summary>A text of some 200 characters with the mark in it: a message is then about as long as a café's usual ones.</summary>
    /// <param name="due">The timestamp at which the message is due.</param>
    public string Text(long due) => $"{Mark(run)}{due:D19} {Padding}";

    /// <summary>Finds the next mark in a frame.</summary>
    /// <param name="frame">The frame; shortened to what follows the mark.</param>
    /// <param name="due">The timestamp that the mark tells.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryTake(ref ReadOnlySpan<byte> frame, out long due)
    {
        due = 0;
        var at = frame.IndexOf(_mark);
        if (at < 0)
        {
            return false;
        }

        frame = frame[(at + _mark.Length)..];
        if (frame.Length < Digits || !Utf8Parser.TryParse(frame[..Digits], out due, out _))
        {
            return false;
        }

        frame = frame[Digits..];
        return true;
    }

    private static string Mark(string run) => $"load {run} due ";
}
