using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using TableTap.Load.Target;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Terms;

namespace TableTap.Comparison;

/// <summary>
/// This server with everything on: every listener shows a token, rights and limits are checked, and every message is on
/// the disk before anybody hears it.
/// </summary>
internal sealed class TableTapPeer(string root) : Peer
{
    private const string Channel = "cafe:demo:general";
    private TokenMint? _mint;
    private string _data = "";

    public override string Name => "TableTap";

    /// <summary>The folder of the program.</summary>
    public string Program { get; init; } = Path.Combine(root, "artifacts", "ready");

    /// <summary>Settings beside those of the comparison, as <c>Section:Key</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The address of the server.</summary>
    public Uri Http => Url;

    public override Uri SocketUrl => Socket("/v1");

    protected override Uri ReadyUrl => new(Url, "/health/ready");

    public override byte[]? Hello =>
        Encoding.UTF8.GetBytes($$$"""{"type":"subscribe","data":{"channels":["{{{Channel}}}"]}}""");

    public override (string File, string[] Arguments, string Directory)? Build =>
        (Path.Combine(root, "run"), ["--help"], root);

    private TokenMint Mint =>
        _mint ??= new(TokenKeys.Open(_data), new AuthOptions(), TimeProvider.System);

    public override string Authorization(int listener) =>
        "Bearer "
        + Mint.Mint(
            new($"listener-{listener}", Role.Customer, ["demo"]),
            TokenMint.DefaultLifetime
        );

    public override HttpRequestMessage Publish(long number, string text)
    {
        var token = Mint.Mint(new("till", Role.Service, ["demo"]), TokenMint.DefaultLifetime);
        return new(HttpMethod.Post, new Uri(Url, "/v1/publish"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
            Content = new StringContent(
                $$$"""{"type":"announcement","messageId":"m-{{{number}}}","channel":"{{{Channel}}}","data":{"announcementId":"m-{{{number}}}","message":"{{{text}}}"}}""",
                Encoding.UTF8,
                "application/json"
            ),
        };
    }

    /// <summary>The server as the target of a load.</summary>
    /// <param name="run">Distinguishes the users of the load from those of others.</param>
    /// <param name="cafeId">The café that is used.</param>
    public LoadTarget Target(string run, string cafeId = "demo") =>
        new()
        {
            Server = Url,
            CafeId = cafeId,
            Run = run,
            ProcessId = ProcessId,
            Tokens = (user, role, _) =>
                new(
                    Mint.Mint(
                        new(user, role, role == Role.Admin ? [] : [cafeId]),
                        TokenMint.DefaultLifetime
                    )
                ),
        };

    protected override ProcessStartInfo Start(int port, string directory)
    {
        _data = Path.Combine(directory, "data");
        _mint = null;
        var start = new ProcessStartInfo(
            Path.Combine(Program, "tabletap"),
            ["serve", "--demo", "--data", _data, "--urls", $"http://127.0.0.1:{port}"]
        );
        foreach (
            var limit in (string[])["ConnectionsPerCafe", "PublishesPerMinute", "MessagesPerMinute"]
        )
        {
            start.Environment[$"TABLETAP__Limits__{limit}"] = "1000000";
        }

        foreach (var (key, value) in Settings)
        {
            var name = key.Replace(":", "__", StringComparison.Ordinal);
            start.Environment[$"TABLETAP__{name}"] = value;
        }

        return start;
    }
}
