using TableTap.Cafes.Hosting;
using TableTap.Server.Configuration;
using TableTap.Server.Observability;

namespace TableTap.Server.Hosting;

/// <summary>
/// The settings beside those of logging that may change while the server runs: nobody was promised them, and nothing was made with them that
/// would have to be made anew. Thread-safe.
/// </summary>
internal sealed class LiveSettings
{
    private static readonly string[] Keys =
    [
        "Server:TracesPerThousand",
        "Server:TracedCafes",
        "Server:FrameWatch",
    ];

    private readonly string? _collector;
    private readonly CafeHost _cafes;
    private long _frameWatch;

    /// <summary>Begins with the settings of the start.</summary>
    /// <param name="started">The settings of the start.</param>
    /// <param name="cafes">The cafés, which ask what is traced.</param>
    public LiveSettings(ServerOptions started, CafeHost cafes)
    {
        (_collector, _cafes) = (started.OtlpUrl, cafes);
        Set(started);
    }

    /// <summary>How long an administrator may watch the frames of a connection.</summary>
    public TimeSpan FrameWatch => new(Interlocked.Read(ref _frameWatch));

    /// <summary>Whether a key is one of them.</summary>
    /// <param name="key">The key of a setting.</param>
    public static bool Has(string key) => Keys.Any(own => SettingKey.IsWithin(key, own));

    /// <summary>Whether a key of them changes nothing, because the server was started without somebody to send traces to.</summary>
    /// <param name="key">The key of a setting.</param>
    public bool IsIdle(string key) =>
        _collector is null && !SettingKey.IsWithin(key, "Server:FrameWatch");

    /// <summary>Lets others count from now on; where traces are sent stays.</summary>
    /// <param name="settings">All settings of the server.</param>
    public void Set(ServerOptions settings)
    {
        _cafes.IsTraced = TraceExport.Choice(settings with { OtlpUrl = _collector });
        Interlocked.Exchange(ref _frameWatch, settings.FrameWatch.Ticks);
    }
}
