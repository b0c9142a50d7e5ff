using System.Security.Cryptography;

namespace TableTap.Server.Observability;

/// <summary>Which server this is: to its peers, to operators and to collectors. Immutable.</summary>
/// <param name="Id">16 hex digits by chance, others at each start; among its peers it has this name.</param>
/// <param name="Host">The name of the machine, as the system tells it; in a container that of the container.</param>
public sealed record ServerInstance(string Id, string Host)
{
    /// <summary>Names a server that is about to start on this machine.</summary>
    public static ServerInstance Create() =>
        new(RandomNumberGenerator.GetHexString(16, lowercase: true), Environment.MachineName);
}
