namespace TableTap.Ordering.State;

/// <summary>The sums of bills, which only their café knows: it has their orders.</summary>
public static class BillSumsOfCafe
{
    extension(BillSums)
    {
        /// <summary>The sums of a bill; of one that ended those that it keeps.</summary>
        /// <param name="cafe">The café.</param>
        /// <param name="bill">The bill.</param>
        public static BillSums Of(Cafe cafe, Bill bill)
        {
            if (bill.Sums is { } kept)
            {
                return kept;
            }

            var sums = default(BillSums);
            foreach (var orderId in bill.OrderIds)
            {
                if (cafe.Order(orderId) is { } order)
                {
                    sums += BillSums.Of(order);
                }
            }

            return sums;
        }
    }
}
