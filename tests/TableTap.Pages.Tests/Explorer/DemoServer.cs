using TableTap.Server.Testing;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>
/// The demo café's server in this process, one for each test: its start costs a tenth of a process's. Tests that kill the
/// server, read what it writes or give it a file start a <see cref="ServerProcess"/>.
/// </summary>
internal static class DemoServer
{
    /// <summary>Starts it as <c>serve --demo</c> does.</summary>
    public static Task<TestServer> StartAsync() =>
        TestServer.StartAsync([.. ServerProcess.Links, .. TestServer.Quiet]);
}
