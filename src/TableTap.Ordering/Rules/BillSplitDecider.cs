using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Decides <see cref="SplitBill"/>: what is due is divided, evenly or by lines, so that each part can be paid by itself. The parts and the
/// rest are what is due at that moment; what comes later is the rest's (docs/protocol.md §5, "Bills").
/// </summary>
internal static class BillSplitDecider
{
    /// <summary>Divides a bill, in place of how it was divided before.</summary>
    public static Decision Decide(DecisionDraft draft, SplitBill command)
    {
        if (BillLookup.FindForStaff(draft, command, out var bill) is { } refusal)
        {
            return refusal;
        }

        var due = BillSums.Of(draft.Cafe, bill).Due;
        if (!due.IsPositive)
        {
            return Refusal.Conflict($"Nothing of {bill.BillNumber} is due");
        }

        if (command.Ways is { } ways)
        {
            return Divided(draft, bill, ways == 1 ? [] : Evenly(draft, due, ways));
        }

        var shares = BillShares.ByLine(draft.Cafe, bill);
        return InputChecks.Refuse([.. Problems(draft, command, shares)]) is { } wrong
            ? wrong
            : Divided(
                draft,
                bill,
                command
                    .Parts.Items.Select(part => new BillPart(
                        draft.Ids.NewId(),
                        Sum(part, shares),
                        part.LineIds,
                        InputChecks.Trimmed(part.Name)
                    ))
                    .ToEquatableList()
            );
    }

    private static Decision Divided(DecisionDraft draft, Bill bill, EquatableList<BillPart> parts)
    {
        if (bill.Parts != parts)
        {
            draft.Emit(new BillSplitFact(draft.Now, bill.BillId, parts, draft.By));
        }

        return draft.Accept(new DividedBill(bill.BillId, parts));
    }

    private static EquatableList<BillPart> Evenly(DecisionDraft draft, Money due, int ways) =>
        MoneyShares
            .Of(
                due,
                [.. Enumerable.Repeat(1m, ways)],
                Currencies.DecimalsOf(draft.Cafe.Profile.Currency)
            )
            .Where(amount => amount.IsPositive)
            .Select(amount => new BillPart(draft.Ids.NewId(), amount))
            .ToEquatableList();

    private static IEnumerable<FieldProblem?> Problems(
        DecisionDraft draft,
        SplitBill command,
        IReadOnlyDictionary<string, Money> shares
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var place = 0; place < command.Parts.Count; place++)
        {
            var (part, path) = (command.Parts[place], $"parts[{place}]");
            yield return InputChecks.Text($"{path}.name", part.Name, draft.Limits.NameLength);
            for (var index = 0; index < part.LineIds.Count; index++)
            {
                var lineId = part.LineIds[index];
                yield return !shares.ContainsKey(lineId)
                    ? new FieldProblem($"{path}.lineIds[{index}]", "is no line of this bill")
                : !seen.Add(lineId)
                    ? new FieldProblem($"{path}.lineIds[{index}]", "is in a part already")
                : null;
            }

            yield return Sum(part, shares).IsPositive
                ? null
                : new FieldProblem($"{path}.lineIds", "nothing of them is due");
        }
    }

    private static Money Sum(NewBillPart part, IReadOnlyDictionary<string, Money> shares) =>
        part.LineIds.Items.Aggregate(
            Money.Zero,
            (sum, lineId) => sum + shares.GetValueOrDefault(lineId)
        );
}
