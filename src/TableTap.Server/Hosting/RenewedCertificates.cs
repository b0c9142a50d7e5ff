using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using TableTap.Server.Logging;

namespace TableTap.Server.Hosting;

/// <summary>
/// Serves a certificate that was renewed on the disk to every connection that comes after it. No port and no socket is closed:
/// Kestrel loads what it finds at the start, and a handshake looks, at most once a second, whether the file is another one.
/// </summary>
/// <param name="kestrel">The section <c>Kestrel</c>.</param>
/// <param name="log">Where to say that a certificate was renewed, or cannot be read.</param>
internal sealed class RenewedCertificates(IConfiguration kestrel, ILogger log)
{
    /// <summary>Serves renewed certificates of all endpoints whose certificate is a file.</summary>
    /// <param name="options">Kestrel's options.</param>
    public void Use(KestrelServerOptions options)
    {
        // Kestrel's own way with a changed file is to close the endpoint and to open it again.
        var loader = options.Configure(kestrel, reloadOnChange: false);
        var standard = CertificateFile.Of(kestrel.GetSection("Certificates:Default"), log);
        options.ConfigureHttpsDefaults(tls => tls.OnAuthenticate = Authenticate(standard, tls));
        foreach (var endpoint in kestrel.GetSection("Endpoints").GetChildren())
        {
            if (CertificateFile.Of(endpoint.GetSection("Certificate"), log) is { } own)
            {
                loader.Endpoint(
                    endpoint.Key,
                    at => at.HttpsOptions.OnAuthenticate = Authenticate(own, at.HttpsOptions)
                );
            }
        }
    }

    private static Action<
        Microsoft.AspNetCore.Connections.ConnectionContext,
        SslServerAuthenticationOptions
    > Authenticate(CertificateFile? file, HttpsConnectionAdapterOptions tls)
    {
#pragma warning disable CA5398 // The protocol's section 9 asks for TLS 1.3.
        tls.SslProtocols = System.Security.Authentication.SslProtocols.Tls13;
#pragma warning restore CA5398
        return (_, options) =>
        {
            if (file?.Renewed is { } renewed)
            {
                options.ServerCertificate = null;
                options.ServerCertificateContext = renewed;
            }
        };
    }
}

/// <summary>A certificate in a file, as Kestrel's settings name it. Thread-safe.</summary>
internal sealed class CertificateFile
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private readonly IConfiguration _section;
    private readonly string _path;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private DateTime _known;
    private long _looked = TimeProvider.System.GetTimestamp();
    private SslStreamCertificateContext? _renewed;

    private CertificateFile(IConfiguration section, string path, ILogger log)
    {
        (_section, _path, _log) = (section, path, log);
        _known = File.GetLastWriteTimeUtc(path);
    }

    /// <summary>The certificate of a section; null where it is no file.</summary>
    public static CertificateFile? Of(IConfiguration section, ILogger log) =>
        section["Path"] is { Length: > 0 } path
            ? new(section, Path.Combine(AppContext.BaseDirectory, path), log)
            : null;

    /// <summary>The certificate that took the place of the one of the start; null while none has.</summary>
    public SslStreamCertificateContext? Renewed
    {
        get
        {
            lock (_gate)
            {
                if (TimeProvider.System.GetElapsedTime(_looked) >= BetweenLooks)
                {
                    _looked = TimeProvider.System.GetTimestamp();
                    Look();
                }

                return _renewed;
            }
        }
    }

    // Half a file, or a key that is not there yet, is read again when it changes once more; until then the last one serves.
    private void Look()
    {
        try
        {
            var written = File.GetLastWriteTimeUtc(_path);
            if (written != _known)
            {
                _renewed = Load();
                _known = written;
                ServerLog.CertificateRenewed(_log, _path, _renewed.TargetCertificate.NotAfter);
            }
        }
        catch (Exception fault)
            when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            ServerLog.CertificateUnreadable(_log, _path, fault.Message);
        }
    }

    private SslStreamCertificateContext Load()
    {
        var password = _section["Password"];
        var chain = new X509Certificate2Collection();
        X509Certificate2 own;
        if (_section["KeyPath"] is { Length: > 0 } key)
        {
            key = Path.Combine(AppContext.BaseDirectory, key);
            own = password is null
                ? X509Certificate2.CreateFromPemFile(_path, key)
                : X509Certificate2.CreateFromEncryptedPemFile(_path, password, key);
            chain.ImportFromPemFile(_path);
        }
        else
        {
            own = X509CertificateLoader.LoadPkcs12FromFile(_path, password);
            chain = X509CertificateLoader.LoadPkcs12CollectionFromFile(_path, password);
        }

        return SslStreamCertificateContext.Create(own, chain, offline: true);
    }
}
