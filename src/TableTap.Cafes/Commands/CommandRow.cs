using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TableTap.Ordering.Commands;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Payload;

namespace TableTap.Cafes.Commands;

/// <summary>What the café makes of one command of the wire: what is wanted, and of which café.</summary>
/// <param name="Type">The command's <c>type</c> on the wire; who may send it and its payload's contract are in the catalogue.</param>
/// <param name="Read">Reads a payload, or says everything that is wrong with it.</param>
internal sealed record CommandRow(string Type, CommandRow.RowReader Read)
{
    /// <summary>Reads the payload of a command.</summary>
    /// <param name="row">The command's catalogue row.</param>
    /// <param name="data">The payload's bytes, valid JSON.</param>
    /// <param name="details">What is wrong.</param>
    public delegate ReadCommand? RowReader(
        MessageDescriptor row,
        ReadOnlySpan<byte> data,
        out IReadOnlyList<ErrorDetail> details
    );

    /// <summary>The row of a command.</summary>
    /// <typeparam name="T">The record of its payload, as in the catalogue.</typeparam>
    /// <param name="type">Its <c>type</c> on the wire.</param>
    /// <param name="convert">What the café makes of a payload.</param>
    /// <param name="withoutSecret">What of a payload a repeat is known by; null for all of it. It is kept as a hash, which can be tried.</param>
    public static CommandRow Of<T>(
        string type,
        Func<T, (CafeCommand, CommandTarget)> convert,
        Func<T, T>? withoutSecret = null
    )
        where T : class =>
        new(
            type,
            (row, data, out details) =>
            {
                var contract = (JsonTypeInfo<T>)row.Data;
                if (!PayloadReader.TryRead(data, contract, out var payload, out details))
                {
                    return null;
                }

                var (command, target) = convert(payload);
                var known = withoutSecret is null ? payload : withoutSecret(payload);
                return new(command, target, JsonSerializer.SerializeToUtf8Bytes(known, contract));
            }
        );
}
