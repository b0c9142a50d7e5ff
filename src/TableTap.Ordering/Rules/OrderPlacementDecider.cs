using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="CreateOrder"/>: – → pending (docs/protocol.md §5).</summary>
internal static class OrderPlacementDecider
{
    /// <summary>A new order, priced by the café.</summary>
    public static Decision Decide(DecisionDraft draft, CreateOrder command)
    {
        var refusal =
            MayOrder(draft, command) ?? OrderValidation.Check(draft.Cafe.Profile, command);
        if (refusal is not null)
        {
            return refusal;
        }

        var lines = Courses.InTurn(
            command.Items.Items.Select(item => Line(draft, command, item)).ToEquatableList()
        );
        refusal =
            (
                command.ScheduledFor is { } at
                    ? ScheduleChecks.Check(draft.Cafe, at, draft.Now)
                    : TakesOrders(draft)
            )
            ?? OrderValidation.CheckAvailability(draft.Cafe, command, draft.Now)
            ?? BillOrders.Check(draft, command)
            ?? UnpaidLimits.Check(draft, command);
        return refusal is not null ? Offered(draft, refusal, command, lines)
            : command.ScheduledFor is null && Nobody(draft, lines) is { } nobody ? nobody
            : CostsElse(draft, command, lines) is { } dearer ? dearer
            : Place(draft, command, lines);
    }

    /// <summary>A refusal with the earliest time for which the same order would be taken, where there is one.</summary>
    private static Refusal Offered(
        DecisionDraft draft,
        Refusal refusal,
        CreateOrder command,
        EquatableList<OrderLine> lines
    ) =>
        BillOrders.IsWanted(command)
            ? refusal
            : CounterRoom.WithEarliest(
                draft,
                refusal,
                command.OrderType,
                lines,
                at => IsThere(draft, command, at)
            );

    /// <summary>Whether all of an order can be had at a time.</summary>
    private static bool IsThere(DecisionDraft draft, CreateOrder command, DateTimeOffset at) =>
        OrderValidation.CheckAvailability(draft.Cafe, command with { ScheduledFor = at }, draft.Now)
            is null;

    /// <summary>The refusal of an order that costs something else than the guest was shown.</summary>
    private static Refusal? CostsElse(
        DecisionDraft draft,
        CreateOrder command,
        EquatableList<OrderLine> lines
    ) =>
        Total(draft, command, lines) is var total && (command.ExpectedTotal ?? total) != total
            ? new Refusal(
                RefusalCode.Conflict,
                $"The menu changed in the meantime: the order costs {total} now"
            )
            {
                CurrentTotal = total,
            }
            : null;

    private static Money Total(
        DecisionDraft draft,
        CreateOrder command,
        EquatableList<OrderLine> lines
    ) =>
        ServiceOf(draft, command) is { } service
            ? OrderPrice.Of(lines.Items, TaxOf(draft, command, lines), new(service)).Total
            : OrderTax.Total(TaxOf(draft, command, lines), lines.Items);

    private static OrderService? ServiceOf(DecisionDraft draft, CreateOrder command) =>
        OrderService.Of(draft.Cafe.Profile, command.OrderType);

    private static OrderTax? TaxOf(
        DecisionDraft draft,
        CreateOrder command,
        EquatableList<OrderLine> lines
    ) => OrderTax.Of(draft.Cafe.Profile, command.OrderType, lines);

    private static Decision Place(
        DecisionDraft draft,
        CreateOrder command,
        EquatableList<OrderLine> lines
    )
    {
        var forGuest = draft.Actor.IsEmployee;
        var (number, orderNumber) = NextNumber(draft);
        var fact = new OrderCreatedFact(
            draft.Now,
            draft.Ids.NewId(),
            number,
            orderNumber,
            command.OrderType,
            command.OrderType == OrderType.DineIn ? command.TableNumber : null,
            forGuest ? command.CustomerId : draft.Actor.UserId,
            InputChecks.Trimmed(command.CustomerName)
                ?? (forGuest ? null : InputChecks.Trimmed(draft.Actor.Name)),
            lines,
            InputChecks.Trimmed(command.SpecialInstructions),
            BillOrders.IsWanted(command) ? PaymentMethod.Cash : command.PaymentMethod,
            Total(draft, command, lines),
            EstimatedTime: 1,
            PaymentRequired: !BillOrders.IsWanted(command)
                && lines.Items.Any(line => line.Price.IsPositive),
            PaymentGivenUp.ExpiryOf(draft, command.PaymentMethod, command.ScheduledFor),
            draft.By,
            Tax: TaxOf(draft, command, lines),
            ScheduledFor: command.ScheduledFor,
            Service: ServiceOf(draft, command)
        );
        if (
            fact is { PaymentRequired: true, PaymentMethod: PaymentMethod.Card }
            && !draft.TakesCards
        )
        {
            return Refusal.Invalid(
                "paymentMethod",
                "cards cannot be paid with here; order with cash"
            );
        }

        var order = OrderApply.Created(fact);
        if (
            command.ScheduledFor is { } at
            && ScheduleChecks.Fits(
                draft,
                draft.Cafe,
                order,
                at,
                offered => IsThere(draft, command, offered)
            )
                is { } unfit
        )
        {
            return unfit;
        }

        var ahead = Backlog.Ahead(draft.Cafe, order, draft.Now);
        var routed = Routing.Routed(draft.Cafe, order, ahead);
        if (command.ScheduledFor is null && CounterRoom.Check(draft, routed, ahead) is { } late)
        {
            return Offered(draft, late, command, lines);
        }

        fact = fact with { BillId = BillOrders.BillFor(draft, command) };
        if (Courses.AtTable(draft.Cafe, fact.BillId, fact.Lines) is var held && held != fact.Lines)
        {
            fact = fact with { Lines = held };
            routed = Routing.Routed(draft.Cafe, OrderApply.Created(fact), ahead);
        }

        Take(draft, fact, routed, ahead);
        ProviderEventDecider.Resume(draft, fact.OrderId);
        return draft.Accept(
            new CreatedOrder(
                fact.OrderId,
                fact.OrderNumber,
                fact.PaymentRequired,
                Allergies.Warnings(draft.Cafe.Profile, lines),
                fact.BillId
            )
        );
    }

    /// <summary>The number of the next order, and what people call it.</summary>
    public static (long Number, string OrderNumber) NextNumber(DecisionDraft draft)
    {
        var number = draft.Cafe.LastOrderNumber + 1;
        return (number, OrderNumber.Of(number));
    }

    /// <summary>Takes an order that cannot be refused any more, with the time that it takes.</summary>
    public static void Take(DecisionDraft draft, OrderCreatedFact fact)
    {
        var order = OrderApply.Created(fact);
        var ahead = Backlog.Ahead(draft.Cafe, order, draft.Now);
        Take(draft, fact, Routing.Routed(draft.Cafe, order, ahead), ahead);
    }

    private static void Take(
        DecisionDraft draft,
        OrderCreatedFact fact,
        Order routed,
        Backlog ahead
    )
    {
        var readyAt = fact.ScheduledFor ?? CounterRoom.ReadyAt(draft, routed, ahead);
        draft.Emit(
            fact with
            {
                EstimatedTime = Estimates.InMinutes(readyAt - draft.Now),
                Slots = Slots.Of(
                    draft.Cafe,
                    fact.ScheduledFor is null ? routed.Lines.Items : fact.Lines.Items,
                    readyAt
                ),
            }
        );
        if (fact.BillId is not null)
        {
            OrderProgression.Confirm(draft, fact.OrderId, OrderMovedFact.System);
        }

        OrderProgression.ConfirmFree(draft, fact.OrderId);
    }

    private static Refusal? MayOrder(DecisionDraft draft, CreateOrder command) =>
        command.CafeId != draft.Cafe.CafeId ? Refusal.NotFound("café", command.CafeId)
        : draft.Actor.IsEmployee ? null
        : draft.Actor.Role != Role.Customer
            ? Refusal.NotAllowed("Only guests and the staff may order")
        : command.CustomerId is null || command.CustomerId == draft.Actor.UserId ? null
        : Refusal.NotAllowed("Only the staff may order for somebody else");

    private static Refusal? TakesOrders(DecisionDraft draft) =>
        !LocalTime.IsOpen(draft.Cafe.Profile, draft.Now) ? Closed(draft)
        : draft.Cafe.Intake.IsPaused(draft.Now)
            ? new Refusal(
                RefusalCode.IntakePaused,
                "The café takes no new orders right now; please try again soon"
            )
            {
                RetryAfter = draft.Cafe.Intake.Until - draft.Now,
            }
        : null;

    private static Refusal Closed(DecisionDraft draft)
    {
        var opens = LocalTime.NextOpening(draft.Cafe.Profile, draft.Now);
        var when = opens is { } at
            ? $" and opens {LocalTime.Words(draft.Cafe.Profile, at, draft.Now)}"
            : "";
        return new Refusal(RefusalCode.CafeClosed, $"{draft.Cafe.Profile.Name} is closed now{when}")
        {
            RetryAfter = opens - draft.Now,
        };
    }

    private static OrderLine Line(DecisionDraft draft, CreateOrder order, NewOrderLine ordered)
    {
        var profile = draft.Cafe.Profile;
        var item = profile.Item(ordered.ItemId)!;
        var chosen = ItemChoices.Of(profile, item, ordered.Options);
        var tag = ItemChoices.Tag(item, chosen);
        var price = ordered.Customizations.Items.Aggregate(
            ItemChoices.Price(item, chosen),
            (sum, name) => sum + profile.Customization(name)!.PriceDelta
        );
        return new OrderLine(
            draft.Ids.NewId(),
            item.ItemId,
            item.Name,
            ordered.Quantity,
            ordered.Customizations,
            price > Money.Zero ? price : Money.Zero,
            tag,
            item.Preparation,
            tag is null ? LineStatus.Ready : LineStatus.Queued,
            Choices: ItemChoices.Names(chosen),
            Note: InputChecks.Trimmed(ordered.Note),
            Allergies: Allergies.Of(order, ordered),
            MinAge: AgeLimits.Of(item, chosen),
            Course: ordered.Course ?? 0
        );
    }

    private static Refusal? Nobody(DecisionDraft draft, EquatableList<OrderLine> lines)
    {
        var cafe = draft.Cafe;
        var back =
            cafe.Profile.Counters.Items.Any(counter => Estimates.IsAtWork(cafe, counter.CounterId))
            || ReturnTimes.Anywhere(cafe, draft.Now) is not { } at
                ? ""
                : $"; somebody is back {LocalTime.Words(cafe.Profile, at, draft.Now)}";
        var problems = lines
            .Items.Select((line, index) => (Line: line, Index: index))
            .Where(one => one.Line.NeedsPreparation && !Routing.CanMake(cafe, one.Line))
            .Select(one => new FieldProblem(
                $"items[{one.Index}].itemId",
                $"nobody can make {one.Line.Name} right now"
            ))
            .ToEquatableList();
        return problems.Count == 0
            ? null
            : new Refusal(
                RefusalCode.ItemUnavailable,
                string.Join("; ", problems.Items.Select(problem => problem.What)) + back
            )
            {
                Details = problems,
            };
    }
}
