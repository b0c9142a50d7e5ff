using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;

namespace TableTap.Protocol.Payload;

/// <summary>
/// Reads a payload into its record, or says every rule it breaks: <see cref="ErrorCode.ValidationFailed"/> (section 2). The
/// bytes must have passed <see cref="EnvelopeReader"/>. Never throws for what a client can send. Thread-safe.
/// </summary>
public static class PayloadReader
{
    /// <summary>Reads a payload and checks every rule of its record.</summary>
    /// <typeparam name="T">The type of the record.</typeparam>
    /// <param name="data">The bytes of <c>data</c>; none counts as <c>{}</c>.</param>
    /// <param name="contract">The record's contract, as in the catalogue's row.</param>
    /// <param name="value">The payload; null where it breaks a rule.</param>
    /// <param name="details">What is wrong, where it is wrong; at most <see cref="PayloadProblems.Most"/>.</param>
    /// <returns>Whether the payload keeps all rules of its record.</returns>
    public static bool TryRead<T>(
        ReadOnlySpan<byte> data,
        JsonTypeInfo<T> contract,
        [NotNullWhen(true)] out T? value,
        out IReadOnlyList<ErrorDetail> details
    )
        where T : class
    {
        var isWhole = TryRead(data, (JsonTypeInfo)contract, out var read, out details);
        value = (T?)read;
        return isWhole;
    }

    /// <summary>Reads a payload by the contract of a catalogue's row and checks every rule of its record.</summary>
    /// <param name="data">The bytes of <c>data</c>; none counts as <c>{}</c>.</param>
    /// <param name="contract">The record's contract, as in the catalogue's row.</param>
    /// <param name="value">The payload; null where it breaks a rule.</param>
    /// <param name="details">What is wrong, where it is wrong; at most <see cref="PayloadProblems.Most"/>.</param>
    /// <returns>Whether the payload keeps all rules of its record.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> data,
        JsonTypeInfo contract,
        [NotNullWhen(true)] out object? value,
        out IReadOnlyList<ErrorDetail> details
    )
    {
        var bytes = data.IsEmpty ? "{}"u8 : data;
        try
        {
            value = JsonSerializer.Deserialize(bytes, contract);
        }
        catch (JsonException)
        {
            value = null;
        }

        details = value is null
            ? PayloadProblems.Find(bytes, contract)
            : PayloadRules.Broken(value, contract);
        if (value is not null && ReservedFields.In(bytes, contract) is { Count: > 0 } reserved)
        {
            details = [.. details, .. reserved];
        }

        if (details.Count > 0)
        {
            value = null;
        }

        return value is not null;
    }
}
