using System.Collections.Immutable;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Jose;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Commands;
using TableTap.Terms;

namespace TableTap.Realtime.Peers;

/// <summary>The body of a command that another server decides, with all that its rights and its answer rest on.</summary>
internal static class CommandMessage
{
    private const int Most = 1 << 20;
    private const byte Traced = 1;
    private const byte NotTraced = 2;

    /// <summary>Writes a command with its sender.</summary>
    public static void Write(BinaryWriter writer, CommandRequest request)
    {
        var sender = request.Sender;
        writer.Write(sender.UserId);
        writer.Write(sender.Role.Word);
        Write(writer, sender.Cafes);
        writer.Write(sender.Counters is not null);
        if (sender.Counters is { } counters)
        {
            Write(writer, counters);
        }

        Write(writer, sender.Name);
        Write(writer, sender.TokenId);
        writer.Write(sender.Issuer);
        writer.Write(sender.ExpiresAt.UtcTicks);
        writer.Write(sender.IssuedAt?.UtcTicks ?? 0);
        Write(writer, sender.SessionId);
        writer.Write(sender.SigningKey is not null);
        if (sender.SigningKey is { } key)
        {
            writer.Write(key.X);
            writer.Write(key.Y);
            writer.Write(key.Kid);
        }

        writer.Write(request.Descriptor.Type);
        writer.Write(request.MessageId);
        Write(writer, request.Data.Span);
        Write(writer, request.Address);
        Write(writer, request.TraceParent);
        Write(writer, request.Reason);
        writer.Write(request.Signature is not null);
        if (request.Signature is { } signature)
        {
            writer.Write(signature.Jws);
            writer.Write(signature.Signed is not null);
            if (signature.Signed is { } signed)
            {
                Write(writer, signed);
            }

            writer.Write(signature.Timestamp?.UtcTicks ?? 0);
        }

        writer.Write(
            request.IsTraced switch
            {
                true => Traced,
                false => NotTraced,
                null => (byte)0,
            }
        );
    }

    /// <summary>Reads a command; null where this server does not know it.</summary>
    /// <exception cref="IOException">It is cut short.</exception>
    /// <exception cref="FormatException">It is none.</exception>
    public static CommandRequest? Read(BinaryReader reader)
    {
        var (userId, role) = (reader.ReadString(), reader.ReadString());
        var cafes = Names(reader);
        ImmutableArray<string>? counters = reader.ReadBoolean() ? Names(reader) : null;
        var (name, tokenId, issuer) = (Text(reader), Text(reader), reader.ReadString());
        var (expires, issued, session) = (Moment(reader), Moment(reader), Text(reader));
        PublicKey? key = null;
        if (
            reader.ReadBoolean()
            && !PublicKey.TryOf(
                reader.ReadString(),
                reader.ReadString(),
                reader.ReadString(),
                out key
            )
        )
        {
            throw new FormatException("The key of the sender is none.");
        }

        var (type, messageId) = (reader.ReadString(), reader.ReadString());
        var data = Bytes(reader);
        var (address, trace, reason) = (Text(reader), Text(reader), Text(reader));
        ClientSignature? signature = null;
        if (reader.ReadBoolean())
        {
            var jws = reader.ReadString();
            signature = new(jws, reader.ReadBoolean() ? Bytes(reader) : null, Moment(reader));
        }

        var traced = Choice(reader);

        return
            (MessageCatalogue.Find(type) ?? PeerCatalogue.Find(type)) is { } descriptor
            && Words.TryRead<Role>(role, out var known)
            ? new CommandRequest(
                new(userId, known, cafes, counters, name, tokenId, issuer, expires ?? default)
                {
                    IssuedAt = issued,
                    SessionId = session,
                    SigningKey = key,
                },
                descriptor,
                messageId,
                data,
                address
            )
            {
                Signature = signature,
                TraceParent = trace,
                IsTraced = traced,
                Reason = reason,
                IsForwarded = true,
            }
            : null;
    }

    /// <summary>Writes bytes with their length.</summary>
    public static void Write(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes);
    }

    /// <summary>Reads bytes with their length.</summary>
    public static byte[] Bytes(BinaryReader reader)
    {
        var length = reader.Read7BitEncodedInt();
        var bytes = length is >= 0 and <= Most ? reader.ReadBytes(length) : [];
        return bytes.Length == length
            ? bytes
            : throw new FormatException("The message is cut short.");
    }

    private static void Write(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
        {
            writer.Write(text);
        }
    }

    private static void Write(BinaryWriter writer, ImmutableArray<string> names)
    {
        writer.Write7BitEncodedInt(names.Length);
        foreach (var name in names)
        {
            writer.Write(name);
        }
    }

    private static string? Text(BinaryReader reader) =>
        reader.ReadBoolean() ? reader.ReadString() : null;

    private static DateTimeOffset? Moment(BinaryReader reader) =>
        reader.ReadInt64() is > 0 and var ticks ? new(ticks, TimeSpan.Zero) : null;

    // A server of version 1.0 does not say it.
    private static bool? Choice(BinaryReader reader)
    {
        var stream = reader.BaseStream;
        return (stream.Position < stream.Length ? reader.ReadByte() : (byte)0) switch
        {
            Traced => true,
            NotTraced => false,
            _ => null,
        };
    }

    private static ImmutableArray<string> Names(BinaryReader reader)
    {
        var left = reader.Read7BitEncodedInt();
        if (left is < 0 or > Most)
        {
            throw new FormatException("The command has too many names.");
        }

        var names = ImmutableArray.CreateBuilder<string>();
        for (; left > 0; left--)
        {
            names.Add(reader.ReadString());
        }

        return names.ToImmutable();
    }
}
