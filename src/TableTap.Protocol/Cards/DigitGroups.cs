using System.Globalization;
using System.Text;

namespace TableTap.Protocol.Cards;

/// <summary>
/// Digits of a text that stand next to each other, in the groups in which they are written: nothing but a few spaces, marks and what
/// nobody sees stands between them. A letter ends them. Lives for one look at a text.
/// </summary>
internal sealed class DigitGroups
{
    /// <summary>The most characters between two groups of one number: a comma and a space, a closing and an opening bracket with one between them.</summary>
    private const int LongestJoint = 3;

    /// <summary>From how many digits on a number counts whose groups are of any length, as long as one mark joins them all.</summary>
    private const int LongNumber = 15;

    private const int FirstGroup = 4;

    /// <summary>What cards print beside groups of one length: American Express, Diners Club.</summary>
    private static readonly int[][] Printed =
    [
        [4, 6, 5],
        [4, 6, 4],
    ];

    private readonly List<StringBuilder> _groups = [];
    private readonly List<string> _joints = [];

    /// <summary>The groups, each of digits from 0 to 9, in the order of the text.</summary>
    public IReadOnlyList<string> Groups { get; private set; } = [];

    /// <summary>All such digits of a text. What nobody sees (zero-width spaces, soft hyphens) is passed by, and every script's digits count.</summary>
    /// <param name="text">Any text.</param>
    public static IEnumerable<DigitGroups> In(string text)
    {
        var run = new DigitGroups();
        var joint = new StringBuilder();
        var at = 0;
        while (at < text.Length)
        {
            if (HexId.LengthAt(text, at) is var hex and > 0)
            {
                // What is made by a machine has no card number in it, whatever its digits are.
                at += hex;
                foreach (var ended in run.End())
                {
                    yield return ended;
                }

                (run, joint) = (new(), new());
                continue;
            }

            var status = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            at += length;
            if (
                status != System.Buffers.OperationStatus.Done
                || Rune.IsLetter(rune)
                || joint.Length > LongestJoint
            )
            {
                foreach (var ended in run.End())
                {
                    yield return ended;
                }

                (run, joint) = (new(), new());
            }

            if (DigitOf(rune) is { } digit)
            {
                run.Add(digit, joint.ToString());
                joint.Clear();
            }
            else if (!Rune.IsLetter(rune) && !IsUnseen(rune))
            {
                joint.Append(rune.ToString());
            }
        }

        foreach (var ended in run.End())
        {
            yield return ended;
        }
    }

    /// <summary>
    /// Whether some of the groups are written as one number is: all of one length but for the last, as a card prints them, or a long number
    /// that one and the same mark joins. Prices, dates and telephone numbers in a row are not.
    /// </summary>
    /// <param name="first">The first of them.</param>
    /// <param name="last">The last of them.</param>
    public bool IsOneNumber(int first, int last)
    {
        if (first == last)
        {
            return true;
        }

        var lengths = Groups
            .Skip(first)
            .Take(last - first + 1)
            .Select(group => group.Length)
            .ToList();
        var joints = _joints.Skip(first + 1).Take(last - first).Distinct().ToList();
        return lengths.Take(lengths.Count - 1).Distinct().Count() == 1
                && lengths[^1] <= lengths[0]
                && (joints.Count == 1 || lengths[0] >= FirstGroup)
            || Array.Exists(Printed, printed => printed.SequenceEqual(lengths))
            || joints is [{ Length: 1 }] && lengths.Sum() >= LongNumber && lengths[0] >= FirstGroup;
    }

    private static int? DigitOf(Rune rune) =>
        Rune.GetNumericValue(rune) is >= 0 and <= 9 and var value
        && Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.OtherNumber
        && value == Math.Floor(value)
            ? (int)value
            : null;

    private static bool IsUnseen(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Format
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Control;

    private void Add(int digit, string joint)
    {
        if (_groups.Count == 0 || joint.Length > 0)
        {
            _groups.Add(new());
            _joints.Add(joint);
        }

        _groups[^1].Append((char)('0' + digit));
    }

    private IEnumerable<DigitGroups> End()
    {
        if (_groups.Sum(group => group.Length) >= CardNumber.Shortest)
        {
            Groups = [.. _groups.Select(group => group.ToString())];
            yield return this;
        }
    }
}
