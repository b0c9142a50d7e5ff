namespace TableTap.Cli.Printing;

/// <summary>Where a printer listens.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
internal sealed record PrinterAddress(string Host, int Port)
{
    /// <summary>The port at which nearly every printer listens.</summary>
    public const int UsualPort = 9100;

    /// <summary>Reads an address from text.</summary>
    /// <param name="text"><c>tcp://192.168.1.50:9100</c>, with or without the port.</param>
    /// <returns>The address; null where the text is none.</returns>
    public static PrinterAddress? Read(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url is { Scheme: "tcp", PathAndQuery: "" or "/", UserInfo: "", Host.Length: > 0 }
            ? new(url.DnsSafeHost, url.IsDefaultPort || url.Port < 0 ? UsualPort : url.Port)
            : null;
}
