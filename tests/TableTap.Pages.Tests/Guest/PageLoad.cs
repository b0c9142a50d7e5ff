using System.Text.Json;
using Microsoft.Playwright;

namespace TableTap.Pages.Tests.Guest;

/// <summary>What a browser fetches for the first look at a page, in a profile that has kept nothing.</summary>
internal sealed class PageLoad
{
    private readonly List<string> _modules = [];
    private readonly ICDPSession _tools;

    private PageLoad(IPage page, ICDPSession tools) => (Page, _tools) = (page, tools);

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>The paths of the modules that were fetched.</summary>
    public IReadOnlyList<string> Modules
    {
        get
        {
            lock (_modules)
            {
                return [.. _modules];
            }
        }
    }

    /// <summary>A page that counts what it fetches.</summary>
    /// <param name="context">A browser profile of its own.</param>
    /// <param name="phone">Whether the network and the processor are a guest's on a slow evening; see <see cref="PageLoadMeasure"/>.</param>
    public static async Task<PageLoad> NewAsync(IBrowserContext context, bool phone = false)
    {
        var page = await context.NewPageAsync();
        var tools = await context.NewCDPSessionAsync(page);
        var load = new PageLoad(page, tools);
        await tools.SendAsync("Network.enable");
        if (phone)
        {
            await tools.SendAsync(
                "Network.emulateNetworkConditions",
                new()
                {
                    ["offline"] = false,
                    ["latency"] = PageLoadMeasure.Latency,
                    ["downloadThroughput"] = PageLoadMeasure.Down,
                    ["uploadThroughput"] = PageLoadMeasure.Up,
                }
            );
            await tools.SendAsync(
                "Emulation.setCPUThrottlingRate",
                new() { ["rate"] = PageLoadMeasure.Slower }
            );
        }

        tools.Event("Network.responseReceived").OnEvent += (_, what) =>
        {
            var address = new Uri(
                what!.Value.GetProperty("response").GetProperty("url").GetString()!
            );
            if (address.AbsolutePath.EndsWith(".js", StringComparison.Ordinal))
            {
                lock (load._modules)
                {
                    load._modules.Add(address.AbsolutePath);
                }
            }
        };
        return load;
    }

    /// <summary>Begins to count what runs, which makes the page slower: for a page that is opened after this.</summary>
    public async Task CountRunsAsync()
    {
        await _tools.SendAsync("Profiler.enable");
        await _tools.SendAsync(
            "Profiler.startPreciseCoverage",
            new() { ["callCount"] = true, ["detailed"] = false }
        );
    }

    /// <summary>The paths of the modules that ran since this was asked last: one that is only fetched does not run.</summary>
    public async Task<IReadOnlyList<string>> RunsAsync()
    {
        var counted = await _tools.SendAsync("Profiler.takePreciseCoverage");
        return
        [
            .. counted!
                .Value.GetProperty("result")
                .EnumerateArray()
                .Where(script => script.GetProperty("functions").EnumerateArray().Any(HasRun))
                .Select(script => script.GetProperty("url").GetString()!)
                .Where(url => url.EndsWith(".js", StringComparison.Ordinal))
                .Select(url => new Uri(url).AbsolutePath),
        ];
    }

    /// <summary>Bytes of all that came so far, as they were compressed, without headers.</summary>
    public Task<long> BytesAsync() =>
        Page.EvaluateAsync<long>(
            "() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, one) => sum + one.encodedBodySize, 0)"
        );

    // Of a function the first range is the whole of it.
    private static bool HasRun(JsonElement function) =>
        function.GetProperty("ranges")[0].GetProperty("count").GetInt64() > 0;
}
