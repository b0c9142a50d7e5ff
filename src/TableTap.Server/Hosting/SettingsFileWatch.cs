using TableTap.Server.Configuration;

namespace TableTap.Server.Hosting;

/// <summary>
/// Looks every two seconds whether the settings file, or a file in which a secret stands, is another one, as a change of its time or its size
/// tells.
/// </summary>
internal sealed class SettingsFileWatch : IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    private readonly ITimer _look;
    private readonly Func<IEnumerable<string>> _paths;
    private readonly Action _changed;
    private readonly Lock _gate = new();
    private List<(string Path, DateTime Written, long Length)> _known;

    /// <summary>Looks from now on.</summary>
    /// <param name="paths">The files as they are named now; one may come later.</param>
    /// <param name="changed">Told of each change.</param>
    /// <param name="time">The clock.</param>
    public SettingsFileWatch(Func<IEnumerable<string>> paths, Action changed, TimeProvider time)
    {
        (_paths, _changed) = (paths, changed);
        _known = Now();
        _look = time.CreateTimer(_ => Look(), null, BetweenLooks, BetweenLooks);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _look.DisposeAsync();

    private void Look()
    {
        lock (_gate)
        {
            try
            {
                var now = Now();
                if (!now.SequenceEqual(_known))
                {
                    _known = now;
                    _changed();
                }
            }
            catch (Exception gone) when (FailureWords.IsOfFiles(gone))
            {
                // The next look tells.
            }
        }
    }

    private List<(string Path, DateTime Written, long Length)> Now() => [.. _paths().Select(Of)];

    // Secrets that others hand in are links often, and a renewed one is a link to elsewhere.
    private static (string Path, DateTime Written, long Length) Of(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null && file.ResolveLinkTarget(true) is FileInfo target)
        {
            file = target;
        }

        return file.Exists
            ? (file.FullName, file.LastWriteTimeUtc, file.Length)
            : (file.FullName, default, 0);
    }
}
