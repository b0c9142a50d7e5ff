using System.Globalization;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cli.Printing;

/// <summary>How a slip looks on paper. Pure.</summary>
/// <param name="columns">How many letters of usual width a line has.</param>
/// <param name="words">The language.</param>
/// <param name="pages">What letters the printer has.</param>
/// <param name="zone">The time zone of the kitchen's clock.</param>
internal sealed class SlipLayout(int columns, SlipWords words, CodePages pages, TimeZoneInfo zone)
{
    private const PrintStyle Heading = PrintStyle.Bold | PrintStyle.Tall;
    private const PrintStyle Title = Heading | PrintStyle.Wide;
    private const PrintStyle Warning = Title | PrintStyle.Reversed;
    private const string Indent = "    ";

    /// <summary>The lines of a slip, from top to bottom.</summary>
    public IReadOnlyList<PrintLine> Lines(Slip slip)
    {
        var sheet = new SlipSheet(columns, words, pages);
        Head(sheet, slip);
        sheet.Rule();
        var allergies = Allergens(slip.Lines);
        if (
            slip.Kind is SlipKind.Ticket or SlipKind.Added or SlipKind.Recalled
            && allergies is not null
        )
        {
            sheet.Add(allergies, Warning);
        }

        int? course = null;
        foreach (var line in slip.Lines.OrderBy(line => line.Course ?? 0))
        {
            if (line.Course is { } next && next != course)
            {
                sheet.Add(SlipWords.With(words.Course, Number(next)), PrintStyle.Bold);
                course = next;
            }

            Line(sheet, slip.Kind, line);
        }

        if (
            slip.Kind is SlipKind.Ticket or SlipKind.Added
            && slip.Order.Instructions is { Length: > 0 } wish
        )
        {
            sheet.Rule();
            sheet.Add($"\"{wish}\"", Heading);
        }

        return sheet.Lines;
    }

    private void Head(SlipSheet sheet, Slip slip)
    {
        var order = slip.Order;
        if (slip.Mark != SlipMark.None)
        {
            sheet.Add(slip.Mark == SlipMark.Copy ? words.Copy : words.PossibleCopy, Warning);
        }

        if (words.Kinds[(int)slip.Kind] is { Length: > 0 } kind)
        {
            sheet.Add(kind, Warning);
        }

        sheet.Add(order.OrderNumber, Title);
        if (order.Priority != OrderPriority.Normal || slip.Kind == SlipKind.Priority)
        {
            sheet.Add(
                words.Priorities[(int)order.Priority],
                order.Priority is OrderPriority.High or OrderPriority.Urgent ? Warning : Heading
            );
        }

        sheet.Add(
            order.OrderType == OrderType.Takeaway
                ? words.Takeaway
                : SlipWords.With(words.Table, order.TableNumber ?? ""),
            Heading
        );
        if (order.ScheduledFor is { } wanted)
        {
            sheet.Add(SlipWords.With(words.For, Time(wanted)), Heading);
        }

        if (order.RemakeOf is { } first)
        {
            sheet.Add(SlipWords.With(words.Again, first) + order.RemakeReason, PrintStyle.Bold);
        }

        sheet.Add($"{Time(slip.At)}  {order.CustomerName}".TrimEnd());
    }

    private void Line(SlipSheet sheet, SlipKind kind, AssignedItem line)
    {
        var isToMake = kind is SlipKind.Ticket or SlipKind.Added or SlipKind.Recalled;
        // Where letters of the name are missing, the item's id says which it is.
        sheet.Add(
            $"{(isToMake ? "" : "- ")}{Number(line.Quantity)} x {line.Name}",
            Heading,
            otherwise: line.ItemId
        );
        foreach (var customization in line.Customizations)
        {
            sheet.Add(customization, indent: Indent);
        }

        if (!isToMake)
        {
            return;
        }

        if (line.Note is { Length: > 0 } note)
        {
            sheet.Add($"> {note}", PrintStyle.Bold, indent: Indent);
        }

        if (Allergens([line]) is { } allergies)
        {
            sheet.Add(allergies, Heading | PrintStyle.Reversed, indent: Indent);
        }

        if (line.MinAge is { } age)
        {
            sheet.Add(SlipWords.With(words.MinAge, Number(age)), PrintStyle.Bold, indent: Indent);
        }
    }

    private string? Allergens(IEnumerable<AssignedItem> lines)
    {
        string[] names =
        [
            .. lines
                .SelectMany(line => line.Allergies ?? [])
                .Distinct()
                .Order()
                .Select(allergen => words.Allergens[(int)allergen].ToUpperInvariant()),
        ];
        return names.Length == 0 ? null : SlipWords.With(words.Allergy, string.Join(", ", names));
    }

    private string Time(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
