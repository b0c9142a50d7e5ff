using System.Security.Cryptography;
using System.Text;

namespace TableTap.Realtime.Peers;

/// <summary>What a peer message is about. The numbers are on the wire: none is ever given to something else.</summary>
internal enum PeerMessageKind
{
    /// <summary>A server lives; comes once a second, with a part of all that it counts.</summary>
    Beat = 1,

    /// <summary>Counts of the sender changed.</summary>
    Change = 2,

    /// <summary>A server leaves; nothing of it counts any more.</summary>
    Leaving = 3,

    /// <summary>A commit was made.</summary>
    Commit = 4,

    /// <summary>A command is to be decided by the server that has its café.</summary>
    Command = 5,

    /// <summary>The answer of such a command.</summary>
    Answer = 6,

    /// <summary>Such a command has its place: what its sender sends next comes after it.</summary>
    Placed = 7,

    /// <summary>Events happened that limits count.</summary>
    Events = 8,
}

/// <summary>
/// A peer message from server to server: a head, a body that depends on its kind, and an HMAC-SHA256 over both under a key that only the servers
/// have. A server of another version leaves out what it does not know.
/// </summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Node">Who sent it.</param>
/// <param name="Number">How many peer messages of counts the sender had sent before; an older one than the last is late.</param>
/// <param name="Body">What follows the head.</param>
internal readonly record struct PeerMessage(
    PeerMessageKind Kind,
    string Node,
    long Number,
    ReadOnlyMemory<byte> Body
)
{
    private const byte Format = 1;

    /// <summary>Writes a peer message, head and body.</summary>
    /// <param name="kind">What it is about.</param>
    /// <param name="node">Who sends it.</param>
    /// <param name="epoch">The history that sender and receiver must have in common.</param>
    /// <param name="number">The sender's count of such peer messages.</param>
    /// <param name="key">The key of all servers.</param>
    /// <param name="body">Writes the body.</param>
    public static byte[] Write(
        PeerMessageKind kind,
        string node,
        string epoch,
        long number,
        ReadOnlySpan<byte> key,
        Action<BinaryWriter> body
    )
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Format);
            writer.Write((byte)kind);
            writer.Write(epoch);
            writer.Write(node);
            writer.Write7BitEncodedInt64(number);
            body(writer);
        }

        var signed = stream.GetBuffer().AsSpan(0, (int)stream.Length);
        return [.. signed, .. HMACSHA256.HashData(key, signed)];
    }

    /// <summary>Reads the head of a peer message.</summary>
    /// <param name="bytes">The peer message.</param>
    /// <param name="epoch">The history of the receiver.</param>
    /// <param name="key">The key of all servers.</param>
    /// <returns>The peer message; null where it is of another history or format.</returns>
    /// <exception cref="IOException">It is cut short.</exception>
    /// <exception cref="FormatException">It is no peer message, or comes from nobody who has the key.</exception>
    public static PeerMessage? Read(
        ReadOnlyMemory<byte> bytes,
        string epoch,
        ReadOnlySpan<byte> key
    )
    {
        using var reader = Reader(bytes);
        if (reader.ReadByte() != Format)
        {
            return null;
        }

        var kind = (PeerMessageKind)reader.ReadByte();
        if (reader.ReadString() != epoch)
        {
            return null;
        }

        var signed = bytes[..Math.Max(0, bytes.Length - HMACSHA256.HashSizeInBytes)];
        if (
            !CryptographicOperations.FixedTimeEquals(
                HMACSHA256.HashData(key, signed.Span),
                bytes.Span[signed.Length..]
            )
        )
        {
            throw new FormatException("It was not made with the token.key of this server.");
        }

        var (node, number) = (reader.ReadString(), reader.Read7BitEncodedInt64());
        return new(kind, node, number, signed[(int)reader.BaseStream.Position..]);
    }

    /// <summary>Opens the body for reading.</summary>
    public BinaryReader Open() => Reader(Body);

    private static BinaryReader Reader(ReadOnlyMemory<byte> bytes) =>
        new(new MemoryStream(bytes.ToArray(), writable: false), Encoding.UTF8);
}
