using System.Text.Json;
using TableTap.Server.Auth;

namespace TableTap.Server.Hosting;

/// <summary>The keys of an issuer of tokens that is not this server.</summary>
internal static class IssuerSetup
{
    /// <summary>Opens the keys that the settings name.</summary>
    /// <param name="setup">What the server is set up with.</param>
    /// <param name="loggers">Where to log.</param>
    /// <param name="address">The address that is asked for keys, owned by the caller; null where there is none.</param>
    /// <returns>The keys; null where no issuer is named.</returns>
    /// <exception cref="InvalidDataException">The file of keys is none.</exception>
    public static KeyServer? Open(
        ServerSetup setup,
        ILoggerFactory loggers,
        out KeyAddress? address
    )
    {
        var options = setup.Options.Auth;
        address = options.JwksUrl is { } url ? new(new(url)) : null;
        if (address is null && options.JwksFile is null)
        {
            return null;
        }

        try
        {
            return new(
                options.JwksFile is { } file
                    ? IssuerKeys.Read(File.ReadAllText(file))
                    : IssuerKeys.None,
                address is null ? null : address.FetchAsync,
                options.JwksRefresh,
                options.JwksPause,
                setup.Time,
                loggers.CreateLogger("TableTap.Auth")
            );
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"Auth:JwksFile: {fault.Message}.", fault);
        }
    }
}
