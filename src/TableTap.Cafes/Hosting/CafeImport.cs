using TableTap.Cafes.Persistence;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Terms;

namespace TableTap.Cafes.Hosting;

/// <summary>What an import did.</summary>
/// <param name="Before">The café before it; null where it is new.</param>
/// <param name="Refusal">Why nothing was done; null where it was.</param>
public sealed record CafeImportResult(CafeProfile? Before, ErrorBody? Refusal);

/// <summary>Sets a café up from a file, as a command of whoever wants it: decided by the café's loop, with a line in its audit.</summary>
public static class CafeImport
{
    private static readonly MessageDescriptor Descriptor = new(
        "cafe_import",
        10,
        "A café's menu, counters, staff, hours and limits as a file has them.",
        MessageKind.Command,
        typeof(CafeConfiguredFact),
        FactJson.Default,
        Roles.Managers,
        ChannelKinds.None,
        ChannelKinds.None,
        Counted: false
    );

    /// <summary>Sends the import to the café's loop and waits until it is done or refused.</summary>
    /// <param name="cafes">All cafés of the server.</param>
    /// <param name="cafeId">The id of the café.</param>
    /// <param name="profile">What it is from now on.</param>
    /// <param name="sender">Who wants the import.</param>
    /// <param name="address">From where; null for this machine.</param>
    /// <param name="id">The import's own id, new for each.</param>
    /// <param name="cancellationToken">Stops waiting; the import may still be done.</param>
    /// <param name="expected">What the café has to be until then; null where that does not matter.</param>
    public static async Task<CafeImportResult> RunAsync(
        CafeHost cafes,
        string cafeId,
        CafeProfile profile,
        Identity sender,
        string? address,
        string id,
        CancellationToken cancellationToken,
        CafeProfile? expected = null
    )
    {
        var before = cafes.Find(cafeId)?.Profile;
        var refusal = await cafes.ConfigureAsync(
            cafeId,
            profile,
            cancellationToken,
            new(sender, Descriptor, id, default, address),
            expected
        );
        return new(before == CafeProfile.None ? null : before, refusal);
    }
}
