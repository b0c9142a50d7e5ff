namespace TableTap.Simulation.Guests;

/// <summary>What a guest needs of the staff besides the order.</summary>
internal enum Attention
{
    /// <summary>Nothing more, as most guests.</summary>
    None,

    /// <summary>The staff writes that it takes longer.</summary>
    Note,

    /// <summary>Something is for nothing, because it took too long.</summary>
    Comp,

    /// <summary>Something is spilled and made again.</summary>
    Remake,

    /// <summary>The order was completed, and the guest did not get it.</summary>
    Reopening,
}
