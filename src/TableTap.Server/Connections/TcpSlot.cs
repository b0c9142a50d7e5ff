using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace TableTap.Server.Connections;

/// <summary>What a TCP connection takes of the room there is, from its accept to its end. Guarded by the limiter.</summary>
/// <param name="socket">The connection.</param>
/// <param name="address">Where it comes from; null where that is not counted.</param>
internal sealed class TcpSlot(Socket socket, AddressSlots? address)
{
    private ConnectionContext? _connection;

    /// <summary>The connection's address with its other slots; null once somebody has been let in, and where it is not counted.</summary>
    public AddressSlots? Address { get; set; } = address;

    /// <summary>How many requests are under way on it.</summary>
    public int Requests { get; set; }

    /// <summary>Whether a whole request came on it.</summary>
    public bool HasAsked { get; set; }

    /// <summary>Whether somebody with a valid token has been let in on it.</summary>
    public bool IsAdmitted { get; set; }

    /// <summary>Whether it was given back.</summary>
    public bool IsLeft { get; set; }

    /// <summary>When it began to wait for a request, as a timestamp of the clock.</summary>
    public long IdleSince { get; set; }

    /// <summary>Its place among all that are idle; null while it is not.</summary>
    public LinkedListNode<TcpSlot>? IdleOfAll { get; set; }

    /// <summary>Its place among those of its address that are idle; null while it is not.</summary>
    public LinkedListNode<TcpSlot>? IdleOfAddress { get; set; }

    /// <summary>The connection has said its first word: it is HTTP's from here on.</summary>
    /// <param name="connection">The connection, which finds its slot among its features.</param>
    public void Begin(ConnectionContext connection)
    {
        connection.Features.Set(this);
        Volatile.Write(ref _connection, connection);
    }

    /// <summary>Ends the connection at once.</summary>
    public void Cut()
    {
        if (Volatile.Read(ref _connection) is { } connection)
        {
            connection.Abort(new ConnectionAbortedException("no room"));
        }
        else
        {
            // Whoever waits for its first word hears that it is gone.
            socket.Dispose();
        }
    }
}

/// <summary>The slots of one address. Guarded by the limiter.</summary>
/// <param name="key">The address, of IPv6 its network.</param>
internal sealed class AddressSlots(string key)
{
    /// <summary>The address, of IPv6 its network.</summary>
    public string Key => key;

    /// <summary>How many connections it has on which nobody was let in.</summary>
    public int Count { get; set; }

    /// <summary>Those that wait for a request, the longest first.</summary>
    public LinkedList<TcpSlot> Idle { get; } = new();
}
