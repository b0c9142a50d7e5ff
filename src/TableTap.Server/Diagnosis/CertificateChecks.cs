using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TableTap.Server.Configuration;

namespace TableTap.Server.Diagnosis;

/// <summary>What can be wrong with the certificates.</summary>
internal static class CertificateChecks
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "certificate",
            Severity.Error,
            "https without a certificate, or one that cannot be read",
            "Name a PEM file with Kestrel:Certificates:Default:Path and its key with KeyPath (or a PKCS #12 file with its Password).",
            Unreadable
        )
        {
            IsWatched = true,
        },
        new(
            "certificate-expired",
            Severity.Error,
            "a certificate that is over, or not valid yet",
            "Renew it; the server takes the new file without a restart. Not valid yet: look at the machine's clock.",
            installation =>
                Read(installation)
                    .Where(one =>
                        one.NotAfter <= installation.Time.GetUtcNow()
                        || one.NotBefore > installation.Time.GetUtcNow()
                    )
                    .Select(one =>
                        one.NotBefore > installation.Time.GetUtcNow()
                            ? $"{one.Path} is valid from {one.NotBefore:yyyy-MM-dd} on."
                            : $"{one.Path} ended on {one.NotAfter:yyyy-MM-dd}."
                    )
        )
        {
            IsWatched = true,
        },
        new(
            "certificate-expiring",
            Severity.Warning,
            "a certificate that ends within 14 days",
            "Renew it, and look at why it was not renewed by itself.",
            installation =>
                Read(installation)
                    .Where(one =>
                        one.NotAfter > installation.Time.GetUtcNow()
                        && one.NotAfter - installation.Time.GetUtcNow() < Soon
                    )
                    .Select(one => $"{one.Path} ends on {one.NotAfter:yyyy-MM-dd}.")
        )
        {
            IsWatched = true,
        },
        new(
            "certificate-key-open",
            Severity.Error,
            "the key of a certificate that everybody on the machine may read",
            "Run chmod 600 on it, and give it to the server's user.",
            installation =>
                Sections(installation)
                    .Select(section => PathOf(section["KeyPath"] ?? section["Path"]!))
                    .Where(OtherUsers.MayKnow)
                    .Select(path => $"{path} can be read or written by others.")
        ),
    ];

    /// <summary>When the first certificate ends; null where there is none that can be read.</summary>
    /// <param name="installation">Whose certificates.</param>
    public static DateTimeOffset? FirstEnd(Installation installation) =>
        Read(installation).Min(one => (DateTimeOffset?)one.NotAfter);

    private static IEnumerable<IConfigurationSection> Sections(Installation installation)
    {
        var kestrel = installation.Configuration.GetSection("Kestrel");
        return kestrel
            .GetSection("Endpoints")
            .GetChildren()
            .Select(endpoint => endpoint.GetSection("Certificate"))
            .Prepend(kestrel.GetSection("Certificates:Default"))
            .Where(section => section["Path"] is { Length: > 0 });
    }

    private static IEnumerable<string> Unreadable(Installation installation)
    {
        var sections = Sections(installation).ToList();
        if (sections.Count == 0)
        {
            return installation
                .Options.Server.Urls.Where(url =>
                    ListenAddress.TryParse(url, out var address) && address.IsTls
                )
                .Select(url => $"{url} needs a certificate, and Kestrel:Certificates names none.");
        }

        return sections
            .Select(section => Load(section, out var trouble) is null ? trouble : null)
            .OfType<string>();
    }

    // Those that cannot be read are another check's.
    private static IEnumerable<Certificate> Read(Installation installation) =>
        Sections(installation).Select(section => Load(section, out _)).OfType<Certificate>();

    private static Certificate? Load(IConfigurationSection section, out string? trouble)
    {
        trouble = null;
        var path = PathOf(section["Path"]!);
        var password = section["Password"];
        try
        {
            using var certificate =
                section["KeyPath"] is not { Length: > 0 } key
                    ? X509CertificateLoader.LoadPkcs12FromFile(path, password)
                : password is null ? X509Certificate2.CreateFromPemFile(path, PathOf(key))
                : X509Certificate2.CreateFromEncryptedPemFile(path, password, PathOf(key));
            return new(path, new(certificate.NotBefore), new(certificate.NotAfter));
        }
        catch (Exception fault)
            when (fault is CryptographicException or ArgumentException
                || FailureWords.IsOfFiles(fault)
            )
        {
            trouble = FailureWords.IsOfFiles(fault)
                ? FailureWords.Of(path, fault)
                : $"{path} cannot be read with its key: {fault.Message}";
            return null;
        }
    }

    private static string PathOf(string path) => Path.Combine(AppContext.BaseDirectory, path);

    private sealed record Certificate(
        string Path,
        DateTimeOffset NotBefore,
        DateTimeOffset NotAfter
    );
}
