using System.Collections.Frozen;
using TableTap.Terms;

namespace TableTap.Protocol.Catalogue;

/// <summary>
/// Every message of the protocol, one row each: the only place that says what exists, who may send it, where it travels
/// and what must be confirmed. Immutable.
/// </summary>
public static class MessageCatalogue
{
    /// <summary>All rows, in the order of the documentation.</summary>
    public static IReadOnlyList<MessageDescriptor> All { get; } =
    [
        .. ControlMessages.Rows,
        .. NoticeMessages.Rows,
        .. CommandMessages.Rows,
        .. EventMessages.Rows,
    ];

    private static readonly FrozenDictionary<string, MessageDescriptor> ByType =
        All.ToFrozenDictionary(row => row.Type);

    private static readonly FrozenDictionary<string, MessageDescriptor>.AlternateLookup<
        ReadOnlySpan<char>
    > BySpan = ByType.GetAlternateLookup<ReadOnlySpan<char>>();

    // A notice is known by its record alone; commands may share one.
    private static readonly FrozenDictionary<Type, MessageDescriptor> NoticesByPayload = All.Where(
            row => row.Kind == MessageKind.Notice
        )
        .ToFrozenDictionary(row => row.Payload);

    /// <summary>The row of the message to one connection whose payload is the record.</summary>
    /// <typeparam name="T">The type of the payload.</typeparam>
    /// <exception cref="KeyNotFoundException">No message to one connection has that payload.</exception>
    public static MessageDescriptor NoticeOf<T>() => NoticesByPayload[typeof(T)];

    /// <summary>The row of a type, or null for a type that does not exist.</summary>
    /// <param name="type">The type as text.</param>
    public static MessageDescriptor? Find(string type) => ByType.GetValueOrDefault(type);

    /// <summary>The row of a type, or null for a type that does not exist; allocates nothing.</summary>
    /// <param name="type">The type as UTF-8.</param>
    public static MessageDescriptor? Find(ReadOnlySpan<byte> type)
    {
        Span<char> text = stackalloc char[Identifier.MaxLength];
        return
            type.Length <= text.Length
            && System.Text.Encoding.UTF8.TryGetChars(type, text, out var length)
            && BySpan.TryGetValue(text[..length], out var row)
            ? row
            : null;
    }
}
