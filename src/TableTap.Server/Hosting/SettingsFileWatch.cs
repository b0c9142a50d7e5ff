using TableTap.Server.Configuration;

namespace TableTap.Server.Hosting;

/// <summary>Looks every two seconds whether the settings file is another one, as a change of its time or its size tells.</summary>
internal sealed class SettingsFileWatch : IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    private readonly ITimer _look;
    private readonly string _path;
    private readonly Action _changed;
    private readonly Lock _gate = new();
    private (DateTime Written, long Length) _known;

    /// <summary>Looks from now on.</summary>
    /// <param name="path">The file; it may come later.</param>
    /// <param name="changed">Told of each change.</param>
    /// <param name="time">The clock.</param>
    public SettingsFileWatch(string path, Action changed, TimeProvider time)
    {
        (_path, _changed) = (path, changed);
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
                if (now != _known)
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

    private (DateTime Written, long Length) Now()
    {
        var file = new FileInfo(_path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
