using TableTap.Server.SignIn;

namespace TableTap.Cli;

/// <summary>What <c>serve --demo</c> shows a person: where to click, signed in already.</summary>
internal static class DemoLinks
{
    private static readonly (string Who, string Path)[] Pages =
    [
        ("Guest, with frames", "/?show=guest"),
        ("Espresso Bar (Anna)", "/?show=staff&staff=anna"),
        ("Cold Bar (Ben)", "/?show=staff&staff=ben"),
        ("Kitchen (Chloe)", "/?show=staff&staff=chloe"),
        ("Manager (Maya)", "/?show=staff&staff=maya"),
        ("Screen of a counter", "/c/espresso"),
        ("Staff, by PIN", "/s/demo"),
        ("Manager, by PIN", "/m/demo"),
        ("Pickup board", "/b/demo"),
        ("Console, by token", "/admin"),
    ];

    /// <summary>Writes the addresses of the demo's pages, each on its own line.</summary>
    /// <param name="output">Where the list is written.</param>
    /// <param name="url">The server's address.</param>
    /// <param name="guestPage">What the QR code of a table opens.</param>
    public static void Write(TextWriter output, string url, string guestPage)
    {
        output.WriteLine();
        output.WriteLine("The demo café is open. Ctrl-C closes it.");
        output.WriteLine();
        output.WriteLine($"  {"Guest at a table", -22} {guestPage}");
        foreach (var (who, path) in Pages)
        {
            output.WriteLine($"  {who, -22} {url}{path}");
        }

        output.WriteLine(
            $"  {"PINs", -22} {string.Join(", ", DemoPins.All.Select(one => $"{one.Key.EmployeeId} {one.Value}"))}"
        );
        output.WriteLine($"  {"Socket", -22} ws{url["http".Length..]}/v1");
        output.WriteLine($"  {"Protocol", -22} {url}/asyncapi.yaml");
        output.WriteLine();
    }
}
