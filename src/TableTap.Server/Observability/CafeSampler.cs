using System.Security.Cryptography;

namespace TableTap.Server.Observability;

/// <summary>
/// Chooses which commands are traced, before anything of them is begun: all of some cafés, of the others a share by chance. What a client says
/// of it does not count, or each could fill the collector. Thread-safe.
/// </summary>
/// <param name="perThousand">How many commands of a thousand.</param>
/// <param name="cafes">The cafés of which all are traced.</param>
internal sealed class CafeSampler(int perThousand, IEnumerable<string> cafes)
{
    private readonly HashSet<string> _cafes = [.. cafes];

    /// <summary>Whether the next command of a café is traced. Not by the id of its trace, which a client may choose.</summary>
    /// <param name="cafeId">The café that decides it.</param>
    public bool Takes(string cafeId) =>
        _cafes.Contains(cafeId)
        || (perThousand > 0 && RandomNumberGenerator.GetInt32(1000) < perThousand);
}
