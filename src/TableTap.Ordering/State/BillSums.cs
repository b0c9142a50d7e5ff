using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>What a bill comes to, by its orders; cancelled ones cost nothing.</summary>
/// <param name="Total">What its orders cost, with all of the figures below.</param>
/// <param name="Paid">What the café has for them, without tips.</param>
/// <param name="Due">What is still to be paid.</param>
/// <param name="Discount">What discounts take off, comps left out.</param>
/// <param name="Comp">What is given for nothing.</param>
/// <param name="ServiceCharge">The service charge.</param>
/// <param name="Rounding">What was added by the rounding of cash, or, where it is negative, taken off.</param>
public readonly record struct BillSums(
    Money Total,
    Money Paid,
    Money Due,
    Money Discount = default,
    Money Comp = default,
    Money ServiceCharge = default,
    Money Rounding = default
)
{
    /// <summary>Adds what another order, or another bill, comes to.</summary>
    public static BillSums operator +(BillSums left, BillSums right) =>
        new(
            left.Total + right.Total,
            left.Paid + right.Paid,
            left.Due + right.Due,
            left.Discount + right.Discount,
            left.Comp + right.Comp,
            left.ServiceCharge + right.ServiceCharge,
            left.Rounding + right.Rounding
        );

    /// <summary>Takes away what an order came to.</summary>
    public static BillSums operator -(BillSums left, BillSums right) =>
        new(
            left.Total - right.Total,
            left.Paid - right.Paid,
            left.Due - right.Due,
            left.Discount - right.Discount,
            left.Comp - right.Comp,
            left.ServiceCharge - right.ServiceCharge,
            left.Rounding - right.Rounding
        );

    /// <summary>What an order adds to the sums of its bill.</summary>
    /// <param name="order">The order.</param>
    public static BillSums Of(Order order)
    {
        var sums = new BillSums(TotalOf(order), order.Payment.Kept, DueOf(order));
        if (order.Adjustments is null || order.Status == OrderStatus.Cancelled)
        {
            return sums;
        }

        var price = order.Price;
        return sums with
        {
            Discount = price.Discount,
            Comp = price.Comp,
            ServiceCharge = price.ServiceCharge,
            Rounding = price.Rounding,
        };
    }

    /// <summary>What an order adds to its bill.</summary>
    /// <param name="order">The order.</param>
    public static Money TotalOf(Order order) => order.TotalOfBill;

    /// <summary>What is still to be paid of an order; of one that was paid nothing, also where some of it went back.</summary>
    /// <param name="order">The order.</param>
    public static Money DueOf(Order order) => order.Due;
}
