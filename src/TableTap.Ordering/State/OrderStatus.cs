using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>What <see cref="OrderStatus"/> means beside its name.</summary>
public static class OrderStatusMeaning
{
    extension(OrderStatus status)
    {
        /// <summary>Whether no other status comes after it.</summary>
        public bool IsFinal => status is OrderStatus.Completed or OrderStatus.Cancelled;

        /// <summary>Whether counters may hold work of it.</summary>
        public bool IsAtCounters => status is OrderStatus.Confirmed or OrderStatus.Preparing;

        /// <summary>What the guest reads when the order gets there.</summary>
        public string GuestText =>
            status switch
            {
                OrderStatus.Pending => "We are waiting for your payment",
                OrderStatus.Scheduled => "We will have your order ready at the time you chose",
                OrderStatus.Confirmed => "Your order is being prepared",
                OrderStatus.Preparing => "We are making your order right now",
                OrderStatus.Ready => "Your order is ready",
                OrderStatus.Completed => "Enjoy!",
                _ => "Your order was cancelled",
            };
    }
}
