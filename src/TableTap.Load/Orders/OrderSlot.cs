using TableTap.Load.Sockets;

namespace TableTap.Load.Orders;

/// <summary>One order after the other of one guest; at most one command of it is under way.</summary>
/// <param name="number">Which slot it is, from 0.</param>
/// <param name="guest">The guest's socket.</param>
internal sealed class OrderSlot(int number, LoadSocket guest)
{
    /// <summary>Which slot it is, from 0.</summary>
    public int Number { get; } = number;

    /// <summary>The socket of the guest.</summary>
    public LoadSocket Guest { get; } = guest;

    /// <summary>The order that is under way; null before one is made.</summary>
    public string? OrderId { get; set; }

    /// <summary>Which step comes next: 0 makes an order.</summary>
    public int Step { get; set; }

    /// <summary>When the command under way was due.</summary>
    public long Due { get; set; }

    /// <summary>How many commands it sent.</summary>
    public int Sent { get; set; }

    /// <summary>The id of the command under way, by which its answer is known.</summary>
    public string MessageId => $"load-{Number}-{Sent}";
}
