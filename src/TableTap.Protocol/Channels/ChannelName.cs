using TableTap.Terms;

namespace TableTap.Protocol.Channels;

/// <summary>
/// The name of a channel: the only place where the nine names are parsed and formatted (section 3).
/// Immutable; equality is by its text.
/// </summary>
public readonly struct ChannelName : IEquatable<ChannelName>
{
    /// <summary>The nine names with a placeholder for the id, as the document lists them.</summary>
    public static IReadOnlyList<(ChannelKinds Kind, string Text)> Templates { get; } =
    [
        (ChannelKinds.CustomerOrders, "orders:customer:{customerId}"),
        (ChannelKinds.EmployeeOrders, "orders:employee:{employeeId}"),
        (ChannelKinds.CounterOrders, "counter:{counterId}:orders"),
        (ChannelKinds.CounterStatus, "counter:{counterId}:status"),
        (ChannelKinds.CafeGeneral, "cafe:{cafeId}:general"),
        (ChannelKinds.CafeStaff, "cafe:{cafeId}:staff"),
        (ChannelKinds.CafeMetrics, "cafe:{cafeId}:metrics"),
        (ChannelKinds.CafeAlerts, "cafe:{cafeId}:alerts"),
        (ChannelKinds.SystemMaintenance, "system:maintenance"),
    ];

    private static readonly (string Prefix, string Suffix, ChannelKinds Kind)[] Owned =
    [
        .. from template in Templates
        where template.Kind != ChannelKinds.SystemMaintenance
        let open = template.Text.IndexOf('{', StringComparison.Ordinal)
        let close = template.Text.IndexOf('}', StringComparison.Ordinal)
        select (template.Text[..open], template.Text[(close + 1)..], template.Kind),
    ];

    private ChannelName(string text, ChannelKinds kind, string id) =>
        (Text, Kind, Id) = (text, kind, id);

    /// <summary>The only channel without an owner.</summary>
    public static ChannelName SystemMaintenance { get; } =
        new("system:maintenance", ChannelKinds.SystemMaintenance, "");

    /// <summary>The whole name, as on the wire.</summary>
    public string Text { get; }

    /// <summary>Which of the nine it is; exactly one flag.</summary>
    public ChannelKinds Kind { get; }

    /// <summary>The id of the customer, employee, counter or café; empty for <c>system:maintenance</c>.</summary>
    public string Id { get; }

    /// <summary>Makes the name of a channel.</summary>
    /// <param name="kind">One of the nine kinds.</param>
    /// <param name="id">The owner's id.</param>
    /// <exception cref="ArgumentException">The id is not one, or the kind is not exactly one.</exception>
    public static ChannelName Of(ChannelKinds kind, string id)
    {
        if (kind == ChannelKinds.SystemMaintenance)
        {
            return SystemMaintenance;
        }

        foreach (var form in Owned)
        {
            if (form.Kind == kind && Identifier.IsValid(id))
            {
                return new($"{form.Prefix}{id}{form.Suffix}", kind, id);
            }
        }

        throw new ArgumentException($"No channel of kind {kind} has the id '{id}'.", nameof(id));
    }

    /// <summary>Reads a channel's name from text; false where it is none of the nine forms.</summary>
    /// <param name="text">The text from the wire.</param>
    /// <param name="name">The name, where the text is one of the nine forms.</param>
    public static bool TryParse(string? text, out ChannelName name)
    {
        name = default;
        if (text is null)
        {
            return false;
        }

        if (text == SystemMaintenance.Text)
        {
            name = SystemMaintenance;
            return true;
        }

        foreach (var (prefix, suffix, kind) in Owned)
        {
            if (
                text.Length > prefix.Length + suffix.Length
                && text.StartsWith(prefix, StringComparison.Ordinal)
                && text.EndsWith(suffix, StringComparison.Ordinal)
                && Identifier.IsValid(
                    text.AsSpan(prefix.Length, text.Length - prefix.Length - suffix.Length)
                )
            )
            {
                name = new(text, kind, text[prefix.Length..^suffix.Length]);
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc />
    public bool Equals(ChannelName other) =>
        string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is ChannelName other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => Text;

    /// <summary>Whether two names are the same.</summary>
    public static bool operator ==(ChannelName left, ChannelName right) => left.Equals(right);

    /// <summary>Whether two names differ.</summary>
    public static bool operator !=(ChannelName left, ChannelName right) => !left.Equals(right);
}
