namespace TableTap.Protocol.Channels;

/// <summary>The nine kinds of channel (document, "Channel Naming Convention").</summary>
[Flags]
public enum ChannelKinds
{
    /// <summary>The set that holds no kind of channel.</summary>
    None = 0,

    /// <summary>What a guest hears of their own orders: <c>orders:customer:{customerId}</c>.</summary>
    CustomerOrders = 1,

    /// <summary>The orders assigned to an employee: <c>orders:employee:{employeeId}</c>.</summary>
    EmployeeOrders = 2,

    /// <summary>The tickets of a counter: <c>counter:{counterId}:orders</c>.</summary>
    CounterOrders = 4,

    /// <summary>Whether a counter works: <c>counter:{counterId}:status</c>.</summary>
    CounterStatus = 8,

    /// <summary>What everybody in a café may hear: <c>cafe:{cafeId}:general</c>.</summary>
    CafeGeneral = 16,

    /// <summary>What only the staff of a café hears: <c>cafe:{cafeId}:staff</c>.</summary>
    CafeStaff = 32,

    /// <summary>The figures of a café: <c>cafe:{cafeId}:metrics</c>.</summary>
    CafeMetrics = 64,

    /// <summary>The alerts of a café: <c>cafe:{cafeId}:alerts</c>.</summary>
    CafeAlerts = 128,

    /// <summary>Maintenance of the server itself: <c>system:maintenance</c>.</summary>
    SystemMaintenance = 256,

    /// <summary>Every channel of a café.</summary>
    Cafe = CafeGeneral | CafeStaff | CafeMetrics | CafeAlerts,

    /// <summary>Every channel of a counter.</summary>
    Counter = CounterOrders | CounterStatus,
}

/// <summary>What kinds of channels are beside their names.</summary>
public static class ChannelKindMeaning
{
    extension(ChannelKinds kind)
    {
        /// <summary>Whether its last message says all there is: who subscribes without a position gets it again (section 6).</summary>
        public bool IsRetained => kind == ChannelKinds.CafeMetrics;

        /// <summary>Whether it matters that somebody of the staff listens: a screen stands there (section 6).</summary>
        public bool IsAttended => kind == ChannelKinds.CounterOrders;
    }
}
