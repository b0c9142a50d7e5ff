using System.Globalization;
using System.Net;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Terms;

namespace TableTap.Server.Diagnosis;

/// <summary>
/// Reads a figure of the server of this installation, if it runs on this machine. A server that believes a proxy of this machine wants a token
/// even from here: it is shown one of a café that there is not, good for the figures alone and for a minute, and only where it has shown the
/// keys of the data directory.
/// </summary>
internal static class OwnFigures
{
    private const string Figures = "/metrics";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>Reads one figure, in whole numbers.</summary>
    /// <param name="name">Its name, as Prometheus has it; a figure without labels of its own.</param>
    /// <param name="ports">Where the server may listen.</param>
    /// <param name="apart">Where the figures are, if that is an address of their own; no token is shown there.</param>
    /// <param name="installation">Whose server it is.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>Null where no server of the installation is found, or it does not tell.</returns>
    public static async Task<long?> ReadAsync(
        string name,
        IEnumerable<(string Scheme, IPEndPoint Port)> ports,
        (string Scheme, IPEndPoint Port)? apart,
        Installation installation,
        CancellationToken cancellationToken
    )
    {
        foreach (var own in ports)
        {
            if (!await OwnListener.IsAtAsync(own.Scheme, own.Port, installation, cancellationToken))
            {
                continue;
            }

            var figures = await OwnListener.AskAsync(
                AddressOf(apart ?? own),
                apart is null ? TokenOf(installation) : null,
                cancellationToken
            );
            return figures is null ? null : Value(figures, name);
        }

        return null;
    }

    private static Uri AddressOf((string Scheme, IPEndPoint Port) at) =>
        new($"{at.Scheme}://{OwnListener.Reached(at.Port)}{Figures}");

    private static string? TokenOf(Installation installation)
    {
        if (!File.Exists(Path.Combine(installation.Data, TokenKeys.FileName)))
        {
            return null;
        }

        try
        {
            var nowhere = Guid.CreateVersion7(installation.Time.GetUtcNow()).ToString();
            return new TokenMint(
                TokenKeys.Open(installation.Data),
                installation.Options.Auth,
                installation.Time
            ).Mint(new("doctor", Role.Service, [nowhere]), Lifetime);
        }
        catch (Exception unreadable) when (FailureWords.IsOfFiles(unreadable))
        {
            // The checks of the data directory say so.
            return null;
        }
    }

    // A line is the name, labels in braces if there are any, the value, and whatever follows.
    private static long? Value(string figures, string name)
    {
        foreach (var line in figures.Split('\n'))
        {
            if (
                line.StartsWith(name, StringComparison.Ordinal)
                && line[name.Length..] is ['{' or ' ', ..] rest
                && rest[(rest.LastIndexOf('}') + 1)..].Trim().Split(' ') is [var word, ..]
                && long.TryParse(
                    word,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var value
                )
            )
            {
                return value;
            }
        }

        return null;
    }
}
