using System.Collections.Frozen;
using TableTap.Protocol.Cards;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;

namespace TableTap.Cafes.Commands;

/// <summary>
/// The commands of the wire as the commands of the café, one row each in the file of its topic (section 4). Never throws for what a client can
/// send. Thread-safe.
/// </summary>
internal static class CommandReader
{
    private static readonly ErrorDetail NoCards = new(
        "",
        "card data is not accepted here: paying by card goes through the provider's page"
    );

    private static readonly FrozenDictionary<string, CommandRow> Rows = OrderCommandReaders
        .Rows.Concat(StaffCommandReaders.Rows)
        .Concat(CafeCommandReaders.Rows)
        .Concat(BillCommandReaders.Rows)
        .Concat(PriceCommandReaders.Rows)
        .Concat(VoucherCommandReaders.Rows)
        .ToFrozenDictionary(row => row.Type);

    /// <summary>Reads a command, or says everything that is wrong with its payload.</summary>
    /// <param name="row">The command's catalogue row.</param>
    /// <param name="data">The payload's bytes, valid JSON.</param>
    /// <param name="details">What is wrong.</param>
    public static ReadCommand? Read(
        MessageDescriptor row,
        ReadOnlySpan<byte> data,
        out IReadOnlyList<ErrorDetail> details
    )
    {
        if (CardData.IsIn(data))
        {
            details = [NoCards];
            return null;
        }

        return Rows.TryGetValue(row.Type, out var reader)
            ? reader.Read(row, data, out details)
            : throw new InvalidOperationException(
                $"'{row.Type}' is a command of the catalogue without a row in Commands/…CommandReaders.cs: what the café makes of it."
            );
    }
}
