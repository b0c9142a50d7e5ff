namespace TableTap.Ordering;

/// <summary>Where an order is (docs/protocol.md §5).</summary>
public enum OrderStatus
{
    /// <summary>Placed, not paid and not promised to be.</summary>
    Pending,

    /// <summary>Paid, or trusted to pay at the end; the counters have it.</summary>
    Confirmed,

    /// <summary>Somebody has started an item.</summary>
    Preparing,

    /// <summary>All of it waits for the guest.</summary>
    Ready,

    /// <summary>The guest has it. Final.</summary>
    Completed,

    /// <summary>It will not be made. Final.</summary>
    Cancelled,
}

/// <summary>What <see cref="OrderStatus"/> means beside its name.</summary>
public static class OrderStatusMeaning
{
    extension(OrderStatus status)
    {
        /// <summary>Whether nothing comes after it.</summary>
        public bool IsFinal => status is OrderStatus.Completed or OrderStatus.Cancelled;

        /// <summary>Whether counters may hold work of it.</summary>
        public bool IsAtCounters => status is OrderStatus.Confirmed or OrderStatus.Preparing;

        /// <summary>The wire word: <c>preparing</c>.</summary>
        public string Word => status.ToString().ToLowerInvariant();

        /// <summary>What the guest reads when the order gets there.</summary>
        public string GuestText =>
            status switch
            {
                OrderStatus.Pending => "We are waiting for your payment",
                OrderStatus.Confirmed => "Your order is being prepared",
                OrderStatus.Preparing => "We are making your order right now",
                OrderStatus.Ready => "Your order is ready",
                OrderStatus.Completed => "Enjoy!",
                _ => "Your order was cancelled",
            };
    }
}
