using System.CommandLine;
using TableTap.Server.Configuration;
using TableTap.Server.Hosting;

namespace TableTap.Cli;

/// <summary><c>--url U</c>: the server that a command talks to.</summary>
internal static class ServerAddress
{
    private const string Default = "http://localhost:3001";

    /// <summary>Makes the option <c>--url U</c>, which takes the address of a server.</summary>
    public static Option<string> Option()
    {
        var url = new Option<string>("--url")
        {
            Description = $"The server [default: that of Server:Urls, {Default}].",
            HelpName = "U",
        };
        url.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && Read(text) is null)
            {
                result.AddError(
                    $"--url \"{text}\" is not allowed; allowed: http, https, ws or wss with a host, such as {Default}."
                );
            }
        });
        return url;
    }

    /// <summary>The address that was given, else that of the settings.</summary>
    /// <param name="text">The option's value, or null.</param>
    /// <param name="options">The settings.</param>
    public static Uri Of(string? text, TableTapOptions options) =>
        Read(text ?? PublicUrl.Of(options.Server.Urls[0]))!;

    /// <summary>The server's HTTP address; a socket's address means the same server.</summary>
    /// <param name="text">The option's value; null for the default.</param>
    public static Uri? Read(string? text)
    {
        if (!Uri.TryCreate(text ?? Default, UriKind.Absolute, out var url))
        {
            return null;
        }

        var scheme = url.Scheme switch
        {
            "http" or "ws" => "http",
            "https" or "wss" => "https",
            _ => null,
        };
        return scheme is null
            ? null
            : new UriBuilder(scheme, url.Host, url.IsDefaultPort ? -1 : url.Port).Uri;
    }
}
