using System.Diagnostics;
using System.Globalization;

namespace TableTap.Comparison;

/// <summary>A peer that is made with ASP.NET Core.</summary>
internal sealed class AspNetPeer(string root, string name, string folder, string assembly) : Peer
{
    public override string Name => name;

    public override byte[]? Hello =>
        folder == "signalr" ? "{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray() : null;

    public override (string File, string[] Arguments, string Directory)? Build =>
        ("dotnet", ["build", "-c", "Release", "-v", "q", "--nologo"], Folder);

    private string Folder => Path.Combine(root, "bench", "peers", folder);

    protected override ProcessStartInfo Start(int port, string directory) =>
        new(
            "dotnet",
            [
                Path.Combine(root, "artifacts", "bin", assembly, "release", $"{assembly}.dll"),
                "--urls",
                $"http://127.0.0.1:{port}",
            ]
        );
}

/// <summary>The <c>ws</c> package of Node.</summary>
internal sealed class NodePeer(string root) : Peer
{
    public override string Name => "Node ws";

    public override string? Missing => Programs.Find("npm") is null ? "npm is not installed" : null;

    public override (string File, string[] Arguments, string Directory)? Build =>
        ("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], Folder);

    private string Folder => Path.Combine(root, "bench", "peers", "ws");

    protected override ProcessStartInfo Start(int port, string directory) =>
        new(
            "node",
            [Path.Combine(Folder, "server.js"), port.ToString(CultureInfo.InvariantCulture)]
        );
}

/// <summary>nchan, a module of nginx.</summary>
internal sealed class NchanPeer(string root) : Peer
{
    public override string Name => "nchan";

    public override string? Missing =>
        Programs.Find("nginx") is null || !File.Exists("/usr/lib/nginx/modules/ngx_nchan_module.so")
            ? "nginx with nchan is not installed (Debian: nginx-light, libnginx-mod-nchan)"
            : null;

    protected override ProcessStartInfo Start(int port, string directory)
    {
        var template = File.ReadAllText(
            Path.Combine(root, "bench", "peers", "nchan", "nginx.conf")
        );
        var file = Path.Combine(directory, "nginx.conf");
        File.WriteAllText(
            file,
            template
                .Replace(
                    "PORT",
                    port.ToString(CultureInfo.InvariantCulture),
                    StringComparison.Ordinal
                )
                .Replace("DIRECTORY", directory, StringComparison.Ordinal)
        );
        return new("nginx", ["-c", file]);
    }

    // The first process only watches over its worker.
    protected override int Serving()
    {
        var master = base.Serving();
        var children = File.ReadAllText($"/proc/{master}/task/{master}/children").Split(' ');
        return int.Parse(children[0], CultureInfo.InvariantCulture);
    }
}

/// <summary>Finds programs of this machine.</summary>
internal static class Programs
{
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
