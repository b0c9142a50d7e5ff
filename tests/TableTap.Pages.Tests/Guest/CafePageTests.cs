using System.Text.Json.Nodes;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Pages.Tests.Guest;

/// <summary>Tests of the pages of the demo café: a server for each of them, and what somebody else does there meanwhile.</summary>
public abstract class CafePageTests(Browser browser) : IAsyncLifetime
{
    /// <summary>The browser, which all tests share.</summary>
    protected Browser Browser => browser;

    /// <summary>The server of this test.</summary>
    protected TestServer Server { get; private set; } = null!;

    /// <summary>What somebody else does at the café.</summary>
    protected DemoApi Api { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Server = await DemoServer.StartAsync();
        Api = new(Server.Url);
    }

    public virtual async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Changes the file of the café as an administrator does.</summary>
    /// <param name="change">Changes it in place.</param>
    protected Task ChangeAsync(Action<JsonNode> change) =>
        Api.ChangeFileAsync(Server.Token("root", Role.Admin), change);

    /// <summary>An item of the menu in the file of the café.</summary>
    /// <param name="file">The file.</param>
    /// <param name="itemId">The id of the item.</param>
    protected static JsonNode Item(JsonNode file, string itemId) =>
        file["menu"]!.AsArray().Single(item => (string?)item!["itemId"] == itemId)!;
}
