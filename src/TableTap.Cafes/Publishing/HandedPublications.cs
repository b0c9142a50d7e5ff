using System.Text;
using TableTap.Cafes.Answers;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Peers;

namespace TableTap.Cafes.Publishing;

/// <summary>
/// Has a server near the store tell what one far from it was given to publish: from afar a commit takes several journeys, and keeps everybody
/// else waiting meanwhile. Nothing rests on it: what is not told there is told here, and its id makes it count once.
/// </summary>
internal static class HandedPublications
{
    // What is larger is told here: a few large messages must not keep the small ones of the same line waiting.
    private const int MostBytes = 32 << 10;
    private const int Most = 1 << 16;

    /// <summary>Has messages told near the store.</summary>
    /// <param name="cluster">This server among its peers; null for a server alone.</param>
    /// <param name="sender">Who publishes.</param>
    /// <param name="address">From where.</param>
    /// <param name="messages">The messages.</param>
    /// <returns>What became of each; null for those that were not told there.</returns>
    public static async Task<IReadOnlyList<PublishResult?>> TellAsync(
        Cluster? cluster,
        Identity sender,
        string? address,
        IReadOnlyList<Publication> messages
    )
    {
        var nowhere = new PublishResult?[messages.Count];
        if (
            messages.Count == 0
            // It goes nowhere before it is sealed, and the journal seals it.
            || messages.Any(message => message.Descriptor.CarriesPayment)
            || cluster is not { IsFar: true, IsHealthy: true }
            || HomeOf(cluster, sender, messages[0].Channel) is not { } home
            || Write(messages) is not { Length: <= MostBytes } data
        )
        {
            return nowhere;
        }

        // What is on its way cannot be called back: the sender may go.
        var placed = await cluster.Commands.PlaceAsync(
            home,
            new(sender, PeerCatalogue.Publish, messages[0].MessageId, data, address),
            () => Task.FromResult(ReadOnlyMemory<byte>.Empty),
            CancellationToken.None
        );
        return placed is { } there ? ReadAnswer(await there.Answer, messages) : nowhere;
    }

    /// <summary>Reads what another server was given; null where it has something that this one does not know.</summary>
    /// <param name="data">The bytes that it handed over.</param>
    /// <exception cref="IOException">They are cut short.</exception>
    /// <exception cref="FormatException">They are none.</exception>
    public static List<Publication>? Read(ReadOnlyMemory<byte> data)
    {
        using var reader = Open(data);
        var messages = new List<Publication>();
        for (var left = Count(reader); left > 0; left--)
        {
            var (id, type, name) = (reader.ReadString(), reader.ReadString(), reader.ReadString());
            var length = reader.Read7BitEncodedInt();
            if (length is < 0 or > MostBytes)
            {
                throw new FormatException("No message is as long as that.");
            }

            var payload = reader.ReadBytes(length);
            if (payload.Length < length)
            {
                throw new EndOfStreamException("The last message is cut short.");
            }

            if (
                MessageCatalogue.Find(type) is not { } descriptor
                || !ChannelName.TryParse(name, out var channel)
            )
            {
                return null;
            }

            messages.Add(new(id, descriptor, channel, payload));
        }

        return messages;
    }

    /// <summary>
    /// Says what became of the messages that another server handed over: where those were told that were, and that the sender is revoked, which
    /// this server may have heard first.
    /// </summary>
    /// <param name="results">What became of each.</param>
    public static ReadOnlyMemory<byte> Answer(IReadOnlyList<PublishResult> results)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write7BitEncodedInt(results.Count);
        foreach (var result in results)
        {
            writer.Write(result.ServerMessageId ?? "");
            writer.Write7BitEncodedInt64(result.Sequence ?? 0);
            writer.Write(result.Error == CommandErrors.Revoked);
        }

        writer.Flush();
        return stream.ToArray();
    }

    // Whoever has the café has everything at hand; any server near the store would do.
    private static string? HomeOf(Cluster cluster, Identity sender, ChannelName channel)
    {
        var isOfCafe = (channel.Kind & ChannelKinds.Cafe) != ChannelKinds.None;
        var cafeId = isOfCafe ? channel.Id : sender.Cafes.FirstOrDefault();
        return cafeId is not null && cluster.HomeOf(cafeId) is var home && home != cluster.Node
            ? home
            : null;
    }

    private static byte[] Write(IReadOnlyList<Publication> messages)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write7BitEncodedInt(messages.Count);
        foreach (var message in messages)
        {
            writer.Write(message.MessageId);
            writer.Write(message.Descriptor.Type);
            writer.Write(message.Channel.Text);
            writer.Write7BitEncodedInt(message.Payload.Length);
            writer.Write(message.Payload.Span);
        }

        writer.Flush();
        return stream.ToArray();
    }

    // An answer that cannot be read is none.
    private static PublishResult?[] ReadAnswer(
        ReadOnlyMemory<byte> answer,
        IReadOnlyList<Publication> messages
    )
    {
        var results = new PublishResult?[messages.Count];
        try
        {
            using var reader = Open(answer);
            if (answer.IsEmpty || Count(reader) != messages.Count)
            {
                return results;
            }

            for (var i = 0; i < results.Length; i++)
            {
                var (id, sequence) = (reader.ReadString(), reader.Read7BitEncodedInt64());
                if (reader.ReadBoolean())
                {
                    results[i] = new(messages[i].MessageId, Error: CommandErrors.Revoked);
                }
                else if (id.Length > 0)
                {
                    results[i] = PublishResult.Told(messages[i], id, messages[i].Channel) with
                    {
                        Sequence = sequence > 0 ? sequence : null,
                    };
                }
            }

            return results;
        }
        catch (Exception unreadable) when (unreadable is IOException or FormatException)
        {
            return new PublishResult?[messages.Count];
        }
    }

    private static int Count(BinaryReader reader) =>
        reader.Read7BitEncodedInt() is >= 0 and <= Most and var count
            ? count
            : throw new FormatException("So many messages are in no request.");

    private static BinaryReader Open(ReadOnlyMemory<byte> bytes) =>
        new(new MemoryStream(bytes.ToArray(), writable: false), Encoding.UTF8);
}
