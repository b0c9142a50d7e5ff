using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TableTap.Protocol.Channels;

namespace TableTap.Realtime.Peers;

/// <summary>
/// What a server counts and its peers want to know, as 64 bits of a SHA-256: short to tell, and nobody can choose a name that counts for
/// another. Immutable.
/// </summary>
/// <param name="Value">The bits.</param>
public readonly record struct CountKey(ulong Value)
{
    /// <summary>In how many parts all that is counted is told.</summary>
    internal const int Slices = 16;

    /// <summary>Which of the parts it is in.</summary>
    internal int Slice => (int)(Value % Slices);

    /// <summary>The readers of a channel.</summary>
    /// <param name="channel">The channel.</param>
    public static CountKey Channel(ChannelName channel) => Of('c', channel.Text);

    /// <summary>The connections of a user.</summary>
    /// <param name="userId">The id of the user.</param>
    public static CountKey User(string userId) => Of('u', userId);

    /// <summary>The connections of a café.</summary>
    /// <param name="cafeId">The id of the café.</param>
    public static CountKey Cafe(string cafeId) => Of('k', cafeId);

    /// <summary>The connections of a café that are not of its staff.</summary>
    /// <param name="cafeId">The id of the café.</param>
    public static CountKey Guests(string cafeId) => Of('g', cafeId);

    /// <summary>The people who are, or lately were, here for a café.</summary>
    /// <param name="userId">The id of the user.</param>
    /// <param name="cafeId">The id of the café.</param>
    public static CountKey Session(string userId, string cafeId) => Of('s', $"{userId}\n{cafeId}");

    private static CountKey Of(char kind, string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(kind + name), hash);
        return new(BinaryPrimitives.ReadUInt64LittleEndian(hash));
    }
}
