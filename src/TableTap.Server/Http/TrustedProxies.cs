using System.Net.Http.Headers;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using TableTap.Server.Configuration;

namespace TableTap.Server.Http;

/// <summary>
/// Believes the proxies that the operator names, and nobody else: what they say of a client stands in <c>X-Forwarded-For</c> and
/// <c>X-Forwarded-Proto</c>, or in <c>Forwarded</c> (RFC 7239) where the first is missing (section 9).
/// </summary>
internal static class TrustedProxies
{
    private const string Forwarded = "Forwarded";

    /// <summary>Puts the belief into the pipeline, before everything that asks for an address or a scheme.</summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="settings">Who is believed now.</param>
    /// <param name="silent">Notices who is believed and says nothing.</param>
    public static void Use(IApplicationBuilder app, LiveSettings settings, SilentProxies silent)
    {
        var loggers = app.ApplicationServices.GetRequiredService<ILoggerFactory>();
        app.Use(next =>
        {
            var answer = next;
            settings.Follow(now =>
                Volatile.Write(ref answer, Believing(now.Security, next, silent, loggers))
            );
            return context => Volatile.Read(ref answer)(context);
        });
    }

    private static RequestDelegate Believing(
        SecurityOptions security,
        RequestDelegate next,
        SilentProxies silent,
        ILoggerFactory loggers
    )
    {
        // Where the framework knows no proxy, it believes everybody.
        if (security.Proxies.Count == 0)
        {
            return next;
        }

        // Each hop counts only if the one before it is believed.
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in security.Proxies)
        {
            options.KnownIPNetworks.Add(proxy);
        }

        var forwarded = new ForwardedHeadersMiddleware(next, loggers, Options.Create(options));
        return context =>
        {
            Translate(context.Request);
            silent.Look(context);
            return forwarded.Invoke(context);
        };
    }

    // One form is enough for all that follows. An element that cannot be read is no address, and ends the belief there.
    private static void Translate(HttpRequest request)
    {
        var headers = request.Headers;
        if (
            headers.ContainsKey(ForwardedHeadersDefaults.XForwardedForHeaderName)
            || !headers.ContainsKey(Forwarded)
        )
        {
            return;
        }

        var hops = headers
            .GetCommaSeparatedValues(Forwarded)
            .Select(hop => Read(hop, request.Scheme))
            .ToArray();
        headers[ForwardedHeadersDefaults.XForwardedForHeaderName] = string.Join(
            ',',
            hops.Select(hop => hop.For)
        );
        headers[ForwardedHeadersDefaults.XForwardedProtoHeaderName] = string.Join(
            ',',
            hops.Select(hop => hop.Proto)
        );
    }

    private static (string For, string Proto) Read(string hop, string scheme)
    {
        NameValueHeaderValue[] pairs = NameValueWithParametersHeaderValue.TryParse(
            hop,
            out var read
        )
            ? [read, .. read.Parameters]
            : [];
        return (Value("for") ?? "unknown", Value("proto") ?? scheme);

        string? Value(string name) =>
            pairs
                .Where(pair => pair.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                .Select(pair =>
                    Microsoft.Net.Http.Headers.HeaderUtilities.RemoveQuotes(pair.Value).Value
                )
                .FirstOrDefault();
    }
}
