using System.Net;
using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>An option that is the host of push services, or a domain below which all hosts are. Immutable.</summary>
public sealed class PushHostAttribute : TextRuleAttribute
{
    private const string Below = "*.";

    /// <inheritdoc />
    public override string Allowed =>
        "a host like push.example.com, or *.push.example.com for all below it; for a trial a loopback address like 127.0.0.1";

    /// <inheritdoc />
    public override bool IsAllowed(string text) =>
        IsLoopback(text)
        || IsName(text.StartsWith(Below, StringComparison.Ordinal) ? text[Below.Length..] : text);

    /// <summary>Whether an entry names this machine.</summary>
    /// <param name="text">The entry.</param>
    internal static bool IsLoopback(string text) =>
        string.Equals(text, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(text, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Whether an entry means a host.</summary>
    /// <param name="entry">An entry that is allowed.</param>
    /// <param name="host">The host, as an address has it.</param>
    internal static bool Means(string entry, string host) =>
        entry.StartsWith(Below, StringComparison.Ordinal)
            ? host.EndsWith(entry[1..], StringComparison.OrdinalIgnoreCase)
                && host.Length > entry.Length - 1
            : string.Equals(host, entry, StringComparison.OrdinalIgnoreCase);

    // A domain of one label would be a whole country's hosts.
    private static bool IsName(string text) =>
        Uri.CheckHostName(text) == UriHostNameType.Dns
        && text.Trim('.').Length == text.Length
        && text.Contains('.', StringComparison.Ordinal);
}
